import { expect, test } from 'vitest';
import { inRows } from './rows.ts';

const height = 100;
/** A chain of nodes 0, 1, 2 …, one a layer. */
function chain(length: number) {
  const ids = Array.from({ length }, (_, i) => String(i));
  return {
    places: Object.fromEntries(ids.map((id, i) => [id, { x: 200 * i, y: 0 }])),
    wires: ids.slice(1).map((to, i) => ({ from: String(i), to })),
    height,
  };
}
const rowsOf = (places: ReturnType<typeof inRows>) => {
  const rows = new Map<number, number>();
  for (const { y } of Object.values(places)) rows.set(y, (rows.get(y) ?? 0) + 1);
  return [...rows.values()];
};

test('what fits side by side stays as it is', () => {
  for (const length of [0, 1, 14, 17]) {
    const drawing = chain(length);
    expect(inRows(drawing)).toEqual(drawing.places);
  }
});
test('a long chain is broken into rows that begin at the left, in order', () => {
  const places = inRows(chain(40));
  expect(rowsOf(places)).toEqual([14, 14, 12]);
  expect(places['14']).toEqual({ x: 0, y: 200 });
  expect(places['15']).toEqual({ x: 200, y: 200 });
});
test('never where two wires go on: a way around stays in its row', () => {
  const drawing = chain(30);
  const around = { ...drawing, wires: [...drawing.wires, { from: '8', to: '16' }] };
  const places = inRows(around);
  expect(places['8']).toEqual({ x: 0, y: 200 });
  expect(places['16']).toEqual({ x: 1600, y: 200 });
  expect(new Set(Object.values(places).map(({ x, y }) => `${x} ${y}`)).size).toBe(30);
});
test('what cannot be broken anywhere stays one row', () => {
  const drawing = chain(30);
  const whole = { ...drawing, wires: [...drawing.wires, { from: '0', to: '29' }] };
  expect(rowsOf(inRows(whole))).toEqual([30]);
});
test('rows are as far apart as what stands in them needs', () => {
  const drawing = chain(24);
  const places = { ...drawing.places, beside: { x: 400, y: 300 } };
  const wires = [...drawing.wires, { from: '1', to: 'beside' }];
  expect(inRows({ places, wires, height })['14']).toEqual({ x: 0, y: 500 });
});
