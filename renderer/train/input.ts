/** Which input a node sees: the drawing's input nodes and the node in, the input's id and picture size out. */
import type { NetworkSummary, Project } from '../../engine/index.ts';
import { outputShape } from '../live/pick.ts';

/** The nearest input node behind `node`, of pictures where there are some; any input where nothing is behind it. */
export function inputBehind(
  project: Pick<Project, 'nodes' | 'edges'>,
  summary: NetworkSummary | null,
  node: string | null,
): string | null {
  const inputs = new Set(project.nodes.filter(({ type }) => type === 'input').map(({ id }) => id));
  const found: string[] = [];
  const seen = new Set<string>();
  const queue = node === null ? [] : [node];
  for (const id of queue) {
    if (seen.has(id)) continue;
    seen.add(id);
    if (inputs.has(id)) found.push(id);
    for (const { from, to } of project.edges) if (to.node === id) queue.push(from.node);
  }
  const candidates = found.length > 0 ? found : [...inputs];
  const isPicture = (id: string) => (outputShape(summary, id)?.length ?? 0) === 3;
  return candidates.find(isPicture) ?? candidates[0] ?? null;
}
