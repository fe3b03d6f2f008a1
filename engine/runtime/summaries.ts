/** Takes the numbers of an epoch, so far or whole; gives the events that tell of them. */
import type { Evaluation } from './evaluate.ts';
import type { EpochSummary, TrainEvent } from './events.ts';
import type { TrainingPlan } from './plan.ts';
import type { TrainerProgress } from './progress.ts';
import type { EpochTotals, MetricValue } from './totals.ts';

export interface EpochNumbers {
  readonly plan: TrainingPlan;
  readonly progress: TrainerProgress;
  readonly totals: EpochTotals;
  /** Training samples. */
  readonly samplesPerSecond: number;
}

export function progressEvent(
  { plan, progress, totals, samplesPerSecond }: EpochNumbers,
  newest: { readonly step: number; readonly loss: number },
): Extract<TrainEvent, { kind: 'progress' }> {
  const epochs = epochsOf(plan);
  const steps = epochs * Math.ceil(plan.trainingSamples / plan.batchSize);
  const samplesLeft = Math.max(0, steps - newest.step) * plan.batchSize;
  const mean = totals.meanLoss();
  return {
    kind: 'progress',
    step: newest.step,
    steps,
    epoch: progress.epoch + 1,
    epochs,
    // Between two epochs there is no mean yet.
    loss: Number.isNaN(mean) ? newest.loss : mean,
    batchLoss: newest.loss,
    metrics: byName(totals.values()),
    learningRate: progress.currentRate,
    samplesPerSecond,
    secondsLeft: samplesLeft / samplesPerSecond,
  };
}

export function summaryOf(
  { plan, progress, totals, samplesPerSecond }: EpochNumbers,
  evaluated: Evaluation | null,
): Omit<EpochSummary, 'best'> {
  return {
    epoch: progress.epoch + 1,
    epochs: epochsOf(plan),
    loss: totals.meanLoss(),
    metrics: byName(totals.values()),
    ...(evaluated && {
      validation: { loss: evaluated.loss, metrics: byName(evaluated.metrics) },
    }),
    learningRate: progress.currentRate,
    samplesPerSecond,
  };
}

const epochsOf = ({ phases }: TrainingPlan): number =>
  phases.reduce((sum, { epochs }) => sum + epochs, 0);
const byName = (metrics: readonly MetricValue[]): Readonly<Record<string, number>> =>
  Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
