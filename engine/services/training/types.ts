/** The training service: data, one run at a time, and what may be watched of it. Plain data only. */
import type { DataNote } from '../../data/notes.ts';
import type { Field } from '../../data/types.ts';
import type { Project } from '../../graph/document/schema.ts';
import type { EpochSummary, NonFinite, TrainEvent } from '../../runtime/events.ts';
import type { ExportMaterial } from '../exchange/types.ts';
import type { Result } from '../result.ts';
import type { LiveFrame, SampleValues, WatchRequest } from '../views/types.ts';

/** A file that a person opened, at its path below a mounted root. */
export interface MountedFile {
  readonly path: string;
  readonly file: Blob;
}
export interface DataSummary {
  readonly name: string;
  readonly fields: readonly Field[];
  readonly fingerprint: string;
  readonly notes: readonly DataNote[];
  /** Whose options the data take: those of tables, arrays or folders of pictures; null for others. */
  readonly reader: 'table' | 'arrays' | 'pictures' | null;
  /** Of a table, those that are left out too; empty elsewhere. */
  readonly columns: readonly string[];
  /** The data come with a held-out part of their own. */
  readonly holdsOut: boolean;
  /** Samples after the document's split. */
  readonly training: number;
  readonly validation: number;
}
export interface RunSummary {
  readonly id: string;
  /** The snapshot it trains. */
  readonly project: Project;
  readonly data: DataSummary;
  readonly parameters: number;
  readonly threads: number;
  readonly stepsPerEpoch: number;
  readonly epochs: number;
  readonly metricNames: readonly string[];
  /** Of the target, where it has classes. */
  readonly classes: readonly string[];
  /** Steps done before it started (resumed), else 0. */
  readonly startedAt: number;
  /** Milliseconds since 1970. */
  readonly startedOn: number;
}
/** Points of the curves, newest last; a batch each. */
export interface CurvePoints {
  readonly steps: readonly number[];
  readonly losses: readonly number[];
}
export interface StoredRun {
  readonly id: string;
  readonly project: Project;
  readonly step: number;
  readonly steps: number;
  readonly startedOn: number;
  readonly savedOn: number;
  readonly threads: number;
  readonly history: readonly EpochSummary[];
  readonly curve: CurvePoints;
  /** It had come to its end: nothing to resume, its weights can still be used. */
  readonly finished: boolean;
}
export interface StartRequest {
  readonly project: Project;
  readonly threads: number;
  /** Begin with the weights of this run rather than fresh ones. */
  readonly continueFrom?: string;
  /** Begin paused, so that Step can be pressed. */
  readonly paused?: boolean;
}
/** What flows from the service without being asked; batched, newest last, never dropped. */
export type TrainingMessage =
  | { readonly kind: 'event'; readonly run: string; readonly event: TrainEvent }
  | { readonly kind: 'curve'; readonly run: string; readonly points: CurvePoints }
  | {
      readonly kind: 'ended';
      readonly run: string;
      readonly state: 'finished' | 'stopped' | 'failed';
      readonly seconds: number;
      readonly nonFinite: NonFinite | null;
      /** SHA-256 of the exported weights. */
      readonly weightsSha256: string | null;
      readonly error: { readonly code: string; readonly sentence: string } | null;
    };
/**
 * The stream's port carries these. The receiver answers each with 'ready' when it can take the next: until then
 * messages gather and only the newest frame is kept, so that a slow window never slows training.
 */
export interface StreamPacket {
  readonly messages: readonly TrainingMessage[];
  readonly frame: LiveFrame | null;
}

/** Why one number of a map is what it is. */
export interface PixelExplanation {
  readonly node: string;
  /** Input window in the node's own input: rows, columns, of the padded picture, may reach outside. */
  readonly window: {
    readonly top: number;
    readonly left: number;
    readonly height: number;
    readonly width: number;
  };
  /** [height, width, channels of this group]; padding is 0. */
  readonly patch: { readonly shape: readonly number[]; readonly values: Float32Array };
  readonly kernel: { readonly shape: readonly number[]; readonly values: Float32Array };
  /** Σ patch × kernel, the bias, and the node's value after its activation. */
  readonly sum: number;
  readonly bias: number;
  readonly value: number;
}
/** Which weights are to be exported; `samples` asks for some of the data to try the file with. */
export type ExportRequest = { readonly samples: boolean } & (
  | { readonly run: string; readonly which: 'best' | 'last' }
  /** Those that the document names, in the network as it is drawn: imported weights are a run without curves. */
  | { readonly project: Project }
);
export interface Drawing {
  /** Row-major greys, 0 background, 1 ink; any size. */
  readonly width: number;
  readonly height: number;
  readonly ink: Float32Array;
}

export interface TrainingService {
  /** Cores of the machine and whether memory can be shared (threads); `instructionSet` for people. */
  host(): Promise<
    Result<{
      readonly cores: number;
      readonly sharedMemory: boolean;
      readonly instructionSet: string;
    }>
  >;
  /** Opened files appear below `root`; the document names them by path. Replaces an earlier mount of that root. */
  mount(root: string, files: readonly MountedFile[]): Promise<Result<null>>;
  /** Opens the document's data and keeps them open until another document's data are asked for. */
  openData(project: Project): Promise<Result<DataSummary>>;
  /** Values of a sample of the opened data as the network gets them, and its target. */
  readSample(
    part: 'train' | 'validation',
    index: number,
  ): Promise<Result<{ readonly values: SampleValues; readonly target: number | null }>>;
  /** What the network sees of a drawing: scaled, centred and stretched as the data are. */
  prepareDrawing(drawing: Drawing): Promise<Result<SampleValues>>;
  /** The stream of messages and frames; one at a time, a new one replaces the old. */
  connect(port: MessagePort): Promise<Result<null>>;

  /** Whether a run can begin with the weights file that the document names: it can be read, and fits the network. */
  checkWeights(project: Project): Promise<Result<null>>;
  start(request: StartRequest): Promise<Result<RunSummary>>;
  /** Runs with a checkpoint in this host's store, newest first. */
  storedRuns(): Promise<Result<readonly StoredRun[]>>;
  /** Continues a stored run in the middle of its epoch, bit for bit. */
  resumeStored(
    run: string,
    options: { readonly threads: number; readonly paused?: boolean },
  ): Promise<Result<RunSummary>>;
  deleteStored(run: string): Promise<Result<null>>;
  pause(): Promise<Result<null>>;
  resume(): Promise<Result<null>>;
  step(): Promise<Result<null>>;
  stop(): Promise<Result<null>>;
  /** Least milliseconds between batches; 0 is full speed. */
  setPace(milliseconds: number): Promise<Result<null>>;
  setLearningRate(rate: number): Promise<Result<null>>;

  /** What to look at from now on; answered by frames. Null looks at nothing. */
  watch(request: WatchRequest | null): Promise<Result<null>>;
  /** Share of training time that watching may take, 0…1; default 0.02. 0 switches watching off. */
  setWatchBudget(share: number): Promise<Result<null>>;
  explainPixel(request: {
    readonly node: string;
    readonly sample: number;
    readonly channel: number;
    readonly row: number;
    readonly column: number;
  }): Promise<Result<PixelExplanation>>;
  /** What the exchange service makes a file of. Fails with 'run-not-found', 'no-best-weights', 'no-initial-weights'. */
  exportMaterial(request: ExportRequest): Promise<Result<ExportMaterial>>;
  /** Answers at once; a service that does not is hung. */
  ping(): Promise<Result<null>>;
  /** Ends the run and gives threads and memory back. */
  close(): Promise<Result<null>>;
}
