/** What a trainer is given, what it tells beside its events, and what has become of its run. */
import type { Session } from '../backends/types.ts';
import type { Part } from '../data/types.ts';
import type { LoweredNetwork } from '../graph/lower/types.ts';
import type { EpochSummary, NonFinite, RunState, TrainEvent } from './events.ts';
import type { TrainingPlan } from './plan.ts';
import type { TrainerProgress } from './progress.ts';

export interface TrainerInputs {
  readonly session: Session;
  readonly network: LoweredNetwork;
  readonly plan: TrainingPlan;
  readonly training: { readonly part: Part; readonly indices: Uint32Array };
  readonly validation: { readonly part: Part; readonly indices: Uint32Array } | null;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly onEvent: (event: TrainEvent) => void;
  /** Called between steps with everything a resume needs; may be slow. */
  readonly save?: (
    progress: TrainerProgress,
    tensors: ReadonlyMap<string, Float32Array>,
  ) => Promise<string>;
  /** Training goes on when `save` throws; without a listener it fails. */
  readonly onSaveFailed?: (error: unknown) => void;
  /** Steps between saves, and the least milliseconds between two of them. */
  readonly saveEvery: { readonly steps: number; readonly milliseconds: number };
  readonly hooks?: TrainerHooks;
}
/** A point between two batches; the state does not change until the hook is done with it. */
export interface Moment {
  /** Batches handed to the session. */
  readonly step: number;
  /** 'ready': the next batch follows at once, and should. */
  readonly doing: 'training' | 'waiting' | 'validating' | 'ready';
  /** While waiting: milliseconds for which nothing is computed, to keep the pace. */
  readonly slack: number;
  /** Waits for the steps under way: then state tensors can be read. */
  settle(): Promise<void>;
}
/** What a listener does beside training; none of it changes what is computed. */
export interface TrainerHooks {
  /** After each batch that is finite. */
  readonly onStep?: (step: number, loss: number) => void;
  /** Awaited between batches: what takes long here takes long in training. */
  readonly between?: (moment: Moment) => Promise<void>;
}
export interface TrainOutcome {
  readonly state: Extract<RunState, 'finished' | 'stopped' | 'failed'>;
  readonly history: readonly EpochSummary[];
  readonly steps: number;
  readonly seconds: number;
  readonly nonFinite: NonFinite | null;
}
