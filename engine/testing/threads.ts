/** A Node host for the wasm backend in tests: compute threads run the built dist/cli/computeWorker.js. */
import { Worker } from 'node:worker_threads';
import type { ComputePlatform } from '../backends/wasm/session.ts';
import type { ComputeThread } from '../platform.ts';

const workerFile = new URL('../../dist/cli/computeWorker.js', import.meta.url);

export interface TestPlatform extends ComputePlatform {
  /** The workers spawned so far, to be killed by tests. */
  readonly workers: readonly Worker[];
}

/** `sharedMemory: false` is a host whose Programs run on the calling thread. */
export function testPlatform(
  options: { sharedMemory?: boolean; cores?: number } = {},
): TestPlatform {
  const workers: Worker[] = [];
  return {
    cores: options.cores ?? 2,
    sharedMemory: options.sharedMemory ?? true,
    workers,
    spawnComputeThread: () => {
      const worker = new Worker(workerFile);
      workers.push(worker);
      return threadOf(worker);
    },
  };
}

function threadOf(worker: Worker): ComputeThread {
  worker.unref();
  let ending = false;
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => worker.on('message', listener),
    onError: (listener) => {
      worker.on('error', listener);
      worker.on('exit', (code) => {
        if (!ending) listener(new Error(`it ended with code ${code}`));
      });
    },
    terminate: async () => {
      ending = true;
      await worker.terminate();
    },
  };
}
