/** The document and what inference says of it in; the terms that an objective sums out. */
import type {
  NetworkSummary,
  NodeTypeSummary,
  Objective,
  ProjectNode,
} from '../../../engine/index.ts';

export interface LossTerm {
  readonly node: ProjectNode;
  readonly weight: number;
}
/** λ times the sum of sizes or squares of one kind of weights of a node. */
export interface PenaltyTerm {
  readonly node: ProjectNode;
  /** Key of the parameter. */
  readonly parameter: string;
  readonly norm: 'l1' | 'l2';
  readonly strength: number;
}
type Types = ReadonlyMap<string, NodeTypeSummary>;

/** Losses in use; with `objective`, those that it sums. */
export function lossTerms(
  nodes: readonly ProjectNode[],
  types: Types,
  objective: Pick<Objective, 'losses'> | null = null,
): readonly LossTerm[] {
  return nodes.flatMap((node) => {
    const type = types.get(node.type);
    if (type?.category !== 'loss' || node.disabled) return [];
    if (objective && objective.losses !== 'all' && !objective.losses.includes(node.id)) return [];
    const given = node.params.weight ?? type.defaults.weight;
    return [{ node, weight: typeof given === 'number' ? given : 1 }];
  });
}

/** Penalties of weights that exist and learn in this objective. */
export function penaltyTerms(
  nodes: readonly ProjectNode[],
  types: Types,
  summary: Pick<NetworkSummary, 'nodes'> | null,
  { parameters }: Pick<Objective, 'parameters'>,
): readonly PenaltyTerm[] {
  return nodes.flatMap((node) => {
    const found = summary?.nodes[node.id];
    const learns =
      found !== undefined &&
      found.trainableParameters > 0 &&
      (parameters === 'all' || parameters.includes(node.id));
    if (!learns || node.disabled) return [];
    return (types.get(node.type)?.form ?? []).flatMap(({ key, control }) => {
      if (control.kind !== 'regularizer') return [];
      const given = (found.params[key] ?? {}) as { readonly l1?: number; readonly l2?: number };
      return (['l1', 'l2'] as const).flatMap((norm) => {
        const strength = given[norm] ?? 0;
        return strength > 0 ? [{ node, parameter: key, norm, strength }] : [];
      });
    });
  });
}
