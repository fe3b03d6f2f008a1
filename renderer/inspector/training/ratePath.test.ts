import { expect, test } from 'vitest';
import { ratePath } from './ratePath.ts';

const box = { width: 100, height: 20, inset: 2 };

test('the highest rate touches the top, zero the bottom', () => {
  const preview = { updates: [0, 5, 10], rates: [0.1, 0.05, 0], total: 11 };
  expect(ratePath(preview, box)).toBe('M0 2L50 10L100 18');
});
test('one update is a level line', () => {
  expect(ratePath({ updates: [0], rates: [0.1], total: 1 }, box)).toBe('M0 2L100 2');
});
test('a rate of nothing but zeros lies at the bottom', () => {
  expect(ratePath({ updates: [0, 1], rates: [0, 0], total: 2 }, box)).toBe('M0 18L100 18');
});
