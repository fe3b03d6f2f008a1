/** Places of a long drawing from left to right in; the same in rows below each other, broken where one wire goes on, out. */
import type { Places } from './layout.ts';

/** So many layers side by side are never broken; rows of more are made about as wide as a screen is for its height. */
const narrow = 7;
const proportion = 1.25;
/** Pixels between rows. */
const gap = 100;

interface Drawing {
  readonly places: Places;
  /** From node to node. */
  readonly wires: readonly { readonly from: string; readonly to: string }[];
  /** Of a node, in pixels. */
  readonly height: number;
}

/** A row ends only where a single wire goes on, so that branches stay together; what cannot be broken stays long. */
export function inRows({ places, wires, height }: Drawing): Places {
  const xs = [...new Set(Object.values(places).map(({ x }) => x))].sort((a, b) => a - b);
  const layerAt = new Map(xs.map((x, layer) => [x, layer]));
  const layerOf = (id: string): number => layerAt.get(places[id]?.x ?? Number.NaN) ?? 0;
  const starts = rowStarts(xs.length, breaks(xs.length, wires, layerOf));
  const moved: Record<string, { readonly x: number; readonly y: number }> = {};
  let top = 0;
  for (const [row, start] of starts.entries()) {
    const end = starts[row + 1] ?? xs.length;
    const inside = Object.entries(places).filter(([id]) => {
      const layer = layerOf(id);
      return layer >= start && layer < end;
    });
    const ys = inside.map(([, { y }]) => y);
    const [least, most] = [Math.min(...ys), Math.max(...ys)];
    const left = xs[start] ?? 0;
    for (const [id, { x, y }] of inside) moved[id] = { x: x - left, y: y - least + top };
    top += most - least + height + gap;
  }
  return moved;
}

/** Layers in front of which a row may begin. */
function breaks(
  layers: number,
  wires: Drawing['wires'],
  layerOf: (id: string) => number,
): ReadonlySet<number> {
  /** By layer, the wires that lead to it or over it. */
  const crossing = new Uint32Array(layers);
  for (const { from, to } of wires)
    for (let layer = layerOf(from) + 1; layer <= layerOf(to); layer++)
      crossing[layer] = (crossing[layer] ?? 0) + 1;
  return new Set([...crossing.keys()].filter((layer) => crossing[layer] === 1));
}

/** Of about equal length, or a little longer where the last row would be short. */
function rowStarts(layers: number, possible: ReadonlySet<number>): readonly number[] {
  const widest = Math.max(narrow, Math.round(proportion * Math.sqrt(layers)));
  const length = Math.ceil(layers / Math.max(1, Math.ceil(layers / widest)));
  const starts = [0];
  for (let start = 0; layers - start > length + length / 4; ) {
    const near = [...possible].filter((layer) => layer > start + length / 2);
    const next = near.findLast((layer) => layer <= start + length) ?? near[0];
    if (next === undefined) break;
    starts.push(next);
    start = next;
  }
  return starts;
}
