/** Which results tiles of four compute, and which are summed directly. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Pair } from '../geometry.ts';
import { costOf, cutEdges, type Plane } from './edges.ts';

const square = (source: number, result: number, before: number): Plane => ({
  ...{ source: [source, source], result: [result, result] },
  before: [before, before],
});

test('whole tiles have no strips', () => {
  expect(cutEdges(square(12, 12, 1))).toEqual({ core: [12, 12], strips: [] });
});

test('one row and one column beyond whole tiles are summed over the taps that meet data', () => {
  expect(cutEdges(square(11, 13, 2))).toEqual({
    core: [12, 12],
    strips: [
      { first: [0, 12], size: [13, 1], taps: [3, 1] },
      { first: [12, 0], size: [1, 12], taps: [1, 3] },
    ],
  });
});

test('three rows beyond whole tiles are a tile', () => {
  expect(cutEdges(square(13, 11, 0))).toEqual({ core: [11, 11], strips: [] });
});

test('every result is computed once, and no division costs more than tiles alone', () => {
  const pair = (min: number, max: number): fc.Arbitrary<Pair> =>
    fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));
  const plane = fc.record({ source: pair(1, 20), result: pair(1, 20), before: pair(-2, 3) });
  fc.assert(
    fc.property(plane, (given) => {
      const edges = cutEdges(given);
      const times = Array.from({ length: given.result[0] }, () => Array(given.result[1]).fill(0));
      const parts = [{ first: [0, 0] as Pair, size: edges.core }, ...edges.strips];
      for (const { first, size } of parts)
        for (let y = 0; y < size[0]; y++)
          for (let x = 0; x < size[1]; x++) times[first[0] + y]![first[1] + x]++;
      expect(times.flat().every((count) => count === 1)).toBe(true);
      expect(costOf(edges)).toBeLessThanOrEqual(costOf({ core: given.result, strips: [] }));
    }),
  );
});
