/** Matrix products of every shape class against f64 loops, on every target, in every order of units. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDot, type EpilogueName, sameBits } from '../../../testing/contractionCases.ts';
import { hostTargets } from '../../../testing/runTasks.ts';

/** Rounding of a sum of k products of values in [-1, 1): relative to the largest result. */
const boundOf = (k: number) => 3e-6 * Math.max(1, Math.sqrt(k / 2000));
const shapes: readonly (readonly [batch: number, m: number, n: number, k: number])[] = [
  [1, 1, 1, 1],
  [1, 1, 10, 128],
  [1, 32, 10, 128],
  [1, 32, 128, 784],
  [1, 7, 13, 5],
  [1, 6, 8, 4],
  [1, 5, 1, 33],
  [1, 64, 3, 17],
  [3, 9, 20, 11],
  [2, 13, 12, 1],
  [1, 10, 16, 12000],
  [1, 19, 5, 20011],
  [2, 3, 12, 30001],
  [1, 100, 90, 70],
  [71, 20, 24, 40],
];
const transposes = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const;

describe.each(hostTargets)('dot with $relaxedMadd', (target) => {
  it.each(shapes)('[%i, %i, %i] with k %i', (batch, m, n, k) => {
    for (const [transposeA, transposeB] of transposes) {
      const shape = { batch, m, n, k, transposeA, transposeB };
      for (const epilogue of ['identity', 'bias relu', 'residual and mask'] as const) {
        const up = compareDot(shape, epilogue, target);
        expect(up.error).toBeLessThan(boundOf(k));
        if (epilogue !== 'bias relu') continue;
        const down = compareDot(shape, epilogue, target, { order: 'descending' });
        expect(sameBits(down.result, up.result)).toBe(true);
      }
    }
  });

  it('random shapes', () => {
    const size = fc.integer({ min: 1, max: 40 });
    const epilogue = fc.constantFrom<EpilogueName>('identity', 'bias relu', 'tanh of scaled');
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.tuple(size, size, size),
        fc.boolean(),
        fc.boolean(),
        epilogue,
        (batch, [m, n, k], transposeA, transposeB, name) => {
          const shape = { batch, m, n, k, transposeA, transposeB };
          expect(compareDot(shape, name, target).error).toBeLessThan(boundOf(k));
        },
      ),
      { numRuns: 60, seed: 3 },
    );
  });
});
