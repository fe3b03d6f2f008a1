import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { channelsShown, histogramOf, planeSize, survey, unite, writePlanes } from './numbers.ts';
import { weightView } from './weights.ts';

const numbers = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { maxLength: 200 });

describe('ranges and histograms', () => {
  it('hold every finite number', () => {
    fc.assert(
      fc.property(numbers, (list) => {
        const values = Float32Array.from(list);
        const { range } = survey(values);
        for (const value of values) {
          expect(value).toBeGreaterThanOrEqual(range.minimum);
          expect(value).toBeLessThanOrEqual(range.maximum);
        }
        const { counts, minimum, maximum } = histogramOf(survey(values));
        expect({ minimum, maximum }).toEqual(range);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
      }),
    );
  });
  it('leave out what is not a number, and infinities', () => {
    const values = Float32Array.of(Number.NaN, 1, Number.POSITIVE_INFINITY, 3, -Infinity, 2);
    const { range, numbers } = survey(values);
    expect([...numbers]).toEqual([1, 3, 2]);
    expect(range).toEqual({ minimum: 1, maximum: 3 });
    const { counts } = histogramOf(survey(values));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3);
    expect([counts[0], counts[24], counts[47]]).toEqual([1, 1, 1]);
    expect(survey(Float32Array.of(Number.NaN)).range).toEqual({ minimum: 0, maximum: 0 });
    expect(survey(new Float32Array(0)).range).toEqual({ minimum: 0, maximum: 0 });
  });
  it('put a single value into one bin', () => {
    const values = Float32Array.of(5, 5, 5);
    expect(Math.max(...histogramOf(survey(values)).counts)).toBe(3);
  });
  it('of two looks hold both', () => {
    const both = unite({ minimum: 0, maximum: 2 }, { minimum: -1, maximum: 1 });
    expect(both).toEqual({ minimum: -1, maximum: 2 });
  });
});

describe('the channels shown', () => {
  it.each([
    [[28, 28, 1], [0]],
    [
      [8, 8, 2],
      [0, 1],
    ],
    [
      [32, 32, 3],
      [0, 1, 2],
    ],
    [
      [14, 14, 16],
      [0, 5, 10],
    ],
    [[], [0]],
  ] as const)('of %j in a node are %j', (shape, channels) => {
    expect(channelsShown(shape, 'thumbnail')).toEqual(channels);
  });
  it('of a vector are at most 256 places, and all in full', () => {
    expect(channelsShown([120], 'thumbnail')).toHaveLength(120);
    const strip = channelsShown([1000], 'thumbnail');
    expect(strip).toHaveLength(256);
    expect([strip[0], strip.at(-1)]).toEqual([0, 996]);
    expect([...strip].sort((a, b) => a - b)).toEqual(strip);
    expect(channelsShown([1000], 'full')).toHaveLength(1000);
    expect(channelsShown([4, 4, 64], 'full')).toHaveLength(64);
  });
  it('become planes one after the other', () => {
    const shape = [2, 3, 4];
    const values = Float32Array.from({ length: 24 }, (_, i) => i);
    const out = new Float32Array(2 * planeSize(shape));
    writePlanes(values, shape, [1, 3], out);
    expect([...out]).toEqual([1, 5, 9, 13, 17, 21, 3, 7, 11, 15, 19, 23]);
    const vector = new Float32Array(2);
    writePlanes(Float32Array.of(7, 8, 9), [3], [0, 2], vector);
    expect([...vector]).toEqual([7, 9]);
    const scalar = new Float32Array(1);
    writePlanes(Float32Array.of(7), [], [0], scalar);
    expect([...scalar]).toEqual([7]);
  });
});

describe('a weight', () => {
  const weight = { node: 'a', name: 'kernel', shape: [2, 2] };
  it('is shown with its mean and deviation, and a range that does not shrink', () => {
    const view = weightView(weight, Float32Array.of(1, 2, 3, 6), { minimum: -4, maximum: 2 });
    expect(view).toMatchObject({ mean: 3, range: { minimum: -4, maximum: 6 } });
    expect(view.deviation).toBeCloseTo(Math.sqrt(14 / 4), 12);
    expect(view.histogram).toMatchObject({ minimum: 1, maximum: 6 });
  });
  it('that is large shows its first filters, row by row', () => {
    const shape = [3, 3, 64, 512];
    const values = Float32Array.from({ length: 3 * 3 * 64 * 512 }, (_, i) => i % 512);
    const view = weightView({ node: 'a', name: 'kernel', shape }, values, undefined);
    const filters = Math.floor(65_536 / 576);
    expect(view.values).toHaveLength(576 * filters);
    expect([...view.values.slice(0, filters)]).toEqual(
      Array.from({ length: filters }, (_, i) => i),
    );
    expect(view.values[filters]).toBe(0);
  });
  it('of very long filters shows the beginning of the first', () => {
    const values = new Float32Array(100_000 * 4).map((_, i) => i % 4);
    const view = weightView({ node: 'a', name: 'w', shape: [100_000, 4] }, values, undefined);
    expect(view.values).toHaveLength(65_536);
    expect(Math.max(...view.values)).toBe(0);
  });
});
