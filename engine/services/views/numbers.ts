/** Takes the numbers of a value; gives what pictures of it are made from: range, histogram, planes of channels. */
import type { TensorData } from '../../backends/types.ts';
import type { Histogram, Range } from './types.ts';

export const histogramBins = 48;
/** Most numbers that the strip of a vector shows in a node. */
const longestStrip = 256;

/** Values as f32: the loops below are fast for one kind of array alone. */
export function asFloats(values: TensorData): Float32Array {
  return values instanceof Float32Array ? values : Float32Array.from(values);
}

/** The finite numbers of a value, and the smallest and largest of them: 0 and 0 where there are none. */
export interface Survey {
  readonly numbers: Float32Array;
  readonly range: Range;
}
export function survey(numbers: Float32Array): Survey {
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  // 0 for a finite number, NaN for any other.
  let odd = 0;
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i] as number;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
    odd += value - value;
  }
  if (odd !== 0) return survey(numbers.filter(Number.isFinite));
  if (minimum > maximum) return { numbers, range: { minimum: 0, maximum: 0 } };
  return { numbers, range: { minimum, maximum } };
}

export function unite(a: Range, b: Range): Range {
  return {
    minimum: Math.min(a.minimum, b.minimum),
    maximum: Math.max(a.maximum, b.maximum),
  };
}

/** Four histograms side by side: numbers that follow each other often fall into one bin, whose counting would wait. */
const side = 64;
const bins = new Int32Array(4 * side);

/** Counts in equal bins from the smallest number to the largest. */
export function histogramOf({ numbers, range: { minimum, maximum } }: Survey): Histogram {
  bins.fill(0);
  const scale = maximum > minimum ? histogramBins / (maximum - minimum) : 0;
  const fours = numbers.length - (numbers.length % 4);
  for (let i = 0; i < fours; i += 4) {
    const a = (((numbers[i] as number) - minimum) * scale) | 0;
    const b = ((((numbers[i + 1] as number) - minimum) * scale) | 0) + side;
    const c = ((((numbers[i + 2] as number) - minimum) * scale) | 0) + 2 * side;
    const d = ((((numbers[i + 3] as number) - minimum) * scale) | 0) + 3 * side;
    bins[a] = (bins[a] as number) + 1;
    bins[b] = (bins[b] as number) + 1;
    bins[c] = (bins[c] as number) + 1;
    bins[d] = (bins[d] as number) + 1;
  }
  for (let i = fours; i < numbers.length; i++) {
    const bin = (((numbers[i] as number) - minimum) * scale) | 0;
    bins[bin] = (bins[bin] as number) + 1;
  }
  const counts = Array.from({ length: histogramBins + 1 }, (_, bin) =>
    [0, 1, 2, 3].reduce((sum, part) => sum + (bins[part * side + bin] as number), 0),
  );
  // The largest number itself lies on the end of the last bin.
  const beyond = counts.pop() ?? 0;
  counts[histogramBins - 1] = (counts[histogramBins - 1] as number) + beyond;
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
  values: Float32Array,
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
