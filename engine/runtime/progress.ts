/** Where a run stands: everything beside the tensors that a resume needs. Plain JSON. */
import { bestStart } from './best.ts';
import type { EpochSummary } from './events.ts';
import type { TotalsSnapshot } from './totals.ts';

export interface TrainerProgress {
  phase: number;
  epochOfPhase: number;
  /** From 0, over all phases. */
  epoch: number;
  /** Next batch of the epoch. */
  batch: number;
  /** Batches done in all; keys the random numbers of a step. */
  step: number;
  /** Updates done, by `<phase>.<objective>`. */
  updates: Record<string, number>;
  currentRate: number;
  /** A base learning rate set while running, or null for the document's. */
  learningRate: number | null;
  totals: TotalsSnapshot;
  best: { monitor: string; value: number; epoch: number; since: number };
  stoppedEarly: boolean;
  history: EpochSummary[];
}

/** Progress that has been JSON: there NaN became null. */
export function reviveProgress(progress: TrainerProgress): TrainerProgress {
  const { best, currentRate, history } = progress;
  return {
    ...progress,
    currentRate: currentRate ?? Number.NaN,
    best: { ...best, value: best.value ?? Number.NaN },
    history: history.map(reviveSummary),
  };
}
function reviveSummary(summary: EpochSummary): EpochSummary {
  const numbers = (metrics: Readonly<Record<string, number | null>>) =>
    Object.fromEntries(
      Object.entries(metrics).map(([name, value]) => [name, value ?? Number.NaN] as const),
    );
  const { validation } = summary;
  return {
    ...summary,
    metrics: numbers(summary.metrics),
    ...(validation && { validation: { ...validation, metrics: numbers(validation.metrics) } }),
  };
}

export function initialProgress(): TrainerProgress {
  const { weights: _, ...best } = bestStart();
  return {
    phase: 0,
    epochOfPhase: 0,
    epoch: 0,
    batch: 0,
    step: 0,
    updates: {},
    currentRate: Number.NaN,
    learningRate: null,
    totals: { samples: 0, loss: 0, sums: {} },
    best,
    stoppedEarly: false,
    history: [],
  };
}
