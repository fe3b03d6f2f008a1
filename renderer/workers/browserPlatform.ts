/** What a browser's worker gives the engine: nested workers, opened files as a tree of paths, the app's own store. */
import type { ComputeThread, MountedFile, Platform } from '../../engine/index.ts';
import type { MountingPlatform } from '../../engine/worker.ts';
import { AppStore } from './appStore.ts';
import { MountedTree } from './mountedTree.ts';

/** Paths that begin so are in the app's store; no opened folder can be called that. */
const storePrefix = 'store:';

export function browserPlatform(options: { readonly sharedMemory: boolean }): MountingPlatform {
  const tree = new MountedTree();
  const store = new AppStore();
  const where = (path: string): Pick<Platform, 'openFile' | 'listDirectory'> =>
    path.startsWith(storePrefix) ? store : tree;
  return {
    cores: navigator.hardwareConcurrency,
    sharedMemory: options.sharedMemory,
    spawnComputeThread,
    runsDirectory: `${storePrefix}runs`,
    mount: (root: string, files: readonly MountedFile[]) => tree.mount(root, files),
    openFile: (path) => where(path).openFile(path),
    listDirectory: (path) => where(path).listDirectory(path),
    joinPath: (directory, ...names) => [directory.replace(/\/+$/, ''), ...names].join('/'),
    writeAtomic: (path, bytes) => store.write(path, bytes),
    deleteFile: (path) => store.delete(path),
    // Folders of the store are what its paths have in common.
    makeDirectory: async () => undefined,
    now: () => performance.now(),
  };
}

function spawnComputeThread(): ComputeThread {
  const worker = new Worker(new URL('./computeWorker.ts', import.meta.url), { type: 'module' });
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => worker.addEventListener('message', ({ data }) => listener(data)),
    onError: (listener) => {
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        listener(new Error(event.message || 'its file could not be loaded'));
      });
      worker.addEventListener('messageerror', () =>
        listener(new Error('a message could not be read')),
      );
    },
    terminate: async () => worker.terminate(),
  };
}
