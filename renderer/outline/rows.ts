/** The document and which nodes are unfolded in, the rows of the outline out: nodes in order, their wires below them. */
import type { Project, ProjectEdge, ProjectNode } from '../../engine/index.ts';
import { edgesFrom, edgesInto, nodesById } from '../canvas/lookup.ts';

export type OutlineRow =
  | {
      readonly kind: 'node';
      readonly key: string;
      readonly node: ProjectNode;
      readonly open: boolean;
    }
  | {
      readonly kind: 'wire';
      readonly key: string;
      readonly edge: ProjectEdge;
      readonly of: string;
      readonly direction: 'in' | 'out';
    };

/** `order`: as inference sorted the nodes; those that it left out (in circles, or just added) follow. */
export function outlineRows(
  project: Project,
  order: readonly string[],
  open: ReadonlySet<string>,
): readonly OutlineRow[] {
  const byId = nodesById(project.nodes);
  const ids = new Set([...order.filter((id) => byId.has(id)), ...byId.keys()]);
  return [...ids].flatMap((id): OutlineRow[] => {
    const node = byId.get(id) as ProjectNode;
    const isOpen = open.has(id);
    const row: OutlineRow = { kind: 'node', key: id, node, open: isOpen };
    if (!isOpen) return [row];
    const wire =
      (direction: 'in' | 'out') =>
      (edge: ProjectEdge): OutlineRow => ({
        kind: 'wire',
        key: `${id} ${direction} ${edge.id}`,
        edge,
        of: id,
        direction,
      });
    return [
      row,
      ...edgesInto(project, id).map(wire('in')),
      ...edgesFrom(project, id).map(wire('out')),
    ];
  });
}
