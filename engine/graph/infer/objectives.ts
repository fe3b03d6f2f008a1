/** Takes an inferred network; tells what each objective of its training sums and which weights it changes. */
import { invariant } from '../../util/errors.ts';
import type { Objective } from '../document/schema.ts';
import type { InferredNetwork, NodeInference } from './types.ts';

type Graph = Omit<InferredNetwork, 'issues'>;

/** Which objective of which phase. */
export interface ObjectiveKey {
  readonly phase: number;
  readonly objective: number;
}
export function objectiveAt(network: Graph, key: ObjectiveKey): Objective {
  const found = network.project.training.phases[key.phase]?.objectives[key.objective];
  invariant(found, `phase ${key.phase} has an objective ${key.objective}`);
  return found;
}
/** The loss nodes that the objective sums. */
export function lossesOfObjective(network: Graph, { losses }: Objective): readonly NodeInference[] {
  const all = lossesOf(network);
  if (losses === 'all') return all;
  const named = new Set(losses);
  return all.filter(({ id }) => named.has(id));
}
/** Whether the objective may change weights that live at `owner`; naming a node that shares them counts. */
export function trains(network: Graph, objective: Objective, owner: string): boolean {
  const named = ownersNamed(network, objective);
  return named === 'all' || named.has(owner);
}
function ownersNamed(network: Graph, { parameters }: Objective): 'all' | ReadonlySet<string> {
  if (parameters === 'all') return 'all';
  return new Set(parameters.map((id) => network.nodes.get(id)?.owner ?? id));
}

/** Losses in use, in topological order. */
export function lossesOf(network: Graph): readonly NodeInference[] {
  return network.order
    .map((id) => network.nodes.get(id) as NodeInference)
    .filter(({ definition, status }) => definition?.loss && status === 'ok');
}
/** The nodes wanted and all that feed them, in topological order. */
export function withAncestors(network: Graph, wanted: Iterable<string>): readonly string[] {
  const needed = new Set<string>();
  const waiting = [...wanted];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (needed.has(id)) continue;
    needed.add(id);
    for (const sources of network.nodes.get(id)?.inputs.values() ?? [])
      for (const source of sources) if (source.kind === 'node') waiting.push(source.node);
  }
  return network.order.filter((id) => needed.has(id));
}

/** Nodes that hold the weights used by `ids`, each once, in topological order of first use. */
export function ownersOf(network: Graph, ids: readonly string[]): readonly NodeInference[] {
  const owners = new Set(
    ids.flatMap((id) => {
      const node = network.nodes.get(id);
      return node?.status === 'ok' && node.weights.length > 0 ? [node.owner] : [];
    }),
  );
  return [...owners].map((id) => network.nodes.get(id) as NodeInference);
}
/** Nodes whose weights an objective changes. */
export function trainedOwners(network: Graph, objective: Objective): readonly NodeInference[] {
  const losses = lossesOfObjective(network, objective).map(({ id }) => id);
  const named = ownersNamed(network, objective);
  return ownersOf(network, withAncestors(network, losses)).filter(
    ({ id, node }) => node.trainable && (named === 'all' || named.has(id)),
  );
}
