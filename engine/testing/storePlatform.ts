/** A host for tests of the services: real compute threads and clock, files and folders in a Map. */
import type { Platform } from '../platform.ts';
import { NetloomError } from '../util/errors.ts';
import { memoryPlatform } from './memoryPlatform.ts';
import { type TestPlatform, testPlatform } from './threads.ts';

export type StorePlatform = Platform &
  TestPlatform & { readonly files: Map<string, Uint8Array>; failWrites: NetloomError | null };

export function storePlatform(options: { sharedMemory?: boolean } = {}): StorePlatform {
  const memory = memoryPlatform();
  return Object.assign(memory, testPlatform(options), {
    now: () => performance.now(),
    listDirectory: async (path: string) => {
      if (memory.files.has(path)) return null;
      const below = [...memory.files.keys()].filter((name) => name.startsWith(`${path}/`));
      if (below.length === 0)
        throw new NetloomError('file-not-found', `${path} does not exist.`, path);
      const entries = new Map(
        below.map((name) => {
          const [first = '', ...rest] = name.slice(path.length + 1).split('/');
          return [first, rest.length > 0 ? ('directory' as const) : ('file' as const)];
        }),
      );
      return [...entries].sort().map(([name, kind]) => ({ name, kind }));
    },
  });
}
