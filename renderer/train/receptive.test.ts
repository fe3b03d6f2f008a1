import { describe, expect, it } from 'vitest';
import { inputRectangle } from './receptive.ts';

const field = (size: number, stride: number, offset: number) => [
  { size, stride, offset },
  { size, stride, offset },
];
const input = { height: 28, width: 28 };

describe('what a pixel sees of the input', () => {
  it('is the window of a valid 5×5 convolution', () => {
    // The first output sees pixels 0 to 4: its centre is pixel 2.
    expect(inputRectangle(field(5, 1, 2), { row: 0, column: 3 }, input)).toEqual({
      top: 0,
      left: 3,
      height: 5,
      width: 5,
    });
  });
  it('moves by the stride behind a pooling', () => {
    // 5×5 then 2×2 at stride 2: 6 pixels around 2.5.
    expect(inputRectangle(field(6, 2, 2.5), { row: 1, column: 11 }, input)).toEqual({
      top: 2,
      left: 22,
      height: 6,
      width: 6,
    });
  });
  it('ends where the input ends', () => {
    expect(inputRectangle(field(3, 1, 0), { row: 0, column: 27 }, input)).toEqual({
      top: 0,
      left: 26,
      height: 2,
      width: 2,
    });
  });
  it('is everything where every value counts', () => {
    expect(inputRectangle(null, { row: 3, column: 3 }, input)).toEqual({
      top: 0,
      left: 0,
      height: 28,
      width: 28,
    });
  });
});
