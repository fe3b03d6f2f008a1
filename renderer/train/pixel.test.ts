import { describe, expect, it } from 'vitest';
import { moved, pixelAt } from './pixel.ts';

const size = { height: 24, width: 20, channels: 6 };
const pixel = { node: 'a', sample: 0, channel: 2, row: 0, column: 19 };

describe('the pixel that is pointed at', () => {
  it('is found from a point of the screen', () => {
    const box = { left: 100, top: 50, width: 40, height: 48 };
    expect(pixelAt(box, { x: 100, y: 50 }, size)).toEqual({ row: 0, column: 0 });
    expect(pixelAt(box, { x: 139.9, y: 97.9 }, size)).toEqual({ row: 23, column: 19 });
    expect(pixelAt(box, { x: 140, y: 60 }, size)).toBeNull();
    expect(pixelAt({ ...box, width: 0 }, { x: 100, y: 50 }, size)).toBeNull();
  });
  it('moves by keys and stays within the maps', () => {
    expect(moved(pixel, 'ArrowDown', false, size)?.row).toBe(1);
    expect(moved(pixel, 'ArrowDown', true, size)?.row).toBe(5);
    expect(moved(pixel, 'ArrowUp', false, size)?.row).toBe(0);
    expect(moved(pixel, 'ArrowRight', false, size)?.column).toBe(19);
    expect(moved(pixel, 'PageDown', false, size)?.channel).toBe(3);
    expect(moved(pixel, 'End', false, size)?.channel).toBe(5);
    expect(moved(pixel, 'a', false, size)).toBeNull();
  });
});
