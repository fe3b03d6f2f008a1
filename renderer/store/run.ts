/** The run: an immutable snapshot that trains, its state, numbers and notes. Nothing here is undone. */
import { create } from 'zustand';
import type {
  EpochSummary,
  Failure,
  NonFinite,
  RunState,
  RunSummary,
  StoredRun,
  TrainEvent,
} from '../../engine/index.ts';

export type Progress = Extract<TrainEvent, { kind: 'progress' }>;
export type EarlyStop = Extract<TrainEvent, { kind: 'early-stop' }>;

export interface RunStore {
  /** The newest run of this session, or null before the first Train. */
  readonly run: RunSummary | null;
  /** 'starting' while the run is being opened and compiled. */
  readonly state: RunState | 'starting';
  /** The newest, a few times a second; the batches' losses live in `train/curve.ts` outside React. */
  readonly progress: Progress | null;
  readonly validating: { readonly done: number; readonly of: number } | null;
  readonly epochs: readonly EpochSummary[];
  /** Steps that the newest checkpoint has: what a crash would go back to. */
  readonly checkpoint: number | null;
  readonly earlyStop: EarlyStop | null;
  readonly nonFinite: NonFinite | null;
  /** Why the run could not start or failed. */
  readonly failure: Failure | null;
  readonly weightsSha256: string | null;
  /** Training time of the ended run. */
  readonly seconds: number | null;
  /** Least milliseconds between batches. */
  readonly pace: number;
  /** Base learning rate, where it was changed while running. */
  readonly learningRate: number | null;
  /** Stored runs that a reload or crash interrupted, newest first. */
  readonly resumable: readonly StoredRun[];
}

/** Everything that belongs to one run. */
export const noRun = {
  run: null,
  state: 'idle',
  progress: null,
  validating: null,
  epochs: [],
  checkpoint: null,
  earlyStop: null,
  nonFinite: null,
  failure: null,
  weightsSha256: null,
  seconds: null,
  learningRate: null,
} as const satisfies Partial<RunStore>;

export const useRun = create<RunStore>()(() => ({ ...noRun, pace: 0, resumable: [] }));

export const isTraining = ({ state }: Pick<RunStore, 'state'>): boolean =>
  state === 'starting' || state === 'running' || state === 'paused';
