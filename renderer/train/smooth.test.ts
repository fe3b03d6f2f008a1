import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averaged, decimated, smoothed, visiblePart } from './smooth.ts';

const index = (count: number) => Float64Array.from({ length: count }, (_, i) => i);

describe('smoothing', () => {
  it('leaves values as they are at 0, and constants at any weight', () => {
    expect([...smoothed([3, 1, 2], 0)]).toEqual([3, 1, 2]);
    for (const value of smoothed(new Array(50).fill(2.5), 0.97)) expect(value).toBeCloseTo(2.5, 12);
  });
  it('is the weighted mean of everything so far', () => {
    const [first, second] = smoothed([4, 0], 0.5);
    expect(first).toBeCloseTo(4, 12);
    expect(second).toBeCloseTo((0.5 * 4) / (0.5 + 1), 12);
  });
  it('passes over what is not finite', () => {
    const out = smoothed([Number.NaN, 2, Number.POSITIVE_INFINITY, 2], 0.9);
    expect(out[0]).toBeNaN();
    expect([...out.slice(1)].map((value) => Number(value.toFixed(9)))).toEqual([2, 2, 2]);
  });
  it('stays within the values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, min: -10, max: 10 }), { minLength: 1 }),
        fc.double({ noNaN: true, min: 0, max: 0.99 }),
        (values, weight) => {
          for (const value of smoothed(values, weight)) {
            expect(value).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
            expect(value).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
          }
        },
      ),
    );
  });
});

describe('fewer points', () => {
  it('keeps short curves whole', () => {
    const { x, y } = decimated(index(8), [1, 2, 3, 4, 5, 6, 7, 8], 2);
    expect([...x]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect([...y]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
  it('loses no peak of 100,000 points, and keeps their order', () => {
    const losses = new Float64Array(100_000).fill(1);
    losses[54_321] = 9;
    losses[77_777] = -3;
    const { x, y } = decimated(index(losses.length), losses, 400);
    expect(x.length).toBeLessThanOrEqual(1600);
    expect(Math.max(...y)).toBe(9);
    expect(Math.min(...y)).toBe(-3);
    expect(x[y.indexOf(9)]).toBe(54_321);
    expect([...x]).toEqual([...x].sort((a, b) => a - b));
    expect([x[0], x.at(-1)]).toEqual([0, 99_999]);
  });
  it('keeps gaps', () => {
    const losses = new Float64Array(10_000).fill(1);
    losses[5000] = Number.NaN;
    expect([...decimated(index(10_000), losses, 20).y].some(Number.isNaN)).toBe(true);
  });
  it('averages stretches for small pictures', () => {
    expect(averaged([1, 3, 5, 7], 2)).toEqual([2, 6]);
    expect(averaged([1, 2], 5)).toEqual([1, 2]);
  });
});

describe('the part in sight', () => {
  it('has one more point on each side', () => {
    expect(visiblePart(index(100), 10, 20)).toEqual({ first: 9, end: 22 });
    expect(visiblePart(index(100), -5, 500)).toEqual({ first: 0, end: 100 });
    expect(visiblePart([], 0, 1)).toEqual({ first: 0, end: 0 });
  });
});
