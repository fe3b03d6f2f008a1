/** Files that a person opened: Blobs below named roots in, files and folders by path out. */
import type { ByteSource, MountedFile } from '../../engine/index.ts';
import type { DirectoryEntry } from '../../engine/platform.ts';
import { NetloomError } from '../../engine/util/errors.ts';
import { BlockCache } from './blockCache.ts';

const reservedRoot = /^store:/;

type Kind = DirectoryEntry['kind'];
interface Root {
  readonly files: ReadonlyMap<string, Blob>;
  /** What lies in each folder, by its path below the root; '' is the root itself. */
  readonly folders: ReadonlyMap<string, ReadonlyMap<string, Kind>>;
}

export class MountedTree {
  private readonly roots = new Map<string, Root>();
  private readonly cache = new BlockCache();

  /** Replaces what was mounted there; throws 'mount-invalid' for a root that cannot be one. */
  mount(root: string, files: readonly MountedFile[]): void {
    if (root === '' || reservedRoot.test(root)) {
      throw new NetloomError('mount-invalid', `Files cannot be opened under the name "${root}".`);
    }
    const found = new Map(files.map(({ path, file }) => [trimmed(path), file]));
    this.roots.set(trimmed(root), { files: found, folders: foldersOf(found.keys()) });
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
    const found = new Map<string, Kind>();
    const folder = trimmed(path);
    for (const [root, { files, folders }] of this.roots) {
      if (root.startsWith(`${folder}/`) && files.size > 0)
        note(found, root.slice(folder.length + 1).split('/')[0] as string, 'directory');
      const isInside = folder === root || folder.startsWith(`${root}/`);
      const inside = isInside ? folders.get(folder.slice(root.length + 1)) : undefined;
      for (const [name, kind] of inside ?? []) note(found, name, kind);
    }
    if (found.size === 0 && !this.roots.has(folder)) throw notOpen(path);
    return [...found]
      .map(([name, kind]) => ({ name, kind }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  private find(path: string): Blob | undefined {
    const wanted = trimmed(path);
    for (const [root, { files }] of this.roots) {
      if (!wanted.startsWith(`${root}/`)) continue;
      const file = files.get(wanted.slice(root.length + 1));
      if (file) return file;
    }
    return undefined;
  }
}

/** Once for all files, so that listing every folder of many files does not look at each file for each folder. */
function foldersOf(paths: Iterable<string>): Root['folders'] {
  const folders = new Map<string, Map<string, Kind>>([['', new Map()]]);
  const folderAt = (path: string): Map<string, Kind> => {
    const known = folders.get(path);
    if (known) return known;
    const fresh = new Map<string, Kind>();
    folders.set(path, fresh);
    const [parent, name] = parted(path);
    note(folderAt(parent), name, 'directory');
    return fresh;
  };
  for (const path of paths) {
    const [parent, name] = parted(path);
    note(folderAt(parent), name, 'file');
  }
  return folders;
}
/** The folder that a path lies in, and its name there. */
function parted(path: string): [parent: string, name: string] {
  const slash = path.lastIndexOf('/');
  return [path.slice(0, Math.max(0, slash)), path.slice(slash + 1)];
}
function note(found: Map<string, Kind>, name: string, kind: Kind): void {
  if (kind === 'directory' || !found.has(name)) found.set(name, kind);
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
