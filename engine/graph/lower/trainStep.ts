/** Takes an inferred network and one of its objectives; gives the Program of a training step: forward, backward, update. */
import { gradients } from '../../autodiff/gradients.ts';
import { ProgramBuilder } from '../../ir/builder.ts';
import {
  add,
  and,
  isFinite as elementIsFinite,
  full,
  input,
  mul,
  num,
  select,
  shapeOf,
} from '../../ir/construct.ts';
import type { ValueId } from '../../ir/types.ts';
import { clipByNorm, clipByValue, globalNorm } from '../../optim/clip.ts';
import { optimizers } from '../../optim/index.ts';
import type { OptimizerDefinition } from '../../optim/types.ts';
import { invariant } from '../../util/errors.ts';
import type { StageListener } from '../../util/stages.ts';
import type { Objective } from '../document/schema.ts';
import { lossesOfObjective, type ObjectiveKey, objectiveAt, trains } from '../infer/objectives.ts';
import type { InferredNetwork, NodeInference } from '../infer/types.ts';
import { Forward, type LiveWeight } from './forward.ts';
import { emitMetrics, lossSum, penalty } from './objective.ts';
import { optimizerParams, slotName, slotsOf } from './state.ts';
import type { LoweredProgram } from './types.ts';

/** Loss, gradients of the objective's weights and whether all of it is finite; nothing updated yet. */
export interface Backward {
  readonly forward: Forward;
  readonly objective: Objective;
  readonly losses: readonly NodeInference[];
  /** Mean over the batch plus penalties, f32 []. */
  readonly loss: ValueId;
  readonly weights: readonly LiveWeight[];
  /** One for each of `weights`, before clipping. */
  readonly gradients: readonly ValueId[];
}
export function emitBackward(
  builder: ProgramBuilder,
  network: InferredNetwork,
  key: ObjectiveKey,
  batchSize: number,
  onStage?: StageListener,
): Backward {
  const objective = objectiveAt(network, key);
  const losses = lossesOfObjective(network, objective);
  const ids = losses.map(({ id }) => id);
  const forward = new Forward(builder, network, ids, { batchSize, training: true });
  const weights = [...forward.weights.values()].filter(
    (weight) => weight.trainable && trains(network, objective, weight.owner),
  );
  const mean = mul(builder, lossSum(forward, losses), num(1 / batchSize));
  const penalized = weights.some(({ definition }) => definition.regularizer);
  const loss = penalized ? add(builder, mean, penalty(forward, weights)) : mean;
  const values = weights.map(({ value }) => value);
  onStage?.('lower');
  const found = gradients(builder, loss, values).map(
    (gradient, i) => gradient ?? full(builder, shapeOf(builder, values[i] as ValueId), 0),
  );
  onStage?.('autodiff');
  return { forward, objective, losses, loss, weights, gradients: found };
}

export function lowerTrainStep(
  network: InferredNetwork,
  key: ObjectiveKey,
  batchSize: number,
  onStage?: StageListener,
): LoweredProgram {
  const builder = new ProgramBuilder();
  const backward = emitBackward(builder, network, key, batchSize, onStage);
  const { forward, loss, losses } = backward;
  const norm = globalNorm(builder, backward.gradients);
  const finite = and(builder, elementIsFinite(builder, loss), elementIsFinite(builder, norm));
  builder.output('loss', loss);
  builder.output('finite', finite);
  const mask = full(builder, [batchSize], 1);
  emitMetrics(forward, mask, new Set(losses.map(({ id }) => id)));
  emitUpdates(builder, backward, key, { norm, finite });
  const program = builder.finish(`train ${key.phase}.${key.objective} b${batchSize}`);
  onStage?.('lower');
  return {
    program,
    batchSize,
    fields: [...forward.fields.values()],
  };
}

/** Everything that a step changes, each kept as it was when the step is not finite. */
function emitUpdates(
  e: ProgramBuilder,
  { forward, objective, weights, gradients: raw }: Backward,
  key: ObjectiveKey,
  { norm, finite }: { readonly norm: ValueId; readonly finite: ValueId },
): void {
  const keep = (name: string, old: ValueId, value: ValueId) =>
    e.update(name, select(e, finite, value, old));
  const definition = optimizers.get(objective.optimizer.type);
  invariant(definition, `there is an optimizer ${objective.optimizer.type}`);
  const params = optimizerParams(definition, objective);
  const scalars = scalarInputs(e, definition, params);
  clipped(e, objective, raw, norm).forEach((gradient, i) => {
    const { name, value, owner } = weights[i] as LiveWeight;
    e.withOrigin(owner, () => {
      const slots = slotsOf(e, definition, key, name, shapeOf(e, value));
      const current = { parameter: value, gradient, slots, scalars };
      const next = definition.update(e, params, current);
      keep(name, value, next.parameter);
      for (const [slot, fresh] of Object.entries(next.slots))
        keep(slotName(name, key, slot), slots[slot] as ValueId, fresh);
    });
  });
  for (const [name, value] of forward.statistics) {
    const weight = forward.weights.get(name);
    invariant(weight, `${name} is a weight`);
    e.withOrigin(weight.owner, () => keep(name, weight.value, value));
  }
}

function clipped(
  e: ProgramBuilder,
  { clip }: Objective,
  raw: readonly ValueId[],
  norm: ValueId,
): readonly ValueId[] {
  switch (clip.kind) {
    case 'none':
      return raw;
    case 'value':
      return clipByValue(e, raw, clip.limit);
    case 'norm':
      return clipByNorm(e, raw, clip.limit, norm);
    default:
      return clip satisfies never;
  }
}

/** The optimizer's numbers of each step as inputs `scalar:<name>`, f32 []. */
function scalarInputs(
  e: ProgramBuilder,
  definition: OptimizerDefinition,
  params: unknown,
): Readonly<Record<string, ValueId>> {
  const names = Object.keys(definition.scalars(params, { step: 1, learningRate: 1 }));
  return Object.fromEntries(names.map((name) => [name, input(e, `scalar:${name}`, [])]));
}
