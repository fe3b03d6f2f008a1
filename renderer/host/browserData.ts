/** Data in a browser: files and folders that a person picked or dropped, found again after a reload by their handles. */
import { directoryOpen, type FileWithHandle, fileOpen } from 'browser-fs-access';
import type { MountedFile } from '../../engine/index.ts';
import { openFile } from './browserProjects.ts';
import { type DroppedItem, dropKind, droppedItems, entryFiles } from './dropped.ts';
import { askPermission, filesOf, isFile, isFolder, isHidden, permission } from './fileAccess.ts';
import type { HandleStore } from './handleStore.ts';
import { attempt, unlessCancelled } from './result.ts';
import type { Data, DataSource, Dropped, Restored } from './types.ts';

declare global {
  interface Window {
    /** Only in browsers with the whole File System Access API. */
    showDirectoryPicker?(options: { id: string; mode: 'read' }): Promise<FileSystemDirectoryHandle>;
  }
}

type Kind = DataSource['kind'];

export function browserData(store: HandleStore): Data {
  const roots = rootNames(store);
  const fromHandles = async (kind: Kind, handles: readonly FileSystemHandle[]) => {
    const root = await roots.ofHandles(kind, handles);
    return { root, kind, files: await filesOf(handles) };
  };
  const fromFiles = async (kind: Kind, name: string, files: readonly MountedFile[]) => ({
    root: await roots.fresh(name),
    kind,
    files,
  });
  return {
    pickFiles: () => unlessCancelled(() => pickFiles(fromHandles, fromFiles)),
    pickFolder: () => unlessCancelled(() => pickFolder(fromHandles, fromFiles)),
    pickModel: () =>
      unlessCancelled(async () => {
        // Of any name: what lies beside a model has no ending that is its own.
        const files = await fileOpen({ multiple: true, id: 'netloom-model' });
        return { files: files.map((file) => ({ path: file.name, file })), beside: null };
      }),
    restore: (root) => attempt(() => restore(store, root)),
    requestAccess: (root) => attempt(() => requestAccess(store, root)),
    fromDrop: (transfer) => {
      const items = droppedItems(transfer);
      return attempt(() => fromDrop(items, store, fromHandles, fromFiles));
    },
  };
}

type FromHandles = (kind: Kind, handles: readonly FileSystemHandle[]) => Promise<DataSource>;
type FromFiles = (kind: Kind, name: string, files: readonly MountedFile[]) => Promise<DataSource>;

async function pickFiles(fromHandles: FromHandles, fromFiles: FromFiles): Promise<DataSource> {
  const files: FileWithHandle[] = await fileOpen({ multiple: true, id: 'netloom-data' });
  const handles = files.flatMap(({ handle }) => (handle ? [handle as FileSystemFileHandle] : []));
  if (handles.length === files.length) return fromHandles('files', handles);
  const mounted = files.map((file) => ({ path: file.name, file }));
  return fromFiles('files', stemOf(files[0]?.name ?? 'files'), mounted);
}

async function pickFolder(fromHandles: FromHandles, fromFiles: FromFiles): Promise<DataSource> {
  const handle = await window.showDirectoryPicker?.({ id: 'netloom-data', mode: 'read' });
  if (handle) return fromHandles('folder', [handle]);
  const files = (await directoryOpen({ recursive: true })) as File[];
  const visible = files.filter(
    ({ webkitRelativePath }) => !webkitRelativePath.split('/').some(isHidden),
  );
  const mounted = visible.map((file) => {
    const [, ...inside] = file.webkitRelativePath.split('/');
    return { path: inside.join('/'), file };
  });
  return fromFiles('folder', files[0]?.webkitRelativePath.split('/')[0] ?? 'folder', mounted);
}

async function restore(store: HandleStore, root: string): Promise<Restored> {
  const record = await store.data(root);
  if (!record) return { state: 'missing' };
  for (const handle of record.handles)
    if ((await permission(handle, 'read')) !== 'granted') return { state: 'ask' };
  try {
    const files = await filesOf(record.handles);
    return { state: 'granted', source: { root, kind: record.kind, files } };
  } catch (error) {
    // Moved or deleted: nothing to ask for.
    if (error instanceof DOMException && error.name === 'NotFoundError')
      return { state: 'missing' };
    throw error;
  }
}

async function requestAccess(store: HandleStore, root: string): Promise<DataSource | null> {
  const record = await store.data(root);
  if (!record) return null;
  for (const handle of record.handles) if (!(await askPermission(handle, 'read'))) return null;
  return { root, kind: record.kind, files: await filesOf(record.handles) };
}

async function fromDrop(
  items: readonly DroppedItem[],
  store: HandleStore,
  fromHandles: FromHandles,
  fromFiles: FromFiles,
): Promise<Dropped> {
  const found = await Promise.all(
    items.map(async ({ file, entry, handle }) => ({
      file,
      entry,
      name: entry?.name ?? file?.name ?? '',
      isFolder: entry?.isDirectory === true,
      handle: (await handle?.catch(() => null)) ?? null,
    })),
  );
  const kind = dropKind(found);
  const [first] = found;
  if (kind === 'project' && first?.file) {
    const handle = first.handle && isFile(first.handle) ? first.handle : undefined;
    return { kind, opened: await openFile(first.file, handle, store) };
  }
  if (kind === 'weights' && first?.file) return { kind, file: first.file };
  if (kind === 'model') return { kind, given: { files: await entryFiles(found), beside: null } };
  if (kind !== 'data' || !first) return { kind: 'unknown', names: found.map(({ name }) => name) };
  const sourceKind: Kind = found.some((item) => item.isFolder) ? 'folder' : 'files';
  const handles = found.flatMap(({ handle }) => (handle ? [handle] : []));
  if (handles.length === found.length)
    return { kind, source: await fromHandles(sourceKind, handles) };
  const files = await entryFiles(found);
  return { kind, source: await fromFiles(sourceKind, stemOf(first.name), files) };
}

/** Names for roots: the name of what was given, and a number behind it where another has that name. */
function rootNames(store: HandleStore) {
  /** Of this page; without handles nothing outlives it. */
  const taken = new Set<string>();
  const fresh = async (wanted: string): Promise<string> => {
    const name = wanted.replaceAll(/[/\\]/g, '-') || 'data';
    for (let number = 1; ; number++) {
      const root = number === 1 ? name : `${name}-${number}`;
      if (taken.has(root) || (await store.data(root))) continue;
      taken.add(root);
      return root;
    }
  };
  const ofHandles = async (kind: Kind, handles: readonly FileSystemHandle[]): Promise<string> => {
    for (const record of await store.allData())
      if (await areSame(record.handles, handles)) return record.root;
    const [first] = handles;
    const name = first ? (isFolder(first) ? first.name : stemOf(first.name)) : 'data';
    const root = await fresh(name);
    await store.keepData({ root, kind, handles });
    return root;
  };
  return { fresh, ofHandles };
}

async function areSame(
  some: readonly FileSystemHandle[],
  others: readonly FileSystemHandle[],
): Promise<boolean> {
  if (some.length !== others.length) return false;
  for (const [i, handle] of some.entries()) {
    const other = others[i];
    if (!other || !(await handle.isSameEntry(other))) return false;
  }
  return true;
}

const stemOf = (name: string) => name.replace(/(?!^)\.[^.]+$/, '');
