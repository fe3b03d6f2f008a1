/** Platforms for tests of data: files in memory by path, or real files of this machine; nothing else works. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DirectoryEntry, Platform } from '../platform.ts';
import { bytesSource } from '../util/byteReader.ts';
import { NetloomError } from '../util/errors.ts';

const absent = (): never => {
  throw new Error('not part of this platform');
};
const rest = {
  cores: 1,
  sharedMemory: true,
  spawnComputeThread: absent,
  joinPath: (...parts: string[]) => parts.join('/'),
  writeAtomic: absent,
  deleteFile: absent,
  makeDirectory: absent,
  now: () => 0,
};

/** Files by path, parts separated by '/'; folders exist where a file lies in them, or a path ends in '/'. */
export function memoryPlatform(files: Readonly<Record<string, Uint8Array | string>>): Platform {
  const bytesOf = (path: string) => {
    const content = Object.hasOwn(files, path) ? files[path] : undefined;
    return typeof content === 'string' ? new TextEncoder().encode(content) : content;
  };
  return {
    ...rest,
    openFile: async (path) => {
      const bytes = bytesOf(path);
      if (!bytes) throw new NetloomError('file-not-found', `${path} does not exist.`, path);
      return bytesSource(path, bytes);
    },
    listDirectory: async (path) => {
      if (bytesOf(path) && !path.endsWith('/')) return null;
      const prefix = path.endsWith('/') ? path : `${path}/`;
      const inside = Object.keys(files).filter((key) => key.startsWith(prefix));
      if (inside.length === 0) {
        throw new NetloomError('file-not-found', `${path} does not exist.`, path);
      }
      const entries = new Map<string, DirectoryEntry>();
      for (const key of inside) {
        const [name = '', ...deeper] = key.slice(prefix.length).split('/');
        if (name === '') continue;
        entries.set(name, { name, kind: deeper.length > 0 ? 'directory' : 'file' });
      }
      return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}

/** Real files, read whole; for the public data sets beside the project. */
export function realFilesPlatform(): Platform {
  return {
    ...rest,
    joinPath: join,
    openFile: async (path) => {
      if (!existsSync(path)) {
        throw new NetloomError('file-not-found', `${path} does not exist.`, path);
      }
      return bytesSource(path, readFileSync(path));
    },
    listDirectory: async (path) => {
      if (!existsSync(path)) {
        throw new NetloomError('file-not-found', `${path} does not exist.`, path);
      }
      if (!statSync(path).isDirectory()) return null;
      return readdirSync(path, { withFileTypes: true })
        .map((entry): DirectoryEntry => {
          return { name: entry.name, kind: entry.isDirectory() ? 'directory' : 'file' };
        })
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}

/** Where the public data sets lie, or null where this checkout has none. */
export function sharedData(...path: string[]): string | null {
  const root = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', ...path);
  return existsSync(root) ? root : null;
}
