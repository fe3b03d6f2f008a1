/** Handles of the File System Access API in; their files out, and whether they may be used. */
import type { MountedFile } from '../../engine/index.ts';
import { HostError } from './result.ts';

/** What TypeScript's library does not know yet; absent in browsers without the whole API. */
interface Permissions {
  queryPermission?(wanted: { mode: 'read' | 'readwrite' }): Promise<PermissionState>;
  requestPermission?(wanted: { mode: 'read' | 'readwrite' }): Promise<PermissionState>;
}
type Mode = 'read' | 'readwrite';

const mostFiles = 200_000;
const deepest = 32;

/** 'granted' where the browser asks nobody. */
export async function permission(handle: FileSystemHandle, mode: Mode): Promise<PermissionState> {
  return (await (handle as Permissions).queryPermission?.({ mode })) ?? 'granted';
}

/** From a click: a browser may ask the person. */
export async function askPermission(handle: FileSystemHandle, mode: Mode): Promise<boolean> {
  if ((await permission(handle, mode)) === 'granted') return true;
  return (await (handle as Permissions).requestPermission?.({ mode })) === 'granted';
}

/**
 * All files of the handles. Those of a single folder by their path in it; of several things by the thing's name first.
 * Throws HostError 'folder-too-large'.
 */
export async function filesOf(handles: readonly FileSystemHandle[]): Promise<MountedFile[]> {
  const [only, ...others] = handles;
  const found: MountedFile[] = [];
  if (only && isFolder(only) && others.length === 0) await walk(only, '', 0, found);
  else
    for (const handle of handles) {
      if (isFolder(handle)) await walk(handle, `${handle.name}/`, 1, found);
      else if (isFile(handle)) found.push({ path: handle.name, file: await handle.getFile() });
    }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function walk(
  folder: FileSystemDirectoryHandle,
  prefix: string,
  depth: number,
  found: MountedFile[],
): Promise<void> {
  const inside: FileSystemDirectoryHandle[] = [];
  const files: Promise<MountedFile>[] = [];
  for await (const handle of folder.values()) {
    if (isHidden(handle.name)) continue;
    if (isFolder(handle)) inside.push(handle);
    else if (isFile(handle))
      files.push(handle.getFile().then((file) => ({ path: prefix + handle.name, file })));
    if (found.length + files.length > mostFiles) throw tooLarge();
  }
  for (const file of files) found.push(await file);
  if (inside.length > 0 && depth >= deepest) throw tooLarge();
  for (const next of inside) await walk(next, `${prefix}${next.name}/`, depth + 1, found);
}

/** What systems put into folders by themselves. */
export const isHidden = (name: string): boolean =>
  name.startsWith('.') || /^(?:thumbs\.db|desktop\.ini)$/i.test(name);

export const isFolder = (handle: FileSystemHandle): handle is FileSystemDirectoryHandle =>
  handle.kind === 'directory';
export const isFile = (handle: FileSystemHandle): handle is FileSystemFileHandle =>
  handle.kind === 'file';
const tooLarge = () =>
  new HostError('folder-too-large', 'This folder holds too many files to be data.');
