/** What a training run tells its listeners; plain data that crosses threads. */

/** Numbers of one epoch; `metrics` and `validation.metrics` by metric name. */
export interface EpochSummary {
  /** From 1, counted over all phases. */
  readonly epoch: number;
  readonly epochs: number;
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly validation?: {
    readonly loss: number;
    readonly metrics: Readonly<Record<string, number>>;
  };
  readonly learningRate: number;
  /** Training samples a second, validation not counted. */
  readonly samplesPerSecond: number;
  /** Whether these weights are the best so far. */
  readonly best: boolean;
}

export type RunState = 'idle' | 'running' | 'paused' | 'stopped' | 'finished' | 'failed';

export type TrainEvent =
  | { readonly kind: 'state'; readonly state: RunState }
  | {
      readonly kind: 'progress';
      /** Steps done and in all (this epoch's length times epochs). */
      readonly step: number;
      readonly steps: number;
      readonly epoch: number;
      readonly epochs: number;
      /** Mean over the epoch so far. */
      readonly loss: number;
      /** Loss of the newest batch. */
      readonly batchLoss: number;
      readonly metrics: Readonly<Record<string, number>>;
      readonly learningRate: number;
      readonly samplesPerSecond: number;
      readonly secondsLeft: number;
    }
  | ({ readonly kind: 'epoch' } & EpochSummary)
  /** Something that a person should know; `text` says all of it in English, `cause` why, where an error is behind it. */
  | {
      readonly kind: 'note';
      /** Stable; translations key by it. */
      readonly code: 'other-arithmetic' | 'not-saved' | 'view-stopped';
      readonly text: string;
      readonly cause?: { readonly code: string; readonly sentence: string };
    }
  | { readonly kind: 'validating'; readonly done: number; readonly of: number }
  | { readonly kind: 'checkpoint'; readonly step: number; readonly path: string }
  | {
      readonly kind: 'early-stop';
      readonly epoch: number;
      readonly monitor: string;
      readonly best: number;
    };

/** Where and why training stopped being finite. */
export interface NonFinite {
  readonly step: number;
  /** Label of the first node that broke, in the order of computation. */
  readonly node: string;
  readonly what: 'output' | 'gradient' | 'weight';
  readonly name: string;
}
