/** Takes an inferred network; tells what each objective of its training sums and which weights it changes. */
import { invariant } from '../../util/errors.ts';
import type { Objective } from '../document/schema.ts';
import type { InferredNetwork, NodeInference } from '../infer/types.ts';
import { lossesOf } from './outputs.ts';

/** Which objective of which phase. */
export interface ObjectiveKey {
  readonly phase: number;
  readonly objective: number;
}
export function objectiveAt(network: InferredNetwork, key: ObjectiveKey): Objective {
  const found = network.project.training.phases[key.phase]?.objectives[key.objective];
  invariant(found, `phase ${key.phase} has an objective ${key.objective}`);
  return found;
}
/** The loss nodes that the objective sums. */
export function lossesOfObjective(
  network: InferredNetwork,
  { losses }: Objective,
): readonly NodeInference[] {
  const all = lossesOf(network);
  return losses === 'all' ? all : all.filter(({ id }) => losses.includes(id));
}
/** Whether the objective may change weights that live at `owner`; naming a node that shares them counts. */
export function trains(
  network: InferredNetwork,
  { parameters }: Objective,
  owner: string,
): boolean {
  if (parameters === 'all') return true;
  return parameters.some((id) => (network.nodes.get(id)?.owner ?? id) === owner);
}
