/** app://netloom: the window's files and the data a person gave, each answer with the headers of a locked page. */
import { createReadStream } from 'node:fs';
import { lstat, readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { securityHeaders } from '../files/served/headers.ts';
import { lookUp } from '../files/served/lookup.ts';
import { scheme, windowAddress, windowOrigin } from './address.ts';
import type { DataGrants } from './data.ts';
import type { Electron } from './electron.ts';

/** Before Electron is ready: a standard, secure scheme has an origin, fetch and shared memory. */
export function registerScheme({ protocol }: Pick<Electron, 'protocol'>): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

/** `root` is the folder of the built window. */
export function serveWindow(
  { session }: Pick<Electron, 'session'>,
  root: string,
  data: Pick<DataGrants, 'pathOf'>,
): void {
  session.defaultSession.protocol.handle(scheme, (request) => answer(request, root, data));
}

export async function answer(
  { method, url }: Pick<Request, 'method' | 'url'>,
  root: string,
  data: Pick<DataGrants, 'pathOf'>,
): Promise<Response> {
  if (method !== 'GET' && method !== 'HEAD') return refuse(405);
  if (!url.startsWith(windowAddress)) return refuse(403);
  const path = url.slice(windowOrigin.length).split(/[?#]/, 1)[0] ?? '';
  try {
    const given = /^\/data\/([0-9a-f]{32})\/(\d{1,7})$/.exec(path);
    if (given) return await answerData(data.pathOf(given[1] ?? '', Number(given[2])), method);
    const found = await lookUp(root, path);
    if (!found) return refuse(404);
    const headers = {
      ...securityHeaders,
      'Content-Type': found.contentType,
      'Content-Length': String(found.size),
    };
    const body = method === 'HEAD' ? null : new Uint8Array(await readFile(found.path));
    return new Response(body, { headers });
  } catch {
    return refuse(404);
  }
}

/** Only files that a listing named; one that has become something else since is not followed. */
async function answerData(path: string | null, method: string): Promise<Response> {
  if (path === null) return refuse(404);
  const stats = await lstat(path);
  if (!stats.isFile()) return refuse(404);
  const headers = {
    ...securityHeaders,
    'Content-Type': 'application/octet-stream',
    'Content-Length': String(stats.size),
    'Cache-Control': 'no-store',
  };
  if (method === 'HEAD') return new Response(null, { headers });
  const stream = Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;
  return new Response(stream, { headers });
}

function refuse(status: number): Response {
  return new Response('', {
    status,
    headers: { ...securityHeaders, 'Content-Type': 'text/plain; charset=utf-8' },
  });
}
