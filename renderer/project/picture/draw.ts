/** The nodes and wires of a network as they stand on the canvas in, the shapes of its picture out. */
import { nodeHeight, nodeWidth, type Point } from '../../canvas/geometry.ts';
import type { Drawn, Picture, Shape } from './shapes.ts';

export interface PictureNode {
  readonly place: Point;
  readonly name: string;
  readonly label: string;
  /** What identifies the layer at a glance, such as its kernel size. */
  readonly numbers: string;
  readonly shape: string;
  readonly parameters: string;
  readonly disabled: boolean;
  readonly category: string;
  readonly thumbnail: Picture | null;
}
export interface PictureWire {
  /** SVG path data. */
  readonly path: string;
  /** It leads into `skip`, around the layers between. */
  readonly skip: boolean;
  readonly label: string;
  readonly labelPlace: Point;
}
export interface PictureColors {
  readonly background: string;
  readonly raised: string;
  readonly line: string;
  readonly control: string;
  readonly text: string;
  readonly dim: string;
  readonly faint: string;
  readonly categories: Readonly<Record<string, string>>;
}
/** Width of a text in pixels, in a CSS font. */
export type Measure = (
  text: string,
  look: { size: number; bold?: boolean; mono?: boolean },
) => number;

/** Around everything. */
const margin = 32;

/** Everything is moved so that the drawing begins at (0, 0). */
export function drawNetwork(
  nodes: readonly PictureNode[],
  wires: readonly PictureWire[],
  colors: PictureColors,
  measure: Measure,
): Drawn {
  const bounds = boundsOf(nodes, wires);
  const move = { x: -bounds.left, y: -bounds.top };
  const shapes = [
    ...wires.map(
      (wire): Shape => ({
        kind: 'path',
        d: movePath(wire.path, move),
        stroke: (wire.skip && colors.categories.merge) || colors.control,
        width: 1.5,
      }),
    ),
    ...wires.filter(({ label }) => label !== '').map((wire) => wireLabel(wire, move, colors)),
    ...nodes.flatMap((node) => nodeShapes(node, move, colors, measure)),
  ];
  return {
    width: bounds.right - bounds.left,
    height: bounds.bottom - bounds.top,
    background: colors.background,
    shapes,
  };
}

function boundsOf(nodes: readonly PictureNode[], wires: readonly PictureWire[]) {
  const points = [
    ...nodes.flatMap(({ place: { x, y } }) => [
      { x, y },
      { x: x + nodeWidth, y: y + nodeHeight },
    ]),
    ...wires.flatMap(({ path, labelPlace }) => [...pointsOf(path), labelPlace]),
  ];
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const least = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), -Infinity);
  if (points.length === 0) return { left: 0, top: 0, right: 2 * margin, bottom: 2 * margin };
  return {
    left: least(xs) - margin,
    top: least(ys) - margin,
    right: most(xs) + margin,
    bottom: most(ys) + margin,
  };
}

/** Paths hold absolute places only: M, L, C and Q have pairs parted by a comma; H and V, between such pairs, have one number. */
const pair = /(-?[\d.]+),(-?[\d.]+)/g;
const step = /([HV])(-?[\d.]+)|(-?[\d.]+),(-?[\d.]+)/g;
const pointsOf = (path: string): readonly Point[] =>
  [...path.matchAll(pair)].map(([, x, y]) => ({ x: Number(x), y: Number(y) }));
const movePath = (path: string, by: Point): string =>
  path.replace(step, (_, axis: string | undefined, along: string, x: string, y: string) => {
    const moved = (value: string, distance: number) =>
      String(Math.round((Number(value) + distance) * 10) / 10);
    return axis === undefined
      ? `${moved(x, by.x)},${moved(y, by.y)}`
      : `${axis}${moved(along, axis === 'H' ? by.x : by.y)}`;
  });

/** Above the wire, as on the canvas. */
function wireLabel({ label, labelPlace }: PictureWire, move: Point, colors: PictureColors): Shape {
  return {
    kind: 'text',
    x: labelPlace.x + move.x,
    y: labelPlace.y + move.y - 6,
    text: label,
    size: 10,
    color: colors.dim,
    anchor: 'middle',
    mono: true,
    halo: colors.background,
  };
}

function nodeShapes(
  node: PictureNode,
  move: Point,
  colors: PictureColors,
  measure: Measure,
): readonly Shape[] {
  const [x, y] = [node.place.x + move.x, node.place.y + move.y];
  const faded = node.disabled ? { opacity: 0.55 } : {};
  const [left, right] = [x + 13, x + nodeWidth - 11];
  const numbersWidth =
    node.numbers === '' ? 0 : measure(node.numbers, { size: 11, mono: true }) + 6;
  const nameLook = { size: 13, bold: true } as const;
  const parametersWidth =
    node.parameters === '' ? 0 : measure(node.parameters, { size: 11, mono: true }) + 6;
  const shown = (text: string, width: number, look: Parameters<Measure>[1]) =>
    shorten(text, width, (part) => measure(part, look));
  const text = (
    content: string,
    at: { x: number; y: number; anchor: 'start' | 'end' },
    look: { size: number; color: string; bold?: boolean; mono?: boolean },
  ): readonly Shape[] =>
    content === '' ? [] : [{ kind: 'text', text: content, ...at, ...look, ...faded }];
  const inside = right - left;
  return [
    {
      kind: 'rectangle',
      x,
      y,
      width: nodeWidth,
      height: nodeHeight,
      radius: 10,
      fill: colors.raised,
      stroke: node.disabled ? colors.control : colors.line,
      dashed: node.disabled,
    },
    {
      kind: 'rectangle',
      x: x - 1,
      y: y + 10,
      width: 3,
      height: nodeHeight - 20,
      radius: 1.5,
      fill: colors.categories[node.category] ?? colors.control,
      stroke: null,
    },
    ...text(
      shown(node.name, inside - numbersWidth, nameLook),
      { x: left, y: y + 20, anchor: 'start' },
      { ...nameLook, color: colors.text },
    ),
    ...text(
      node.numbers,
      { x: right, y: y + 20, anchor: 'end' },
      { size: 11, mono: true, color: colors.dim },
    ),
    ...text(
      shown(node.label, inside, { size: 11 }),
      { x: left, y: y + 35, anchor: 'start' },
      { size: 11, color: colors.faint },
    ),
    ...(node.thumbnail
      ? [
          {
            kind: 'picture' as const,
            x: left,
            y: y + 43,
            width: inside,
            height: 42,
            picture: node.thumbnail,
          },
        ]
      : []),
    ...text(
      shown(node.shape, inside - parametersWidth, { size: 11, mono: true }),
      { x: left, y: y + 102, anchor: 'start' },
      { size: 11, mono: true, color: colors.dim },
    ),
    ...text(
      node.parameters,
      { x: right, y: y + 102, anchor: 'end' },
      { size: 11, mono: true, color: colors.dim },
    ),
  ];
}

/** The text, or as much of it as fits with an ellipsis behind it. */
export function shorten(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text;
  const letters = [...text];
  let count = letters.length;
  while (count > 0 && measure(`${letters.slice(0, count).join('')}…`) > width) count--;
  return count === 0 ? '' : `${letters.slice(0, count).join('').trimEnd()}…`;
}
