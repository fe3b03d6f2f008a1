/** Nodes and a way to align or spread them in, their new corners out. */
import { nodeHeight, nodeWidth, type Point } from '../canvas/geometry.ts';

export type Alignment = 'row' | 'column' | 'spread-across' | 'spread-down';

interface Placed {
  readonly id: string;
  readonly position: Point;
}

/** 'row' puts all on the mean height; spreading keeps the outermost where they are, gaps at least a little. */
export function aligned(nodes: readonly Placed[], how: Alignment): Readonly<Record<string, Point>> {
  const places = nodes.map(({ id, position }) => [id, placeFor(nodes, position, how)] as const);
  return Object.fromEntries(how === 'row' || how === 'column' ? places : spread(nodes, how));
}

function placeFor(nodes: readonly Placed[], { x, y }: Point, how: Alignment): Point {
  const mean = (of: (point: Point) => number) =>
    Math.round(nodes.reduce((sum, { position }) => sum + of(position), 0) / nodes.length);
  return how === 'row' ? { x, y: mean((p) => p.y) } : { x: mean((p) => p.x), y };
}

const leastGap = 24;
function spread(nodes: readonly Placed[], how: Alignment): (readonly [string, Point])[] {
  const across = how === 'spread-across';
  const along = ({ position }: Placed) => (across ? position.x : position.y);
  const ordered = [...nodes].sort((a, b) => along(a) - along(b));
  const [first] = ordered;
  const last = ordered.at(-1);
  if (!first || !last) return [];
  const size = across ? nodeWidth : nodeHeight;
  const pitch = Math.max(
    size + leastGap,
    (along(last) - along(first)) / Math.max(1, ordered.length - 1),
  );
  return ordered.map((node, i) => {
    const at = Math.round(along(first) + i * pitch);
    return [node.id, across ? { x: at, y: node.position.y } : { x: node.position.x, y: at }];
  });
}
