import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nodeHeight, nodeWidth } from '../canvas/geometry.ts';
import { aligned } from './align.ts';

const node = (id: string, x: number, y: number) => ({ id, position: { x, y } });
const three = [node('a', 0, 0), node('b', 300, 30), node('c', 900, 60)];

test('a row has one height and keeps its columns', () => {
  expect(aligned(three, 'row')).toEqual({
    a: { x: 0, y: 30 },
    b: { x: 300, y: 30 },
    c: { x: 900, y: 30 },
  });
});
test('a column has one left edge and keeps its rows', () => {
  expect(aligned(three, 'column')).toEqual({
    a: { x: 400, y: 0 },
    b: { x: 400, y: 30 },
    c: { x: 400, y: 60 },
  });
});

describe('spreading', () => {
  test('leaves the outermost where they are', () => {
    expect(aligned(three, 'spread-across')).toEqual({
      a: { x: 0, y: 0 },
      b: { x: 450, y: 30 },
      c: { x: 900, y: 60 },
    });
  });
  const coordinate = fc.integer({ min: -5000, max: 5000 });
  const nodes = fc.uniqueArray(fc.tuple(fc.uuid(), coordinate, coordinate), {
    selector: ([id]) => id,
    minLength: 2,
    maxLength: 12,
  });
  test('keeps the order, and never lets nodes overlap', () => {
    fc.assert(
      fc.property(nodes, fc.boolean(), (list, across) => {
        const placed = list.map(([id, x, y]) => node(id, x, y));
        const places = aligned(placed, across ? 'spread-across' : 'spread-down');
        expect(Object.keys(places).toSorted()).toEqual(placed.map(({ id }) => id).toSorted());
        const along = Object.values(places).map(({ x, y }) => (across ? x : y));
        const sorted = along.toSorted((a, b) => a - b);
        const size = across ? nodeWidth : nodeHeight;
        for (let i = 1; i < sorted.length; i++)
          expect((sorted[i] as number) - (sorted[i - 1] as number)).toBeGreaterThanOrEqual(size);
      }),
    );
  });
});
