import { expect, test } from 'vitest';
import { dataKind } from './dataKind.ts';

const path = (name: string) => ({ kind: 'path' as const, path: `/files/${name}` });

test('built-in sets are known by their name', () => {
  expect(dataKind('builtin:digits', null, null)).toBe('builtin');
});
test('open data say it themselves', () => {
  expect(dataKind(path('wine.csv'), { reader: 'table' }, null)).toBe('table');
  expect(dataKind(path('mnist'), { reader: null }, null)).toBe('other');
});
test.each([
  ['wine.csv', 'csv-target-constant', 'table'],
  ['export.dat', 'csv-no-features', 'table'],
  ['wine.TSV', 'data-options-invalid', 'table'],
  ['data.npz', 'data-options-invalid', 'arrays'],
  ['folder', 'arrays-missing', 'arrays'],
  ['flowers', 'pictures-different-sizes', 'pictures'],
  ['flowers', 'file-not-found', 'other'],
])('%s that failed with %s takes the options of: %s', (name, code, kind) => {
  expect(dataKind(path(name), null, { code })).toBe(kind);
});
