/** The document's training settings in, what the trainer follows out: numbers and functions, no registries. */
import type { Objective, Project } from '../graph/document/schema.ts';
import type { LoweredNetwork } from '../graph/lower/types.ts';
import { metricDefinition } from '../metrics/index.ts';
import { optimizerDefinition, scheduleDefinition } from '../optim/index.ts';

export interface ObjectivePlan {
  /** It steps on every n-th batch. */
  readonly every: number;
  /** Of the document, before any schedule. */
  readonly learningRate: number;
  /** The schedule's rate after `updates` updates. */
  rateAt(base: number, updates: number): number;
  /** The optimizer's numbers for update `step`, from 1. */
  scalars(at: { readonly step: number; readonly learningRate: number }): Record<string, number>;
}
export interface PhasePlan {
  readonly epochs: number;
  readonly objectives: readonly ObjectivePlan[];
}
export interface TrainingPlan {
  readonly phases: readonly PhasePlan[];
  readonly batchSize: number;
  readonly evaluationBatchSize: number;
  readonly seed: number;
  readonly trainingSamples: number;
  /** What best weights are judged by. */
  readonly monitor: { readonly name: string; readonly better: 'higher' | 'lower' };
  readonly earlyStopping: { readonly patience: number; readonly minimumDelta: number } | null;
  /** Whether the run ends with the best weights rather than the last. */
  readonly restoreBest: boolean;
}

/** Evaluation keeps few activations, so its batches may be larger than training's. */
const leastEvaluationBatch = 128;

export function trainingPlan(
  project: Project,
  network: LoweredNetwork,
  samples: { readonly training: number; readonly validation: number },
): TrainingPlan {
  const { batchSize, phases, seed, earlyStopping } = project.training;
  const stepsPerEpoch = Math.ceil(samples.training / batchSize);
  const monitor = earlyStopping?.monitor ?? (samples.validation > 0 ? 'val_loss' : 'loss');
  return {
    phases: phases.map(({ epochs, objectives }) => ({
      epochs,
      objectives: objectives.map((objective) =>
        objectivePlan(
          objective,
          stepsPerEpoch,
          Math.ceil((epochs * stepsPerEpoch) / objective.every),
        ),
      ),
    })),
    batchSize,
    evaluationBatchSize: Math.max(batchSize, leastEvaluationBatch),
    seed,
    trainingSamples: samples.training,
    monitor: { name: monitor, better: betterOf(monitor, network) },
    earlyStopping: earlyStopping ?? null,
    restoreBest: earlyStopping?.restoreBest ?? false,
  };
}

/** The settings have been checked; throws where they name an optimizer or schedule that does not exist. */
export function objectivePlan(
  objective: Objective,
  stepsPerEpoch: number,
  totalSteps: number,
): ObjectivePlan {
  const optimizer = optimizerDefinition(objective.optimizer.type);
  const settings = optimizer.params.parse(objective.optimizer.params);
  const schedule = scheduleDefinition(objective.schedule.type);
  const shape = schedule.params.parse(objective.schedule.params);
  const rate = (settings as { readonly learningRate: number }).learningRate;
  const updatesPerEpoch = Math.max(1, Math.floor(stepsPerEpoch / objective.every));
  return {
    every: objective.every,
    learningRate: rate,
    rateAt: (base, updates) =>
      schedule.rate(shape, base, { step: updates, stepsPerEpoch: updatesPerEpoch, totalSteps }),
    scalars: (at) => ({ ...optimizer.scalars(settings, at) }),
  };
}

function betterOf(monitor: string, network: LoweredNetwork): 'higher' | 'lower' {
  const name = monitor.replace(/^val_/, '');
  const metric = network.metrics.find((candidate) => candidate.name === name);
  return metric && metricDefinition(metric.type).better === 'higher' ? 'higher' : 'lower';
}
