/** Keeps track of the best epoch and decides when to stop early. */
import type { EpochSummary } from './events.ts';
import type { TrainingPlan } from './plan.ts';

export interface BestSoFar {
  readonly monitor: string;
  /** NaN before the first epoch. */
  readonly value: number;
  /** From 1. */
  readonly epoch: number;
  /** Epochs since it improved. */
  readonly since: number;
  readonly weights: ReadonlyMap<string, Float32Array> | null;
}

export function bestStart(): BestSoFar {
  return { monitor: '', value: Number.NaN, epoch: 0, since: 0, weights: null };
}

/** `val_loss`, `loss`, `val_<metric>` or `<metric>` of an epoch; undefined when there is none of that name. */
export function monitored(
  summary: Omit<EpochSummary, 'best'>,
  monitor: string,
): number | undefined {
  const validation = monitor.startsWith('val_');
  const name = validation ? monitor.slice(4) : monitor;
  const source = validation ? summary.validation : summary;
  if (!source) return undefined;
  return name === 'loss' ? source.loss : source.metrics[name];
}

/** Compares an epoch with the best so far. Ties and non-numbers do not improve. */
export function considerBest(
  best: BestSoFar,
  summary: Omit<EpochSummary, 'best'>,
  plan: Pick<TrainingPlan, 'monitor' | 'earlyStopping'>,
): {
  readonly improved: boolean;
  readonly stop: boolean;
  readonly best: Omit<BestSoFar, 'weights'>;
} {
  const { name, better } = plan.monitor;
  const value = monitored(summary, name) ?? Number.NaN;
  const margin = plan.earlyStopping?.minimumDelta ?? 0;
  const improved =
    !Number.isNaN(value) &&
    (Number.isNaN(best.value) ||
      (better === 'higher' ? value > best.value + margin : value < best.value - margin));
  const next = improved
    ? { monitor: name, value, epoch: summary.epoch, since: 0 }
    : { monitor: name, value: best.value, epoch: best.epoch, since: best.since + 1 };
  const patience = plan.earlyStopping?.patience;
  return { improved, stop: patience !== undefined && next.since >= patience, best: next };
}
