import { expect, test } from 'vitest';
import { expectClose } from './close.ts';

const tolerance = { relative: 1e-4, absolute: 1e-5 };

test('numbers within the tolerance pass', () => {
  expectClose('x', [1, -2, 0], [1.00005, -2.0001, 9e-6], tolerance);
});

test.each([
  ['a number outside', [1, 2.001], [1, 2]],
  ['another sign', [-1], [1]],
  ['not a number', [Number.NaN], [0]],
  ['not a number after one outside', [5, Number.NaN], [1, 2]],
  ['infinity', [Number.POSITIVE_INFINITY], [1e30]],
  ['too few', [1], [1, 2]],
])('%s is found', (_, actual, expected) => {
  expect(() => expectClose('x', actual, expected, tolerance)).toThrow(/^x/);
});
