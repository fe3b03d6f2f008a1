/** The mathematics of the pictures: where values and marks stand on a logarithmic axis. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chart, logScale, logTicks } from './chart.ts';

const positive = fc.double({ min: 1e-4, max: 1e5, noNaN: true });

describe('logTicks', () => {
  it('encloses what is measured with as few marks as it takes', () => {
    expect(logTicks(0.31, 4.2)).toEqual([0.2, 0.5, 1, 2, 5]);
    expect(logTicks(1, 10)).toEqual([1, 2, 5, 10]);
    expect(logTicks(0.03, 0.03)).toEqual([0.02, 0.05]);
  });
  it('has its first and last mark just outside of any two values', () => {
    fc.assert(
      fc.property(positive, positive, (a, b) => {
        const [least, greatest] = [Math.min(a, b), Math.max(a, b)];
        const ticks = logTicks(least, greatest);
        expect(ticks.length).toBeGreaterThan(1);
        expect(ticks[0]).toBeLessThanOrEqual(least);
        expect(ticks[1]).toBeGreaterThan(least);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(greatest);
        if (ticks.length > 2) expect(ticks.at(-2)).toBeLessThan(greatest);
      }),
    );
  });
});

describe('logScale', () => {
  it('puts equal ratios at equal distances', () => {
    const scale = logScale([1, 1000], [30, 330]);
    expect([1, 10, 100, 1000].map(scale)).toEqual([30, 130, 230, 330]);
    expect(logScale([1, 100], [200, 0])(10)).toBeCloseTo(100, 10);
  });
});

describe('chart', () => {
  it('draws every point where its value is, and says what might be read as markup', () => {
    const series = [
      { name: 'a < b & c', color: 0, points: [1, 10, 100].map((x) => ({ x, y: x })) },
    ];
    const svg = chart([{ title: 't', xLabel: 'x', yLabel: 'y', xTicks: [1, 10, 100], series }]);
    const dots = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)" r="3"/g)];
    const [xs, ys] = [1, 2].map((i) => dots.map((dot) => Number(dot[i])));
    expect(xs).toHaveLength(3);
    // Equal steps on both axes: a straight line to the upper right.
    expect(xs?.[2]).toBeCloseTo(2 * (xs?.[1] ?? 0) - (xs?.[0] ?? 0), 0);
    expect(ys?.[2]).toBeCloseTo(2 * (ys?.[1] ?? 0) - (ys?.[0] ?? 0), 0);
    expect(ys?.[2]).toBeLessThan(ys?.[0] ?? 0);
    expect(svg).toContain('a &lt; b &amp; c');
  });
});
