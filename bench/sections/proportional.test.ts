/** From which size on cost grows in proportion. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { proportionalFrom } from './proportional.ts';

const sizes = [1, 2, 4, 8, 16, 32, 64];

describe('proportionalFrom', () => {
  it('finds where a fixed cost has become a quarter of the whole', () => {
    // 4 + x: at 64 a unit costs 1.0625, at 8 1.5, at 16 1.25.
    expect(proportionalFrom(sizes.map((x) => ({ x, y: 4 + x })))).toBe(16);
  });
  it('is the first size where cost is in proportion throughout, whatever a unit costs', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (cost) => {
        expect(proportionalFrom(sizes.map((x) => ({ x, y: cost * x })))).toBe(1);
      }),
    );
  });
  it('has no such size where the largest is dear again', () => {
    const costs = sizes.map((x) => ({ x, y: x === 64 ? 128 : x }));
    expect(proportionalFrom(costs)).toBeNull();
  });
});
