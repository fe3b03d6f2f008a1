/** Takes an inferred network; lists the tensors that live between steps: weights, running statistics, slots. */
import type { ProgramBuilder } from '../../ir/builder.ts';
import { param } from '../../ir/construct.ts';
import type { Shape, ValueId } from '../../ir/types.ts';
import { optimizers } from '../../optim/index.ts';
import type { OptimizerDefinition } from '../../optim/types.ts';
import { invariant } from '../../util/errors.ts';
import type { Objective } from '../document/schema.ts';
import { type ObjectiveKey, ownersOf, trainedOwners } from '../infer/objectives.ts';
import type { InferredNetwork, NodeInference } from '../infer/types.ts';
import { stateName } from './forward.ts';
import type { StateTensor } from './types.ts';

/** Weights and running statistics in topological order of their owners; the network may be unfinished elsewhere. */
export function listWeights(network: InferredNetwork): readonly StateTensor[] {
  return ownersOf(network, network.order).flatMap((owner) => weightTensors(owner));
}
/** Weights, then the slots of each objective. */
export function listState(network: InferredNetwork): readonly StateTensor[] {
  const weights = listWeights(network);
  const slots = network.project.training.phases.flatMap(({ objectives }, phase) =>
    objectives.flatMap((objective, index) =>
      slotTensors(network, objective, { phase, objective: index }),
    ),
  );
  return [...weights, ...slots];
}
function weightTensors(owner: NodeInference): readonly StateTensor[] {
  return owner.weights.map(({ name, type, initializer, fanIn, fanOut, trainable }) => ({
    name: stateName(owner.id, name),
    type,
    role: trainable ? 'weight' : 'statistic',
    node: owner.id,
    exportName: `${owner.node.label}/${name}`,
    initial: { kind: 'initializer', choice: initializer, fanIn, fanOut },
  }));
}

function slotTensors(
  network: InferredNetwork,
  objective: Objective,
  key: ObjectiveKey,
): readonly StateTensor[] {
  const definition = optimizers.get(objective.optimizer.type);
  invariant(definition, `there is an optimizer ${objective.optimizer.type}`);
  const params = optimizerParams(definition, objective);
  const owners = trainedOwners(network, objective);
  return owners.flatMap((owner) =>
    owner.weights
      .filter(({ trainable }) => trainable)
      .flatMap(({ name, type }) =>
        definition.slots.map((slot) => ({
          name: slotName(stateName(owner.id, name), key, slot.name),
          type,
          role: 'slot' as const,
          node: owner.id,
          exportName: slotName(`${owner.node.label}/${name}`, key, slot.name),
          initial: { kind: 'value' as const, value: slot.initial(params) },
        })),
      ),
  );
}

export const slotName = (weight: string, { phase, objective }: ObjectiveKey, slot: string) =>
  `${weight}/${phase}.${objective}/${slot}`;

/** Completed with defaults; inference has checked them. */
export function optimizerParams(
  definition: OptimizerDefinition,
  { optimizer }: Objective,
): unknown {
  return definition.params.parse(optimizer.params);
}
/** The slots of one weight as params of the Program, by slot name. */
export function slotsOf(
  e: ProgramBuilder,
  definition: OptimizerDefinition,
  key: ObjectiveKey,
  weight: string,
  shape: Shape,
): Readonly<Record<string, ValueId>> {
  return Object.fromEntries(
    definition.slots.map(({ name }) => [name, param(e, slotName(weight, key, name), shape)]),
  );
}
