/** Two ends of a wire in, the SVG path between them and the place of its label out. */
import { columnPitch, nodeHeight, nodeWidth, type Point } from './geometry.ts';

export interface WirePath {
  readonly path: string;
  readonly label: Point;
}
/** A wire that leads around something: into `skip`, or past nodes that lie between. */
export type WireStyle = 'direct' | 'arc';

const round = (value: number): number => Math.round(value * 10) / 10;
const at = (x: number, y: number): string => `${round(x)},${round(y)}`;

/** Leaves to the right and arrives from the left, like everything that flows through the network. */
function direct(from: Point, to: Point): WirePath {
  const ahead = to.x - from.x;
  if (ahead < -nodeWidth / 2 && Math.abs(to.y - from.y) > nodeHeight) return back(from, to);
  const reach = ahead >= 0 ? Math.max(16, ahead / 2) : Math.min(160, 40 - ahead / 3);
  const path = `M${at(from.x, from.y)} C${at(from.x + reach, from.y)} ${at(to.x - reach, to.y)} ${at(to.x, to.y)}`;
  return { path, label: { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 } };
}

/** From the end of one row to the beginning of another, along the lane between them. */
function back(from: Point, to: Point): WirePath {
  const lane = (from.y + to.y) / 2;
  const down = to.y > from.y ? 1 : -1;
  const turn = 14;
  const [right, left] = [from.x + 24, to.x - 24];
  const path = [
    `M${at(from.x, from.y)} H${round(right - turn)}`,
    `Q${at(right, from.y)} ${at(right, from.y + down * turn)} V${round(lane - down * turn)}`,
    `Q${at(right, lane)} ${at(right - turn, lane)} H${round(left + turn)}`,
    `Q${at(left, lane)} ${at(left, lane + down * turn)} V${round(to.y - down * turn)}`,
    `Q${at(left, to.y)} ${at(left + turn, to.y)} H${round(to.x)}`,
  ].join(' ');
  return { path, label: { x: (from.x + to.x) / 2, y: lane } };
}

/** From the end of a row into the top of a node of a lower one, a little below the lane of the wire beside it. */
function backToTop(from: Point, to: Point): WirePath {
  const lane = (from.y + to.y + nodeHeight / 2) / 2 + 12;
  const turn = 14;
  const right = from.x + 32;
  const path = [
    `M${at(from.x, from.y)} H${round(right - turn)}`,
    `Q${at(right, from.y)} ${at(right, from.y + turn)} V${round(lane - turn)}`,
    `Q${at(right, lane)} ${at(right - turn, lane)} H${round(to.x + turn)}`,
    `Q${at(to.x, lane)} ${at(to.x, lane + turn)} V${round(to.y)}`,
  ].join(' ');
  return { path, label: { x: (from.x + to.x) / 2, y: lane } };
}

/** Up, along above what lies between, and down; into the top of the node where `top` says so. */
function arc(from: Point, to: Point, top: boolean, ceiling: number): WirePath {
  const span = Math.max(0, to.x - from.x);
  // Longer arcs lie above the shorter ones that they enclose.
  const lane = Math.min(54, Math.floor(span / columnPitch) * 6);
  const height = Math.min(ceiling, top ? to.y : to.y - nodeHeight / 2) - 20 - lane;
  const turn = Math.min(44, Math.max(12, span / 4));
  const rise = at(from.x + turn * 0.6, from.y);
  const up = `M${at(from.x, from.y)} C${rise} ${at(from.x + turn * 0.1, height)} ${at(from.x + turn, height)}`;
  const down = top
    ? `C${at(to.x - turn * 0.3, height)} ${at(to.x, height)} ${at(to.x, to.y)}`
    : `C${at(to.x - turn * 0.1, height)} ${at(to.x - turn * 0.6, to.y)} ${at(to.x, to.y)}`;
  const path = `${up} L${at(Math.max(from.x + turn, to.x - turn), height)} ${down}`;
  return { path, label: { x: (from.x + to.x) / 2, y: height } };
}

/** `top`: it ends at the upper border of its node; `ceiling`: the arc leads over this, null for none. */
export function wirePath(
  from: Point,
  to: Point,
  style: WireStyle,
  top: boolean,
  ceiling: number | null,
): WirePath {
  if (top && to.x < from.x && to.y - from.y > nodeHeight) return backToTop(from, to);
  // Backwards there is nothing else to lead around.
  return style === 'arc' && to.x > from.x - columnPitch / 2
    ? arc(from, to, top, ceiling ?? from.y - nodeHeight / 2)
    : direct(from, to);
}
