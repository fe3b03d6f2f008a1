/** Takes the numbers of a value; gives what pictures of it are made from: range, histogram, planes of channels. */
import type { TensorData } from '../../backends/types.ts';
import type { Histogram, Range } from './types.ts';

export const histogramBins = 48;
/** Most numbers that the strip of a vector shows in a node. */
const longestStrip = 256;

/** Smallest and largest of the finite numbers; 0 and 0 where there are none. */
export function rangeOf(values: TensorData): Range {
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value < minimum && value !== Number.NEGATIVE_INFINITY) minimum = value;
    if (value > maximum && value !== Number.POSITIVE_INFINITY) maximum = value;
  }
  return minimum <= maximum ? { minimum, maximum } : { minimum: 0, maximum: 0 };
}

export function unite(a: Range, b: Range): Range {
  return {
    minimum: Math.min(a.minimum, b.minimum),
    maximum: Math.max(a.maximum, b.maximum),
  };
}

/** Counts of the finite numbers in equal bins over `range`, which must be theirs. */
export function histogramOf(values: TensorData, { minimum, maximum }: Range): Histogram {
  const counts = new Array<number>(histogramBins).fill(0);
  const last = histogramBins - 1;
  const scale = maximum > minimum ? histogramBins / (maximum - minimum) : 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!(value >= minimum && value <= maximum)) continue;
    const at = (value - minimum) * scale;
    const bin = at < last ? at | 0 : last;
    counts[bin] = (counts[bin] as number) + 1;
  }
  return { minimum, maximum, counts };
}

/**
 * Which channels of a value of this shape (of one sample, channels last) are shown. In a node: of maps 0, ⌊C/3⌋ and
 * ⌊2C/3⌋, spread over all filters and the same at every time (a colour picture's are red, green and blue); of a vector
 * at most 256 numbers, evenly spread. Ascending.
 */
export function channelsShown(
  shape: readonly number[],
  detail: 'thumbnail' | 'full',
): readonly number[] {
  const count = shape.at(-1) ?? 1;
  const most = shape.length <= 1 ? longestStrip : 3;
  if (detail === 'full' || count <= most) return Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: most }, (_, i) => Math.floor((i * count) / most));
}
/** Numbers in one plane. */
export function planeSize(shape: readonly number[]): number {
  return shape.slice(0, -1).reduce((product, size) => product * size, 1);
}

/** Writes the planes of these channels of a channels-last value into `out`, one after the other. */
export function writePlanes(
  values: TensorData,
  shape: readonly number[],
  channels: readonly number[],
  out: Float32Array,
): void {
  const depth = shape.at(-1) ?? 1;
  const size = planeSize(shape);
  let to = 0;
  for (const channel of channels)
    for (let i = 0, from = channel; i < size; i++, from += depth)
      out[to++] = values[from] as number;
}
