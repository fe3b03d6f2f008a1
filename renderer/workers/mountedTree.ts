/** Files that a person opened: Blobs below named roots in, files and folders by path out. */
import type { ByteSource, MountedFile } from '../../engine/index.ts';
import type { DirectoryEntry } from '../../engine/platform.ts';
import { NetloomError } from '../../engine/util/errors.ts';
import { BlockCache } from './blockCache.ts';

const reservedRoot = /^store:/;

export class MountedTree {
  private readonly roots = new Map<string, ReadonlyMap<string, Blob>>();
  private readonly cache = new BlockCache();

  /** Replaces what was mounted there; throws 'mount-invalid' for a root that cannot be one. */
  mount(root: string, files: readonly MountedFile[]): void {
    if (root === '' || reservedRoot.test(root)) {
      throw new NetloomError('mount-invalid', `Files cannot be opened under the name "${root}".`);
    }
    const name = trimmed(root);
    this.roots.set(name, new Map(files.map(({ path, file }) => [trimmed(path), file])));
  }

  /** Throws 'file-not-found', 'file-unreadable'. */
  async openFile(path: string): Promise<ByteSource> {
    const blob = this.find(path);
    if (!blob) throw notOpen(path);
    return {
      name: path,
      size: blob.size,
      read: (offset, length) =>
        this.cache.read(blob, offset, length).catch((error) => {
          throw unreadable(path, error);
        }),
      close: async () => this.cache.forget(blob),
    };
  }

  /** Sorted by name; null for a file; throws 'file-not-found'. */
  async listDirectory(path: string): Promise<readonly DirectoryEntry[] | null> {
    if (this.find(path)) return null;
    const found = new Map<string, DirectoryEntry['kind']>();
    const folder = trimmed(path);
    for (const [root, files] of this.roots)
      for (const file of files.keys()) {
        const full = `${root}/${file}`;
        if (!full.startsWith(`${folder}/`)) continue;
        const [name = '', ...deeper] = full.slice(folder.length + 1).split('/');
        if (deeper.length > 0) found.set(name, 'directory');
        else if (!found.has(name)) found.set(name, 'file');
      }
    if (found.size === 0 && !this.roots.has(folder)) throw notOpen(path);
    return [...found]
      .map(([name, kind]) => ({ name, kind }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  private find(path: string): Blob | undefined {
    const wanted = trimmed(path);
    for (const [root, files] of this.roots) {
      if (!wanted.startsWith(`${root}/`)) continue;
      const file = files.get(wanted.slice(root.length + 1));
      if (file) return file;
    }
    return undefined;
  }
}

const trimmed = (path: string): string => path.replace(/\/+$/, '');

function notOpen(path: string): NetloomError {
  return new NetloomError(
    'file-not-found',
    `${path} is not open here: open the file or its folder again.`,
    path,
  );
}
/** A file that was moved, changed or deleted after it was opened cannot be read any more. */
function unreadable(path: string, error: unknown): NetloomError {
  const gone = error instanceof DOMException && error.name === 'NotFoundError';
  return new NetloomError(
    'file-unreadable',
    gone
      ? `${path} has been moved or deleted since it was opened: open it again.`
      : `${path} cannot be read: it may have been changed since it was opened; open it again.`,
    path,
  );
}
