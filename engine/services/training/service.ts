/** Serves training: a platform in; data, one run at a time, its control and its live views out, as plain data. */
import { describeHost, detectHost } from '../../backends/wasm/detect.ts';
import { wasmBackend } from '../../backends/wasm/index.ts';
import type { Platform } from '../../platform.ts';
import type { Busy } from '../../runtime/busy.ts';
import { NetloomError } from '../../util/errors.ts';
import { settle } from '../result.ts';
import { Studio } from './studio.ts';
import type { MountedFile, TrainingService } from './types.ts';

export interface TrainingServiceOptions {
  /** Where runs are kept, as the platform understands paths. */
  readonly runsDirectory: string;
  /** Makes opened files readable below a root; a platform that reads paths by itself needs none. */
  readonly mount?: (root: string, files: readonly MountedFile[]) => void;
  /** Hears when an answer may take long, and when that is over. */
  readonly onBusy?: Busy;
}

export function trainingService(
  platform: Platform,
  options: TrainingServiceOptions,
): TrainingService {
  const { onBusy = () => undefined } = options;
  const studio = new Studio(platform, {
    backend: wasmBackend(platform),
    runsDirectory: options.runsDirectory,
    tellBusy: onBusy,
  });
  const nothing = (work: () => void | Promise<void>) =>
    settle(async () => {
      await work();
      return null;
    });
  return Object.freeze<TrainingService>({
    host: () =>
      settle(() => {
        const host = detectHost();
        const shared = platform.sharedMemory && host.threads;
        return {
          cores: platform.cores,
          sharedMemory: shared,
          instructionSet: describeHost(host, shared),
        };
      }),
    mount: (root, files) =>
      nothing(() => {
        if (!options.mount) throw new NetloomError('not-here', 'Files are opened by their paths.');
        options.mount(root, files);
        studio.filesReplaced(root);
      }),
    openData: (project) => settle(async () => (await studio.openData(project)).summary),
    readSample: (part, index) => settle(() => studio.data().readSample(part, index)),
    prepareDrawing: (drawing) => settle(() => studio.data().prepareDrawing(drawing)),
    connect: (port) => nothing(() => studio.stream.connect(port)),

    checkWeights: (project) => nothing(() => studio.checkWeights(project)),
    start: (request) => settle(() => studio.start(request)),
    storedRuns: () => settle(() => studio.storedRuns()),
    resumeStored: (run, request) => settle(() => studio.resumeStored(run, request)),
    deleteStored: (run) => nothing(() => studio.deleteStored(run)),
    pause: () => nothing(() => studio.current().control.pause()),
    resume: () => nothing(() => studio.current().control.resume()),
    step: () => nothing(() => studio.current().control.step()),
    stop: () => nothing(() => studio.current().control.stop()),
    setPace: (milliseconds) => nothing(() => studio.setPace(milliseconds)),
    setLearningRate: (rate) => nothing(() => studio.current().setLearningRate(rate)),

    watch: (request) => nothing(() => studio.watch(request)),
    setWatchBudget: (share) => nothing(() => studio.setWatchBudget(share)),
    explainPixel: ({ sample, ...pixel }) => settle(() => studio.current().explain(pixel, sample)),
    exportMaterial: (request) => settle(() => studio.exportMaterial(request)),
    ping: () => settle(() => null),
    close: () => nothing(() => studio.close()),
  });
}
