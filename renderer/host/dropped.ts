/** What was dropped on the page: taken out of the event while it lasts, and told apart by names. */
import type { MountedFile } from '../../engine/index.ts';
import { isHidden } from './fileAccess.ts';

export interface DroppedItem {
  readonly file: File | null;
  readonly entry: FileSystemEntry | null;
  /** Only in browsers with the whole File System Access API. */
  readonly handle: Promise<FileSystemHandle | null> | undefined;
}
interface WithHandle {
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>;
}

/** Must run in the event itself: the transfer is empty after it. */
export function droppedItems(transfer: DataTransfer): DroppedItem[] {
  return Array.from(transfer.items)
    .filter(({ kind }) => kind === 'file')
    .map((item) => ({
      file: item.getAsFile(),
      entry: item.webkitGetAsEntry(),
      handle: (item as WithHandle).getAsFileSystemHandle?.(),
    }));
}

const weightExtensions = ['safetensors', 'h5', 'keras', 'pt', 'pth'];
const modelExtension = 'onnx';
const extensionOf = (name: string): string => name.split('.').at(-1)?.toLowerCase() ?? '';

/** One project, one file of weights, one model and what lies beside it, or anything else as data: whether they can be read, the reader of data says best. */
export function dropKind(
  items: readonly { readonly name: string; readonly isFolder: boolean }[],
): 'project' | 'weights' | 'model' | 'data' | 'unknown' {
  const [first, ...others] = items;
  if (!first) return 'unknown';
  const extension = extensionOf(first.name);
  if (others.length === 0 && !first.isFolder) {
    if (extension === 'netloom') return 'project';
    if (weightExtensions.includes(extension)) return 'weights';
  }
  const models = items.filter(({ name }) => extensionOf(name) === modelExtension);
  if (models.length === 1 && items.every(({ isFolder }) => !isFolder)) return 'model';
  // Several projects at once: none is meant more than another.
  return items.some(({ name }) => name.toLowerCase().endsWith('.netloom')) ? 'unknown' : 'data';
}

/** Files of dropped entries, for browsers that give no handles; a single folder's by their path in it. */
export async function entryFiles(
  items: readonly { readonly file: File | null; readonly entry: FileSystemEntry | null }[],
): Promise<MountedFile[]> {
  const found: MountedFile[] = [];
  const alone = items.length === 1;
  for (const { file, entry } of items) {
    if (entry && isDirectory(entry)) await walk(entry, alone ? '' : `${entry.name}/`, found);
    else if (file) found.push({ path: file.name, file });
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function walk(
  folder: FileSystemDirectoryEntry,
  prefix: string,
  found: MountedFile[],
): Promise<void> {
  const reader = folder.createReader();
  for (;;) {
    // A reader gives a hundred entries at a time, and none at the end.
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (entries.length === 0) return;
    for (const entry of entries) {
      if (isHidden(entry.name)) continue;
      if (isDirectory(entry)) await walk(entry, `${prefix}${entry.name}/`, found);
      else if (isFileEntry(entry)) {
        const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
        found.push({ path: prefix + entry.name, file });
      }
    }
  }
}

const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry =>
  entry.isDirectory;
const isFileEntry = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
