/** Slice of a constant: ranges of its axes in, the elements in them out. */
import type { Call } from './call.ts';
import { type Constant, countOf, type Extent, integersOf, Unsupported } from './values.ts';

type Elements = NonNullable<Constant['elements']>;
/** A longer axis belongs to weights, not to sizes. */
const LONGEST_AXIS = 2 ** 16;

/** Of every axis that is named a range with a step; up to version 9 the ranges are attributes. */
export function slice(call: Call, data: Constant): Constant {
  const { shape, elements } = data;
  if (elements === null) throw new Unsupported('a slice of a constant');
  const starts = call.ints('starts', 1) ?? [];
  const ends = call.ints('ends', 2) ?? [];
  const axes = call.ints('axes', 3) ?? starts.map((_, i) => i);
  const steps = call.value(4) ? integersOf(call.constant(4) as Constant) : starts.map(() => 1);
  const ranges = shape.map((size) =>
    Array.from({ length: Math.min(size, LONGEST_AXIS) }, (_, i) => i),
  );
  if (shape.some((size) => size > LONGEST_AXIS))
    throw new Unsupported('a slice of a long constant');
  for (const [i, axis] of axes.entries()) {
    const place = call.axis(axis, shape.length);
    const [start, end, step] = [starts[i], ends[i], steps[i]];
    if (start === undefined || end === undefined || !step)
      throw call.malformed(`${call.who} has unusable ranges`);
    ranges[place] = rangeOf(shape[place] as number, start, end, step);
  }
  call.network.spend(ranges.reduce((count, { length }) => count * length, 1));
  return picked(data, elements, ranges);
}
/** Numbers of the elements from `start` to before `end`; negative ones count from the end. */
function rangeOf(size: number, start: number, end: number, step: number): number[] {
  const bounded = (n: number, least: number, most: number) =>
    Math.max(least, Math.min(most, n < 0 ? n + size : n));
  const [first, last] =
    step > 0
      ? [bounded(start, 0, size), bounded(end, 0, size)]
      : [bounded(start, -1, size - 1), bounded(end, -1, size - 1)];
  const length = Math.max(0, Math.ceil((last - first) / step));
  return Array.from({ length }, (_, i) => first + i * step);
}
function picked(
  data: Constant,
  elements: Elements,
  ranges: readonly (readonly number[])[],
): Constant {
  const { shape } = data;
  let places = [0];
  for (const [axis, range] of ranges.entries()) {
    const stride = countOf(shape.slice(axis + 1));
    places = places.flatMap((place) => range.map((i) => place + i * stride));
  }
  const found = places.map((place) => elements[place] as Extent);
  return {
    kind: 'constant',
    shape: ranges.map(({ length }) => length),
    elements: elements instanceof Float32Array ? Float32Array.from(found as number[]) : found,
  };
}
