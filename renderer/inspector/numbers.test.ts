import { expect, test } from 'vitest';
import { numberText, shareText } from './numbers.ts';

test.each([
  [0, '0.0 %'],
  [0.0004, '< 0.1 %'],
  [0.05, '5.0 %'],
  [0.0996, '10 %'],
  [0.994, '99 %'],
  [1, '100 %'],
])('a share of %f is %s', (share, text) => {
  expect(shareText(share)).toBe(text);
});

test.each([
  [0, '0'],
  [-0.012345, '−0.0123'],
  [0.1, '0.1'],
  [12.3456, '12.3'],
  [0.0000123, '1.2e−5'],
  [-123456, '−1.2e5'],
  [Number.NaN, 'NaN'],
  [Number.NEGATIVE_INFINITY, '−∞'],
])('%f is %s', (value, text) => {
  expect(numberText(value)).toBe(text);
});
