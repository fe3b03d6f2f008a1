/** The folder of projects behind the local server: one HTTP call each, with the token of this start. */

import type { Expectation, ProjectOnDisk, Revision } from '../../electron/api.ts';
import type { Result } from '../../engine/index.ts';
import { attempt, HostError } from './result.ts';

export interface FolderListing {
  readonly folder: string;
  readonly projects: readonly {
    readonly name: string;
    readonly modified: number;
    readonly size: number;
  }[];
}
export interface LocalServer {
  list(): Promise<Result<FolderListing>>;
  read(name: string): Promise<Result<ProjectOnDisk>>;
  revisionOf(name: string): Promise<Result<Revision | null>>;
  save(name: string, text: string, expected: Expectation): Promise<Result<Revision>>;
}
/** What a page has; tests give their own. */
export interface PageContext {
  readonly location: Pick<Location, 'hash' | 'pathname' | 'search'>;
  readonly history: Pick<History, 'replaceState' | 'state'>;
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  readonly fetch: typeof fetch;
}

const tokenKey = 'netloom-token';

/**
 * Takes the token out of the address, so that it is in no bookmark and no picture of the window, and keeps it for the tabs
 * of this origin: the store is this origin's alone, and the token is worthless after the next start.
 */
export function takeToken({ location, history, storage }: PageContext): void {
  const token = /^#token=([A-Za-z0-9_-]{43})$/.exec(location.hash)?.[1];
  if (token === undefined) return;
  try {
    storage.setItem(tokenKey, token);
  } catch {
    // Without a store the server will say that the session has ended.
  }
  history.replaceState(history.state, '', location.pathname + location.search);
}

export function localServer(page: PageContext): LocalServer {
  const call = <T>(path: string, init: RequestInit = {}) =>
    attempt(async () => (await answerOf(page, path, init)) as T);
  const project = (name: string) => `projects/${encodeURIComponent(name)}`;
  return {
    list: () => call<FolderListing>('projects'),
    read: (name) => call<ProjectOnDisk>(project(name)),
    revisionOf: async (name) => {
      const found = await call<{ revision: Revision | null }>(`${project(name)}/revision`);
      return found.ok ? { ok: true, value: found.value.revision } : found;
    },
    save: async (name, text, expected) => {
      const saved = await call<{ revision: Revision }>(project(name), {
        method: 'PUT',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ text, expected }),
      });
      return saved.ok ? { ok: true, value: saved.value.revision } : saved;
    },
  };
}

/** The JSON of a good answer; throws HostError with the code and sentence of a bad one. */
async function answerOf(page: PageContext, path: string, init: RequestInit): Promise<unknown> {
  const token = page.storage.getItem(tokenKey) ?? '';
  const response = await page
    .fetch(`/api/${path}`, {
      ...init,
      headers: { ...init.headers, Authorization: `Bearer ${token}` },
      cache: 'no-store',
    })
    .catch(() => {
      throw new HostError(
        'server-gone',
        'Netloom\u2019s local server does not answer: start it again with "npm start".',
      );
    });
  const value: unknown = await response.json().catch(() => null);
  if (response.ok && value !== null) return value;
  const error = (value as { error?: { code: string; sentence: string } } | null)?.error;
  if (error) throw new HostError(error.code, error.sentence);
  throw new HostError(
    'no-server',
    'This page was not opened by Netloom\u2019s local server, so there is no folder of projects.',
  );
}
