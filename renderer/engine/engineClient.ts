/** The window's way to the engine: four services behind workers that are watched over, and the stream of training. */
import { transfer, wrap } from 'comlink';
import type {
  BusyNotice,
  ExchangeService,
  GraphService,
  MountedFile,
  PreviewService,
  Project,
  TrainingService,
  WatchRequest,
} from '../../engine/index.ts';
import { buffersOf } from '../../engine/vocabulary.ts';
import { StreamReceiver } from './streamReceiver.ts';
import { type Call, type Connection, type Crash, Supervisor } from './supervisor.ts';

export type WorkerName = 'graph' | 'training' | 'preview' | 'exchange';
export interface EngineCrash extends Crash {
  readonly worker: WorkerName;
}
export interface Engine {
  readonly graph: GraphService;
  /** The stream is connected already; opened files, data and the watch survive a restart, the run does not. */
  readonly training: Omit<TrainingService, 'connect'>;
  readonly preview: PreviewService;
  /** What is given to `exportFile` is gone here. */
  readonly exchange: ExchangeService;
  readonly stream: Pick<StreamReceiver, 'onMessages' | 'onFrame'>;
  /** A worker died or hung. After `restarted: false` only `restart` brings it back. Returns the way to stop. */
  onCrash(listener: (crash: EngineCrash) => void): () => void;
  /** Whatever is being exchanged is given up: it fails with 'cancelled'. */
  endExchange(): void;
  /** Starts the workers again that were stopped. */
  restart(): void;
}

/** Calls that compute in the worker's own thread, or read much. */
const longTrainingCalls = new Set([
  'start',
  'resumeStored',
  'openData',
  'readSample',
  'prepareDrawing',
  'storedRuns',
  'explainPixel',
  'exportMaterial',
]);

const workers: Readonly<Record<WorkerName, () => Worker>> = {
  graph: () =>
    new Worker(new URL('../workers/graphWorker.ts', import.meta.url), { type: 'module' }),
  training: () =>
    new Worker(new URL('../workers/trainingWorker.ts', import.meta.url), { type: 'module' }),
  preview: () =>
    new Worker(new URL('../workers/previewWorker.ts', import.meta.url), { type: 'module' }),
  exchange: () =>
    new Worker(new URL('../workers/exchangeWorker.ts', import.meta.url), { type: 'module' }),
};

/**
 * A worker by Comlink; ports among what a method is given are handed over, and so is the memory of arrays for methods that
 * are given much.
 */
function connect(worker: Worker, handsOver: (method: string) => boolean): Connection {
  const service = wrap<Record<string, (...given: unknown[]) => unknown>>(worker);
  return {
    invoke: async (method, given) => {
      const sent = given.map((each) => {
        if (each instanceof MessagePort) return transfer(each, [each]);
        return handsOver(method) ? transfer(each, [...buffersOf(each)]) : each;
      });
      return service[method]?.(...sent);
    },
    onFailure: (listener) => {
      worker.addEventListener('error', (event) => {
        const { message } = event;
        event.preventDefault();
        if (message) listener('failed', message);
        else listener('unloadable', '');
      });
      worker.addEventListener('messageerror', () => listener('unreadable', ''));
    },
    onBusy: (listener) => {
      worker.addEventListener('message', ({ data }: MessageEvent<BusyNotice | null>) => {
        if (data?.kind === 'busy') listener(data.busy);
      });
    },
    terminate: () => worker.terminate(),
  };
}

export function createEngine(): Engine {
  const listeners = new Set<(crash: EngineCrash) => void>();
  const stream = new StreamReceiver();
  const memory = new TrainingMemory(stream);
  const supervise = (
    worker: WorkerName,
    isLong: (method: string) => boolean,
    prepare?: (call: Call) => Promise<void>,
  ) =>
    new Supervisor({
      start: () => connect(workers[worker](), (method) => method === 'exportFile'),
      onDemand: worker === 'exchange',
      isLong,
      ...(prepare && { prepare }),
      onCrash: (crash) => {
        for (const listener of listeners) listener({ worker, ...crash });
      },
    });
  const always = () => true;
  const weights = new Mounts();
  const graph = supervise('graph', always);
  const preview = supervise('preview', always, (call) => weights.restore(call));
  const exchange = supervise('exchange', always);
  const training = supervise(
    'training',
    (method) => longTrainingCalls.has(method),
    (call) => memory.restore(call),
  );
  return {
    graph: remote<GraphService>((method, given) => graph.call(method, given)),
    preview: remote<PreviewService>((method, given) => {
      weights.note(method, given);
      return preview.call(method, given);
    }),
    exchange: remote<ExchangeService>((method, given) => exchange.call(method, given)),
    training: remote<TrainingService>((method, given) => {
      memory.note(method, given);
      return training.call(method, given);
    }),
    stream,
    onCrash: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    endExchange: () => exchange.end({ code: 'cancelled', sentence: 'It was cancelled.' }),
    restart: () => {
      for (const supervisor of [graph, training, preview, exchange]) supervisor.restart();
    },
  };
}

/** Files that a new worker must be given as the old one was. */
class Mounts {
  private readonly given = new Map<string, readonly MountedFile[]>();

  note(method: string, [root, files]: readonly unknown[]): void {
    if (method === 'mount') this.given.set(root as string, files as readonly MountedFile[]);
  }
  async restore(call: Call): Promise<void> {
    for (const [root, files] of this.given) await call('mount', [root, files]);
  }
}

/** What a new training worker must be told to be where the old one was, but for its run. */
class TrainingMemory {
  private readonly stream: StreamReceiver;
  private readonly mounts = new Mounts();
  private project: Project | null = null;
  private watch: WatchRequest | null = null;
  private budget: number | null = null;
  private pace: number | null = null;

  constructor(stream: StreamReceiver) {
    this.stream = stream;
  }

  note(method: string, given: readonly unknown[]): void {
    const [first] = given;
    this.mounts.note(method, given);
    if (method === 'openData') this.project = first as Project;
    if (method === 'watch') this.watch = first as WatchRequest | null;
    if (method === 'setWatchBudget') this.budget = first as number;
    if (method === 'setPace') this.pace = first as number;
  }
  async restore(call: Call): Promise<void> {
    await call('connect', [this.stream.open()]);
    await this.mounts.restore(call);
    if (this.budget !== null) await call('setWatchBudget', [this.budget]);
    if (this.pace !== null) await call('setPace', [this.pace]);
    if (this.project) await call('openData', [this.project]);
    if (this.watch) await call('watch', [this.watch]);
  }
}

/** Each method of the service as a call. */
function remote<S extends object>(
  call: (method: string, given: readonly unknown[]) => Promise<unknown>,
): S {
  return new Proxy({} as S, {
    // Not a promise, whoever asks: else awaiting it would call `then`.
    get: (_, method) =>
      typeof method === 'string' && method !== 'then'
        ? (...given: unknown[]) => call(method, given)
        : undefined,
  });
}
