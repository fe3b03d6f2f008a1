/** Which node is good to look at when none is selected: drawing and summary in, its id out; pure. */
import type { NetworkSummary, Project } from '../../engine/index.ts';

/** The shape of a node's first output, or null while it is not known. */
export function outputShape(
  summary: NetworkSummary | null,
  node: string,
): readonly number[] | null {
  return Object.values(summary?.nodes[node]?.outputValues ?? {})[0]?.shape ?? null;
}

/**
 * With nothing selected: the first convolution, else the last value with height, width and channels, else the first layer
 * with weights; null where nothing is ready.
 */
export function defaultFocus(
  project: { readonly nodes: readonly Pick<Project['nodes'][number], 'id' | 'type'>[] },
  summary: NetworkSummary | null,
): string | null {
  if (!summary) return null;
  const types = new Map(project.nodes.map(({ id, type }) => [id, type]));
  const ready = summary.order.filter((id) => summary.nodes[id]?.status === 'ok');
  const convolution = ready.find((id) => types.get(id) === 'conv2d');
  if (convolution !== undefined) return convolution;
  const layers = ready.filter((id) => types.get(id) !== 'input');
  const spatial = layers.findLast((id) => (outputShape(summary, id)?.length ?? 0) >= 3);
  const weighted = layers.find((id) => (summary.nodes[id]?.weights.length ?? 0) > 0);
  return spatial ?? weighted ?? layers[0] ?? ready[0] ?? null;
}
