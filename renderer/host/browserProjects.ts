/** Projects in a browser: the local server's folder, and single files of this computer by their handles. */
import { type FileWithHandle, fileOpen } from 'browser-fs-access';
import type { Expectation } from '../../electron/api.ts';
import type { Result } from '../../engine/index.ts';
import { askPermission } from './fileAccess.ts';
import type { HandleStore } from './handleStore.ts';
import type { LocalServer } from './localServer.ts';
import { readFile, revisionOfFile, writeFile } from './projectFile.ts';
import { attempt, failureOf, HostError, unlessCancelled, unwrap } from './result.ts';
import type {
  ListedProject,
  OpenedProject,
  ProjectReference,
  Projects,
  RecentProject,
  SaveOutcome,
} from './types.ts';

/** Ids of references begin with where the project is. */
const inFolder = 'folder:';
const inFile = 'file:';
const extension = '.netloom';
const mostRecent = 20;

export function browserProjects(server: LocalServer, store: HandleStore): Projects {
  return {
    dialogs: 'window',
    open: () => unlessCancelled(() => openFromComputer(store)),
    list: () => list(server),
    recent: () => recent(server, store),
    clearRecent: () =>
      attempt(async () => {
        await store.forgetProjects();
        return null;
      }),
    read: (reference) => attempt(() => read(server, store, reference)),
    revisionOf: async ({ id }) => {
      if (id.startsWith(inFolder)) return server.revisionOf(id.slice(inFolder.length));
      return attempt(async () => revisionOfFile(await handleOf(store, id)));
    },
    save: async (reference, text, expected) => {
      if (reference.id.startsWith(inFolder))
        return saveInFolder(server, reference.name, text, expected);
      return saveInFile(store, reference, text, expected);
    },
    saveAs: async (suggestedName, text, chosen) => {
      const name = named(chosen?.name ?? suggestedName);
      const expected = chosen?.replace === true ? 'any' : 'absent';
      const outcome = await saveInFolder(server, name, text, expected);
      return outcome.kind === 'changed-on-disk' ? { kind: 'exists' } : outcome;
    },
    // No system asks a page of a browser to open a file.
    onOpenRequest: () => () => undefined,
  };
}

/** A file that was picked or dropped; with its handle it can be saved back, and opened again later. */
export async function openFile(
  file: File,
  handle: FileSystemFileHandle | undefined,
  store: HandleStore,
): Promise<OpenedProject> {
  const found = await readFile(file);
  const reference = handle ? await keep(handle, store) : null;
  return { ...found, name: file.name, reference };
}

async function openFromComputer(store: HandleStore): Promise<OpenedProject> {
  const file: FileWithHandle = await fileOpen({
    extensions: [extension],
    mimeTypes: ['application/x-netloom'],
    description: 'Netloom',
    id: 'netloom-project',
  });
  return openFile(file, file.handle, store);
}

/** The same file keeps its id. */
async function keep(handle: FileSystemFileHandle, store: HandleStore): Promise<ProjectReference> {
  const known = await find(await store.allProjects(), (record) =>
    record.handle.isSameEntry(handle),
  );
  const id = known?.id ?? `${inFile}${crypto.randomUUID()}`;
  await store.keepProject({ id, name: handle.name, handle, used: Date.now() });
  return { id, name: handle.name, folder: null };
}

async function find<T>(
  values: readonly T[],
  matches: (value: T) => Promise<boolean>,
): Promise<T | undefined> {
  for (const value of values) if (await matches(value)) return value;
  return undefined;
}

async function list(server: LocalServer): ReturnType<Projects['list']> {
  const found = await server.list();
  if (!found.ok) return found;
  const { folder, projects } = found.value;
  const listed = projects.map(
    ({ name, modified, size }): ListedProject => ({
      reference: folderReference(name, folder),
      modified,
      size,
    }),
  );
  return { ok: true, value: { folder, projects: listed } };
}

/** Both kinds, newest first. Without a server there are still the files. */
async function recent(
  server: LocalServer,
  store: HandleStore,
): Promise<Result<readonly RecentProject[]>> {
  const listed = await list(server);
  const inFiles = await attempt(() => store.allProjects());
  if (!inFiles.ok) return inFiles;
  const all = [
    ...(listed.ok ? listed.value.projects : []).map(
      ({ reference, modified }): RecentProject => ({ reference, used: modified }),
    ),
    ...inFiles.value.map(
      ({ id, name, used }): RecentProject => ({ reference: { id, name, folder: null }, used }),
    ),
  ];
  return { ok: true, value: all.sort((a, b) => b.used - a.used).slice(0, mostRecent) };
}

async function read(
  server: LocalServer,
  store: HandleStore,
  reference: ProjectReference,
): Promise<OpenedProject> {
  const { id, name } = reference;
  if (id.startsWith(inFolder))
    return { ...unwrap(await server.read(id.slice(inFolder.length))), reference, name };
  const handle = await handleOf(store, id, 'read');
  return openFile(await handle.getFile(), handle, store);
}

async function handleOf(
  store: HandleStore,
  id: string,
  ask?: 'read',
): Promise<FileSystemFileHandle> {
  const record = await store.project(id);
  if (!record)
    throw new HostError('file-not-found', 'The browser no longer knows where this file is.');
  if (ask && !(await askPermission(record.handle, ask)))
    throw new HostError('file-unreadable', `${record.name} may not be opened: access was refused.`);
  return record.handle;
}

async function saveInFolder(
  server: LocalServer,
  name: string,
  text: string,
  expected: Expectation,
): Promise<SaveOutcome> {
  const saved = await server.save(name, text, expected);
  if (saved.ok)
    return { kind: 'saved', reference: folderReference(name, null), revision: saved.value };
  const { code, sentence } = saved.error;
  return code === 'file-changed-on-disk'
    ? { kind: 'changed-on-disk' }
    : { kind: 'failed', code, sentence };
}

async function saveInFile(
  store: HandleStore,
  reference: ProjectReference,
  text: string,
  expected: Expectation,
): Promise<SaveOutcome> {
  try {
    const handle = await handleOf(store, reference.id);
    const revision = await writeFile(handle, text, expected);
    if (revision === null) return { kind: 'changed-on-disk' };
    await keep(handle, store);
    return { kind: 'saved', reference, revision };
  } catch (error) {
    return { kind: 'failed', ...failureOf(error) };
  }
}

const folderReference = (name: string, folder: string | null): ProjectReference => ({
  id: inFolder + name,
  name,
  folder,
});
const named = (name: string) => (name.endsWith(extension) ? name : name + extension);
