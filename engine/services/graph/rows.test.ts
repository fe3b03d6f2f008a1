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
  for (const length of [0, 1, 7]) {
    const drawing = chain(length);
    expect(inRows(drawing)).toEqual(drawing.places);
  }
});
test('a long chain is broken into rows that begin at the left, in order', () => {
  expect(rowsOf(inRows(chain(14)))).toEqual([7, 7]);
  expect(rowsOf(inRows(chain(200)))).toEqual([17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 13]);
  const places = inRows(chain(40));
  expect(rowsOf(places)).toEqual([8, 8, 8, 8, 8]);
  expect(places['8']).toEqual({ x: 0, y: 200 });
  expect(places['9']).toEqual({ x: 200, y: 200 });
});
test('never where two wires go on: a way around stays in its row', () => {
  const drawing = chain(30);
  const around = { ...drawing, wires: [...drawing.wires, { from: '4', to: '9' }] };
  const places = inRows(around);
  expect(places['4']).toEqual({ x: 0, y: 200 });
  expect(places['9']).toEqual({ x: 1000, y: 200 });
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
  expect(inRows({ places, wires, height })['6']).toEqual({ x: 0, y: 500 });
});
