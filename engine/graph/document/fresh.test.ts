import { expect, test } from 'vitest';
import { freshId, freshIds, freshLabel, freshLabels } from './fresh.ts';

const known = (...ids: string[]) => ids.map((id) => ({ id }));

test('a label stays as it is where nobody has it, and is taken from then on', () => {
  const taken = new Set(['Dense', 'Dense 2']);
  expect(freshLabel('Conv2D', taken)).toBe('Conv2D');
  expect(freshLabel('Conv2D', taken)).toBe('Conv2D 2');
  expect(freshLabel('Dense', taken)).toBe('Dense 3');
});

test('many labels are found as one by one', () => {
  const labels = ['a', 'a', 'a 3', 'b', 'a', 'a 3', 'b', 'a'];
  const taken = new Set(['a', 'a 5']);
  const single = new Set(taken);
  const fresh = freshLabels(taken);
  expect(labels.map(fresh)).toEqual(labels.map((label) => freshLabel(label, single)));
  expect(taken).toEqual(single);
});

test('the longest label still leaves room for a number', () => {
  const long = 'x'.repeat(200);
  expect(freshLabel(long, new Set([long]))).toBe(`${'x'.repeat(180)} 2`);
});

test('ids are numbers behind the stem that nobody has', () => {
  expect(freshIds(known('n1', 'n3', 'n4'), 'n', 2)).toEqual(['n5', 'n6']);
  expect(freshIds(known('a', 'n3'), 'n', 2)).toEqual(['n4', 'n5']);
  expect(freshIds([], 'e', 0)).toEqual([]);
});

test('one id keeps its word where that is free', () => {
  expect(freshId([], 'ghost')).toBe('ghost');
  expect(freshId(known('ghost', 'ghost2'), 'ghost')).toBe('ghost3');
});
