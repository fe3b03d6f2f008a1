/** The colours a map should have, worked out here from d3's interpolators and not by the window's own tables. */
import { interpolateRdBu, interpolateViridis } from 'd3-scale-chromatic';

type Color = readonly [number, number, number];
const interpolators: Readonly<Record<string, (t: number) => string>> = {
  viridis: interpolateViridis,
  diverging: (t) => interpolateRdBu(1 - t),
};

function parse(text: string): Color {
  const numbers = text.startsWith('#')
    ? [1, 3, 5].map((at) => Number.parseInt(text.slice(at, at + 2), 16))
    : (text.match(/\d+/g) ?? []).map(Number);
  return [numbers[0] ?? -1, numbers[1] ?? -1, numbers[2] ?? -1];
}

const tables = new Map<string, readonly Color[]>();
/** 256 colours, the lowest value first. */
export function tableOf(map: string): readonly Color[] {
  const interpolate = interpolators[map];
  if (!interpolate) throw new Error(`No such colour map: ${map}.`);
  const table =
    tables.get(map) ?? Array.from({ length: 256 }, (_, i) => parse(interpolate(i / 255)));
  tables.set(map, table);
  return table;
}

/**
 * How far a pixel is from the colour of `value`, in 1/255 of the scale from `minimum` to `maximum`; Infinity when the map
 * has no such colour within `reach` steps.
 */
export function distance(
  pixel: ArrayLike<number>,
  value: number,
  { minimum, maximum, map }: { minimum: number; maximum: number; map: string },
  reach = 3,
): number {
  const table = tableOf(map);
  const exact = (255 * (value - minimum)) / (maximum - minimum);
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = Math.floor(exact) - reach; i <= Math.ceil(exact) + reach; i++) {
    const color = table[Math.min(255, Math.max(0, i))] as Color;
    if (color.every((part, at) => part === pixel[at])) {
      nearest = Math.min(nearest, Math.abs(exact - i));
    }
  }
  return nearest;
}
