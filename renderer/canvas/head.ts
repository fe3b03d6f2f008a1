/** A drawn network in; its last layer with weights in front of an output, which a new one may replace, out. */
import type { Project } from '../../engine/index.ts';
import { edgesInto, nodesById } from './lookup.ts';

const heads: ReadonlySet<string> = new Set(['dense', 'conv2d']);
/** What may stand between the scores and the output. */
const behind: ReadonlySet<string> = new Set(['activation', 'dropout', 'clip', 'flatten']);

/** Null where there is none; what the graph service would replace. */
export function headOf(project: Pick<Project, 'nodes' | 'edges'>): string | null {
  const byId = nodesById(project.nodes);
  const sourceOf = (id: string) => byId.get(edgesInto(project, id)[0]?.from.node ?? '');
  const end = project.nodes.find(({ type }) => type === 'output');
  let node = end && sourceOf(end.id);
  for (let steps = 0; node && behind.has(node.type) && steps < project.nodes.length; steps++)
    node = sourceOf(node.id);
  return node && heads.has(node.type) ? node.id : null;
}
export const hasHead = (project: Pick<Project, 'nodes' | 'edges'>): boolean =>
  headOf(project) !== null;
