import { describe, expect, it } from 'vitest';
import { cellText, isLight } from './NumberGrid.tsx';

describe('cells of numbers', () => {
  it.each([
    [0.352, '.35'],
    [-0.118, '−.12'],
    [0.001, '0'],
    [-0.001, '0'],
    [1.42, '1.4'],
    [0.997, '1.0'],
    [-23.4, '−23'],
  ])('%f is %s', (value, text) => expect(cellText(value)).toBe(text));
  it('are written in the colour that is read better on theirs', () => {
    expect(isLight([255, 255, 255])).toBe(true);
    expect(isLight([253, 231, 37])).toBe(true);
    expect(isLight([68, 1, 84])).toBe(false);
  });
});
