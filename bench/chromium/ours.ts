/** A worker of a page: the name of a workload and a number of threads in, milliseconds of our training step out. */
import { workload } from '../../cli/workloads.ts';
import { measureTraining, wasmBackend } from '../../engine/index.ts';
import { browserPlatform } from '../../renderer/workers/browserPlatform.ts';

interface Job {
  readonly workload: string;
  readonly threads: number;
  /** Milliseconds. */
  readonly warmUp: number;
  readonly measure: number;
}

addEventListener('message', async ({ data }: MessageEvent<Job>) => {
  const platform = browserPlatform({ sharedMemory: crossOriginIsolated });
  const measured = await measureTraining(platform, {
    ...workload(data.workload),
    backend: wasmBackend(platform),
    threads: data.threads,
    warmUp: data.warmUp,
    measure: data.measure,
  });
  postMessage({
    peer: 'netloom',
    backend: 'wasm',
    threads: measured.threads,
    workload: data.workload,
    ms: measured.millisecondsPerStep,
  });
});
addEventListener('unhandledrejection', ({ reason }) => reportError(reason));
