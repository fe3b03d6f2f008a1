/** Half precision: every number of it, and what lies between two of them. */
import { expect, test } from 'vitest';
import { halfToNumber, numberToHalf } from './elements.ts';

const finite = Array.from({ length: 0x7c00 }, (_, bits) => bits);

test('every half comes back as it was', () => {
  for (const bits of finite) {
    expect(numberToHalf(halfToNumber(bits))).toBe(bits);
    expect(numberToHalf(halfToNumber(bits | 0x8000))).toBe(bits | 0x8000);
  }
});

test('what lies between two halves becomes the nearer one, in the middle the even one', () => {
  for (const bits of finite.slice(0, -1)) {
    const [low, high] = [halfToNumber(bits), halfToNumber(bits + 1)];
    const middle = (low + high) / 2;
    expect(numberToHalf(middle)).toBe(bits % 2 === 0 ? bits : bits + 1);
    expect(numberToHalf(low + (high - low) * 0.49)).toBe(bits);
    expect(numberToHalf(-(low + (high - low) * 0.51))).toBe((bits + 1) | 0x8000);
  }
});

test('what is too large is infinite, and what is no number stays none', () => {
  expect(numberToHalf(65_519)).toBe(0x7bff);
  expect(numberToHalf(65_520)).toBe(0x7c00);
  expect(numberToHalf(-1e30)).toBe(0xfc00);
  expect(numberToHalf(Number.POSITIVE_INFINITY)).toBe(0x7c00);
  expect(halfToNumber(numberToHalf(Number.NaN))).toBeNaN();
});
