/** A node and an arrow key in, the node to go to out: along wires, then to siblings, then to whatever lies that way. */
import type { Project, ProjectNode } from '../../engine/index.ts';
import { rowPitch } from './geometry.ts';
import { edgesFrom, edgesInto, nodesById } from './lookup.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';
type Graph = Pick<Project, 'nodes' | 'edges'>;

/** Null where there is nowhere to go. */
export function walk(graph: Graph, from: string, direction: Direction): string | null {
  const node = nodesById(graph.nodes).get(from);
  if (!node) return null;
  switch (direction) {
    case 'right':
      return nearestInRow(node, neighbours(graph, node, 'from')) ?? towards(graph, node, direction);
    case 'left':
      return nearestInRow(node, neighbours(graph, node, 'to')) ?? towards(graph, node, direction);
    case 'up':
    case 'down':
      return sibling(graph, node, direction) ?? towards(graph, node, direction);
    default:
      return direction satisfies never;
  }
}

function neighbours(graph: Graph, { id }: ProjectNode, end: 'from' | 'to'): ProjectNode[] {
  const byId = nodesById(graph.nodes);
  const ids =
    end === 'from'
      ? edgesFrom(graph, id).map(({ to }) => to.node)
      : edgesInto(graph, id).map(({ from }) => from.node);
  return [...new Set(ids)].flatMap((other) => byId.get(other) ?? []);
}
/** Walking along a chain stays on it: the neighbour least above or below, then the least far. */
function nearestInRow({ position }: ProjectNode, others: readonly ProjectNode[]): string | null {
  const far = (other: ProjectNode) =>
    Math.abs(other.position.y - position.y) * 4 + Math.abs(other.position.x - position.x);
  return smallest(others, far)?.id ?? null;
}
/** Nodes that are fed by the same, or feed the same, above or below. */
function sibling(graph: Graph, node: ProjectNode, direction: 'up' | 'down'): string | null {
  const parents = neighbours(graph, node, 'to').flatMap((one) => neighbours(graph, one, 'from'));
  const children = neighbours(graph, node, 'from').flatMap((one) => neighbours(graph, one, 'to'));
  const sign = direction === 'down' ? 1 : -1;
  const that = [...parents, ...children].filter(
    (other) => other.id !== node.id && (other.position.y - node.position.y) * sign > 0,
  );
  return smallest(that, (other) => Math.abs(other.position.y - node.position.y))?.id ?? null;
}

const vectors = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] } as const;
/** The nearest node in that direction; what lies sideways counts as farther away. */
function towards({ nodes }: Graph, node: ProjectNode, direction: Direction): string | null {
  const [dx, dy] = vectors[direction];
  const along = (other: ProjectNode) =>
    (other.position.x - node.position.x) * dx + (other.position.y - node.position.y) * dy;
  const aside = (other: ProjectNode) =>
    Math.abs((other.position.x - node.position.x) * dy) +
    Math.abs((other.position.y - node.position.y) * dx);
  const that = nodes.filter(
    (other) =>
      other.id !== node.id && along(other) > 0 && aside(other) <= along(other) * 2 + rowPitch / 2,
  );
  return smallest(that, (other) => along(other) + 2 * aside(other))?.id ?? null;
}
function smallest<T>(items: readonly T[], size: (item: T) => number): T | undefined {
  return items.reduce<T | undefined>(
    (best, item) => (best === undefined || size(item) < size(best) ? item : best),
    undefined,
  );
}
