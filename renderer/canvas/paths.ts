/** Two ends of a wire in, the SVG path between them and the place of its label out. */
import { columnPitch, nodeHeight, type Point } from './geometry.ts';

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
  const reach = ahead >= 0 ? Math.max(16, ahead / 2) : Math.min(160, 40 - ahead / 3);
  const path = `M${at(from.x, from.y)} C${at(from.x + reach, from.y)} ${at(to.x - reach, to.y)} ${at(to.x, to.y)}`;
  return { path, label: { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 } };
}

/** Up, along above what lies between, and down; into the top of the node where `top` says so. */
function arc(from: Point, to: Point, top: boolean): WirePath {
  const span = Math.max(0, to.x - from.x);
  // Longer arcs lie above the shorter ones that they enclose.
  const lane = Math.min(54, Math.floor(span / columnPitch) * 6);
  const height = Math.min(from.y, top ? to.y + nodeHeight / 2 : to.y) - nodeHeight / 2 - 20 - lane;
  const turn = Math.min(44, Math.max(12, span / 4));
  const rise = at(from.x + turn * 0.6, from.y);
  const up = `M${at(from.x, from.y)} C${rise} ${at(from.x + turn * 0.1, height)} ${at(from.x + turn, height)}`;
  const down = top
    ? `C${at(to.x - turn * 0.3, height)} ${at(to.x, height)} ${at(to.x, to.y)}`
    : `C${at(to.x - turn * 0.1, height)} ${at(to.x - turn * 0.6, to.y)} ${at(to.x, to.y)}`;
  const path = `${up} L${at(Math.max(from.x + turn, to.x - turn), height)} ${down}`;
  return { path, label: { x: (from.x + to.x) / 2, y: height } };
}

export function wirePath(from: Point, to: Point, style: WireStyle, top: boolean): WirePath {
  // Backwards there is nothing to lead around.
  return style === 'arc' && to.x > from.x - columnPitch / 2 ? arc(from, to, top) : direct(from, to);
}
