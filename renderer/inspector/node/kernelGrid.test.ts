import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gatherKernel, kernelGrid } from './kernelGrid.ts';

describe('the grid', () => {
  test('has a picture for each filter of a grey input', () => {
    const grid = kernelGrid([5, 5, 1, 6], 276, false);
    expect(grid).toMatchObject({ filters: 6, inputs: 1, matrix: false });
    expect(grid.tiles.map(({ filter }) => filter)).toEqual([0, 1, 2, 3, 4, 5]);
  });
  test('has a picture in colours for each filter of a coloured input', () => {
    const grid = kernelGrid([3, 3, 3, 16], 276, true);
    expect(grid.tiles.every(({ input }) => input === null)).toBe(true);
    expect(grid.tiles.length).toBe(16);
  });
  test('is a table of inputs and filters else, and never too large', () => {
    const grid = kernelGrid([3, 3, 64, 128], 276, false);
    expect(grid).toMatchObject({ filters: 16, inputs: 8, matrix: true });
  });

  const sizes = fc.tuple(
    fc.integer({ min: 1, max: 11 }),
    fc.integer({ min: 1, max: 11 }),
    fc.integer({ min: 1, max: 70 }),
    fc.integer({ min: 1, max: 300 }),
  );
  test('stays inside its box, and its pictures apart', () => {
    fc.assert(
      fc.property(
        sizes,
        fc.integer({ min: 200, max: 460 }),
        fc.boolean(),
        (shape, width, color) => {
          const grid = kernelGrid(shape, width, color && shape[2] === 3);
          const corners = new Set<string>();
          for (const { box } of grid.tiles) {
            expect(box.x + box.width).toBeLessThanOrEqual(width);
            expect(box.y + box.height).toBeLessThanOrEqual(grid.height);
            corners.add(`${box.x} ${box.y}`);
          }
          expect(corners.size).toBe(grid.tiles.length);
        },
      ),
    );
  });
});

describe('gathering', () => {
  // [2, 1, 3, 2]: the number says where it stands.
  const shape = [2, 1, 3, 2];
  const values = [0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121];
  test('takes one input of one filter', () => {
    expect([...gatherKernel(values, shape, { input: 2, filter: 1 })]).toEqual([21, 121]);
  });
  test('takes three planes, one after the other', () => {
    expect([...gatherKernel(values, shape, { input: null, filter: 0 })]).toEqual([
      0, 100, 10, 110, 20, 120,
    ]);
  });
  test('knows that a large kernel comes with its first filters only', () => {
    const first = values.filter((_, i) => i % 2 === 0);
    expect([...gatherKernel(first, shape, { input: 1, filter: 0 })]).toEqual([10, 110]);
    expect([...gatherKernel(first, shape, { input: 1, filter: 1 })]).toEqual([
      Number.NaN,
      Number.NaN,
    ]);
  });
});
