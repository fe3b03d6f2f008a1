/** Project files that a person gave main: opaque references for the page, their paths kept here. */
import { randomBytes } from 'node:crypto';
import { access } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import * as z from 'zod';
import { NetloomError } from '../engine/index.ts';
import { judgeProject } from '../files/judgeProject.ts';
import { projectExtension } from '../files/projectName.ts';
import {
  type Expectation,
  type Revision,
  readProject,
  revisionOf,
  saveProject,
} from '../files/projects.ts';
import type {
  ProjectReference,
  RecentProject,
  ReferencedProject,
  Result,
  SavedProject,
} from './api.ts';
import type { Electron } from './electron.ts';
import { settle } from './settle.ts';
import { openStore, type Store } from './store.ts';

const grantSchema = z.array(
  z.strictObject({
    id: z.string().regex(/^[0-9a-f]{32}$/),
    path: z.string().min(1),
    /** Milliseconds since 1970. */
    used: z.number(),
    /** Shown among the recent ones, until they are cleared. */
    recent: z.boolean(),
  }),
);
type Grant = z.infer<typeof grantSchema>[number];

const mostGrants = 200;
const mostRecent = 20;
const files = { judge: judgeProject };

/** Every path in here came from a dialog, from the system or from a dropped file; the page names references only. */
export class ProjectGrants {
  private readonly store: Store<Grant[]>;
  private readonly app: Pick<Electron['app'], 'addRecentDocument' | 'clearRecentDocuments'>;
  private requested: string[] = [];

  private constructor(store: Store<Grant[]>, app: ProjectGrants['app']) {
    this.store = store;
    this.app = app;
  }

  static async open(userData: string, app: ProjectGrants['app']): Promise<ProjectGrants> {
    const path = join(userData, 'projects.json');
    return new ProjectGrants(await openStore<Grant[]>(path, grantSchema, []), app);
  }

  /** Reads a project at a path that a person gave. Throws NetloomError. */
  async openPath(path: string): Promise<ReferencedProject> {
    const found = await readProject(path, files);
    return { ...found, reference: this.grant(path) };
  }

  /** Reads it again. Throws NetloomError 'reference-unknown' and what reading throws. */
  async read(id: string): Promise<ReferencedProject> {
    return this.openPath(this.pathOf(id));
  }

  async revisionOf(id: string): Promise<Revision | null> {
    return revisionOf(this.pathOf(id));
  }

  async save(id: string, text: string, expected: Expectation): Promise<SavedProject> {
    return this.saveAt(this.pathOf(id), text, expected);
  }

  /** At a path from a dialog, which asked before replacing a file, unless the ending was ours. */
  async saveChosen(chosen: string, text: string): Promise<SavedProject> {
    const named = extname(chosen).toLowerCase() === projectExtension;
    const path = named ? chosen : chosen + projectExtension;
    return this.saveAt(path, text, named ? 'any' : 'absent');
  }

  /** Those that are still there, newest first. */
  async recent(): Promise<RecentProject[]> {
    const listed = this.store.value.filter(({ recent }) => recent).slice(0, mostRecent);
    const there = await Promise.all(listed.map(async (grant) => (await exists(grant)) && grant));
    return there
      .filter((grant) => grant !== false)
      .map((grant) => ({ reference: referenceOf(grant), used: grant.used }));
  }

  clearRecent(): void {
    this.store.set(this.store.value.map((grant) => ({ ...grant, recent: false })));
    this.app.clearRecentDocuments();
  }

  /** The system asks to open a path; the page takes it when it can. */
  request(path: string): void {
    this.requested.push(path);
  }

  takeRequests(): Promise<Result<ReferencedProject>[]> {
    const paths = this.requested;
    this.requested = [];
    return Promise.all(paths.map((path) => settle(() => this.openPath(path))));
  }

  settled(): Promise<void> {
    return this.store.settled();
  }

  private async saveAt(path: string, text: string, expected: Expectation): Promise<SavedProject> {
    const revision = await saveProject(path, text, expected, files);
    return { revision, reference: this.grant(path) };
  }

  /** The newest comes first; the same path keeps its id. */
  private grant(path: string): ProjectReference {
    const known = this.store.value.find((grant) => grant.path === path);
    const id = known?.id ?? randomBytes(16).toString('hex');
    const grant: Grant = { id, path, used: Date.now(), recent: true };
    const others = this.store.value.filter((other) => other !== known);
    this.store.set([grant, ...others].slice(0, mostGrants));
    this.app.addRecentDocument(path);
    return referenceOf(grant);
  }

  private pathOf(id: string): string {
    const grant = this.store.value.find((known) => known.id === id);
    if (grant) return grant.path;
    throw new NetloomError('reference-unknown', 'Netloom no longer knows where this project is.');
  }
}

const referenceOf = ({ id, path }: Grant): ProjectReference => ({
  id,
  name: basename(path),
  folder: dirname(path),
});
const exists = ({ path }: Grant): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
