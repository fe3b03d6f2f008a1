/** Sizes of what is drawn on the canvas, in its own pixels, and small sums with them. */

export const nodeWidth = 148;
export const nodeHeight = 116;
/** Side of the square around a port that takes the pointer; its middle lies on the node's border. */
export const portSize = 22;
/** Distance from one node to the next in a row, and from one row to the next. */
export const columnPitch = 210;
export const rowPitch = 160;
/** Nodes are placed and moved on this grid. */
export const gridStep = 10;
/** The document refuses coordinates beyond it. */
const farthest = 1e7;

export interface Point {
  readonly x: number;
  readonly y: number;
}

const within = (value: number): number => Math.min(farthest, Math.max(-farthest, value));
/** Whole pixels that the document accepts. */
export function wholePoint({ x, y }: Point): { x: number; y: number } {
  return { x: within(Math.round(x)), y: within(Math.round(y)) };
}
export function snapped({ x, y }: Point): { x: number; y: number } {
  const snap = (value: number) => within(Math.round(value / gridStep) * gridStep);
  return { x: snap(x), y: snap(y) };
}

/** Whether two nodes at these corners would overlap or nearly touch. */
export function overlaps(a: Point, b: Point, margin = 12): boolean {
  return Math.abs(a.x - b.x) < nodeWidth + margin && Math.abs(a.y - b.y) < nodeHeight + margin;
}

/** The wanted corner, moved down row by row until no node is in the way. */
export function freePlace(wanted: Point, nodes: readonly { readonly position: Point }[]): Point {
  let place = wanted;
  for (let tries = 0; tries < 1000; tries++) {
    const taken = nodes.some(({ position }) => overlaps(position, place));
    if (!taken) break;
    place = { x: place.x, y: place.y + rowPitch };
  }
  return wholePoint(place);
}
