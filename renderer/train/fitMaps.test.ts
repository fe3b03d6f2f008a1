import { describe, expect, it } from 'vitest';
import { balancedColumns, cellHeight, columnsOf, fittingSize } from './fitMaps.ts';

const maps = (channels: number, width: number, samples = 1) => ({
  channels,
  height: width,
  width,
  samples,
});
const room = { width: 560, height: 190 };

describe('the size of maps', () => {
  it('shows all of a few maps as large as they fit', () => {
    const size = fittingSize(maps(6, 28), room);
    expect(size).toBe(84);
    expect(columnsOf(room.width, size)).toBe(6);
  });
  it('uses several rows where that makes them larger', () => {
    const size = fittingSize(maps(16, 10), room);
    const rows = Math.ceil(16 / columnsOf(room.width, size));
    expect(rows).toBe(2);
    expect(rows * (cellHeight(maps(16, 10), size) + 6)).toBeLessThanOrEqual(room.height + 6);
    expect(size % 10).toBe(0);
  });
  it('leaves room for a second sample', () => {
    const size = fittingSize(maps(6, 28, 2), room);
    expect(cellHeight(maps(6, 28, 2), size)).toBeLessThanOrEqual(room.height);
  });
  it('fills rows evenly', () => {
    expect(balancedColumns(6, 5)).toBe(3);
    expect(balancedColumns(6, 8)).toBe(6);
    expect(balancedColumns(16, 7)).toBe(6);
    expect(balancedColumns(1, 9)).toBe(1);
    expect(balancedColumns(512, 14)).toBe(14);
  });
  it('is never too small to be seen, and then scrolls', () => {
    expect(fittingSize(maps(512, 7), room)).toBeGreaterThanOrEqual(35);
    expect(fittingSize(maps(1, 224), room)).toBeLessThanOrEqual(200);
  });
});
