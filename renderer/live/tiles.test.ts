import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barHeights, columnEdges, largest, planeTiles, stripCells } from './tiles.ts';

describe('tiles of planes', () => {
  it('stand side by side in the middle of the box', () => {
    const tiles = planeTiles(3, { width: 28, height: 28 }, { width: 122, height: 42 }, 2);
    expect(tiles.map(({ x }) => x)).toEqual([0, 41, 82]);
    expect(tiles[0]).toEqual({ x: 0, y: 1, width: 39, height: 39 });
  });
  it('take whole pixels a value where that costs little', () => {
    const [tile] = planeTiles(1, { width: 5, height: 5 }, { width: 100, height: 42 }, 2);
    expect(tile).toMatchObject({ width: 40, height: 40 });
  });
  it('never leave the box and never overlap', () => {
    const size = fc.integer({ min: 1, max: 300 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), size, size, (count, width, height) => {
        const box = { width: 122, height: 42 };
        const tiles = planeTiles(count, { width, height }, box, 2);
        tiles.forEach((tile, i) => {
          expect(tile.x).toBeGreaterThanOrEqual(-1);
          expect(tile.x + tile.width).toBeLessThanOrEqual(box.width + 1);
          expect(tile.y + tile.height).toBeLessThanOrEqual(box.height);
          const next = tiles[i + 1];
          if (next) expect(next.x).toBe(tile.x + tile.width + 2);
        });
      }),
    );
  });
  it('are none for empty values', () => {
    expect(planeTiles(3, { width: 0, height: 4 }, { width: 10, height: 10 }, 1)).toEqual([]);
  });
});

describe('strips, columns and bars', () => {
  it('make cells that hold every number and waste less than a row', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), (count) => {
        const { columns, rows } = stripCells(count, { width: 122, height: 42 });
        expect(columns * rows).toBeGreaterThanOrEqual(count);
        expect(columns * (rows - 1)).toBeLessThan(count);
      }),
    );
    expect(stripCells(0, { width: 122, height: 42 })).toEqual({ columns: 0, rows: 0 });
    expect(stripCells(10, { width: 100, height: 10 })).toEqual({ columns: 10, rows: 1 });
  });
  it('fill the width without holes', () => {
    expect(columnEdges(3, 10)).toEqual([0, 3, 7, 10]);
  });
  it('keep rare values in sight', () => {
    expect(barHeights([0, 1, 100])).toEqual([0, 0.1, 1]);
    expect(barHeights([0, 0])).toEqual([0, 0]);
  });
  it('find the largest, equal ones in order', () => {
    expect(largest([1, 5, 5, 0], 3)).toEqual([1, 2, 0]);
  });
});
