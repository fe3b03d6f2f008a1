/** A host whose files are a Map and that has no threads: what runtime tests run on. */
import type { Platform } from '../platform.ts';
import { NetloomError } from '../util/errors.ts';

export interface MemoryPlatform extends Platform {
  readonly files: Map<string, Uint8Array>;
  /** When set, every write fails with it and leaves the old file. */
  failWrites: NetloomError | null;
}

export function memoryPlatform(): MemoryPlatform {
  const files = new Map<string, Uint8Array>();
  let clock = 0;
  const platform: MemoryPlatform = {
    files,
    failWrites: null,
    cores: 1,
    sharedMemory: false,
    spawnComputeThread: () => {
      throw new Error('No threads here.');
    },
    openFile: async (path) => {
      const bytes = files.get(path);
      if (!bytes) throw new NetloomError('file-not-found', `${path} does not exist.`, path);
      return {
        name: path,
        size: bytes.length,
        read: async (offset, length) => bytes.slice(offset, offset + length),
        close: async () => undefined,
      };
    },
    listDirectory: async () => null,
    joinPath: (...parts) => parts.join('/'),
    writeAtomic: async (path, bytes) => {
      if (platform.failWrites) throw platform.failWrites;
      files.set(path, bytes.slice());
    },
    deleteFile: async (path) => {
      files.delete(path);
    },
    makeDirectory: async () => undefined,
    now: () => ++clock,
  };
  return platform;
}
