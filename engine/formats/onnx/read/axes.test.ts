/** Views of values against the values themselves: memory laid out by hand says which element is which. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Axis,
  batchGroup,
  dimension,
  type Group,
  type Groups,
  groupSize,
  permutation,
  regroup,
  rowOrder,
  storedAs,
  withCuts,
} from './axes.ts';

const size = fc.integer({ min: 1, max: 4 });
const sizes = fc.array(size, { minLength: 1, maxLength: 4 });
const countOf = (groups: Groups): number =>
  groups.reduce((n, group) => n * (groupSize(group) ?? 1), 1);

/** The value's elements, numbered as the file does, in the order of memory. */
function layOut(theirs: Groups, ours: Groups): number[] {
  const axes = theirs.flat();
  const stride = new Map<Axis, number>();
  let step = 1;
  for (const axis of [...axes].reverse()) {
    stride.set(axis, step);
    step *= axis.size ?? 1;
  }
  let numbers = [0];
  for (const axis of ours.flat()) {
    const by = stride.get(axis) as number;
    numbers = numbers.flatMap((n) => Array.from({ length: axis.size ?? 1 }, (_, i) => n + i * by));
  }
  return numbers;
}
const shuffled = (groups: Groups, order: readonly number[]): Groups =>
  groups
    .map((group, i) => ({ group, key: order[i % order.length] as number }))
    .sort((a, b) => a.key - b.key)
    .map(({ group }) => group);

test('dimensions of size 1 have no axis', () => {
  expect(dimension(1)).toEqual([]);
  expect(groupSize([])).toBe(1);
  expect(groupSize(dimension(null))).toBe(null);
});

test('a permutation says where each dimension is, and there is none for others', () => {
  const [a, b, c] = [2, 3, 4].map(dimension) as [Group, Group, Group];
  expect(permutation([a, b, c, []], [[], c, a, b])).toEqual([3, 2, 0, 1]);
  expect(permutation([a, b], [a, c])).toBe(null);
  expect(permutation([a, b], [a])).toBe(null);
  expect(permutation([[...a, ...b]], [[...b, ...a]])).toBe(null);
});

test('elements stay where they are when the view is grouped anew', () => {
  let cut = 0;
  const property = fc.property(
    sizes,
    sizes,
    fc.array(fc.nat(9), { minLength: 1 }),
    (old, cuts, order) => {
      // New sizes of as many elements: those of a random factorization.
      const groups = old.map(dimension);
      const total = countOf(groups);
      let left = total;
      const wanted = cuts.map((n) => {
        const factor = left % n === 0 ? n : 1;
        left /= factor;
        return factor;
      });
      wanted.push(left);
      const found = regroup(groups.flat(), wanted);
      if (!found) return;
      if (found.cuts.size > 0) cut++;
      expect(found.groups.map(groupSize)).toEqual(wanted);
      const memory = shuffled(groups, order);
      expect(layOut(found.groups, withCuts(memory, found.cuts))).toEqual(layOut(groups, memory));
      // One size may be left open.
      const open = wanted.map((n, i) => (i === order[0] ? null : n));
      expect(regroup(groups.flat(), open)?.groups.map(groupSize)).toEqual(wanted);
    },
  );
  fc.assert(property, { numRuns: 500, seed: 3 });
  expect(cut).toBeGreaterThan(50);
});

test('sizes that do not nest have no view', () => {
  const axes = [6, 4].flatMap(dimension);
  expect(regroup(axes, [8, 3])).toBe(null);
  expect(regroup(axes, [6, 5])).toBe(null);
  expect(regroup(axes, [null, null])).toBe(null);
  expect(regroup(axes, [2, 12])?.groups.map(groupSize)).toEqual([2, 12]);
});

test('rows are numbered as memory has them, also where sizes are open', () => {
  const property = fc.property(sizes, fc.array(fc.nat(9), { minLength: 1 }), (old, order) => {
    const theirs = old.flatMap(dimension);
    const stored = shuffled(
      theirs.map((axis) => [axis]),
      order,
    ).flat();
    const expected = layOut([theirs], [stored]);
    const rows = rowOrder(theirs, stored, expected.length);
    if (rows === 'open') throw new Error('all sizes are known');
    expect(rows === 'same' ? [...expected.keys()] : [...rows]).toEqual(expected);
  });
  fc.assert(property, { numRuns: 300, seed: 5 });
  const [channels] = dimension(2) as [Axis];
  const [height, width] = [dimension(null), dimension(null)].flat() as [Axis, Axis];
  const rows = rowOrder([channels, height, width], [height, width, channels], 12);
  expect([...rows]).toEqual([0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11]);
  expect(rowOrder([channels, height, width], [width, height, channels], 12)).toBe('open');
  expect(rowOrder([channels, height], [height, channels], 13)).toBe('open');
});

test('a view is stored as memory lies, with a channel of size 1 last', () => {
  const [c, h, w] = [3, 4, 5].map(dimension) as [Group, Group, Group];
  const view = (...groups: Groups): Groups => [batchGroup, ...groups];
  const memory = [batchGroup, h, w, c].flat();
  expect(storedAs(view(c, h, w), memory)).toEqual([batchGroup, h, w, c]);
  expect(storedAs(view([...c, ...h, ...w]), memory)).toEqual([batchGroup, [...h, ...w, ...c]]);
  expect(storedAs(view([], h, w), [batchGroup, h, w].flat())).toEqual([batchGroup, h, w, []]);
  // Channels and rows as one dimension lie apart in memory.
  expect(storedAs(view([...c, ...h], w), memory)).toBe(null);
});
