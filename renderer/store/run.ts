/** The run: an immutable snapshot that trains, its state, numbers and curves. Nothing here is undone. */
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

export interface RunStore {
  /** The newest run of this session, or null before the first Train. */
  readonly run: RunSummary | null;
  /** 'starting' while the run is being opened and compiled. */
  readonly state: RunState | 'starting';
  readonly progress: Progress | null;
  readonly validating: { readonly done: number; readonly of: number } | null;
  readonly epochs: readonly EpochSummary[];
  /** Grows with every change of the curve, whose points live in `train/curve.ts` outside React. */
  readonly curveVersion: number;
  readonly notes: readonly string[];
  readonly nonFinite: NonFinite | null;
  readonly failure: Failure | null;
  readonly weightsSha256: string | null;
  /** Least milliseconds between batches. */
  readonly pace: number;
  /** Set while running, where it differs from the document's. */
  readonly learningRate: number | null;
  /** Stored runs that a reload or crash interrupted, newest first. */
  readonly resumable: readonly StoredRun[];
}

export const useRun = create<RunStore>()(() => ({
  run: null,
  state: 'idle',
  progress: null,
  validating: null,
  epochs: [],
  curveVersion: 0,
  notes: [],
  nonFinite: null,
  failure: null,
  weightsSha256: null,
  pace: 0,
  learningRate: null,
  resumable: [],
}));

export const isTraining = ({ state }: Pick<RunStore, 'state'>): boolean =>
  state === 'starting' || state === 'running' || state === 'paused';
