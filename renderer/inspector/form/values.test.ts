import { expect, test } from 'vitest';
import type { FormField } from '../../../engine/index.ts';
import { catalogue } from '../../../engine/services/graph/catalogue.ts';
import { applies, differs, valueFor, withCurrent } from './values.ts';

const form = catalogue().nodeTypes.find(({ type }) => type === 'conv2d')?.form ?? [];
const field = (key: string) => form.find((candidate) => candidate.key === key) as FormField;

test('the default holds where the document says nothing', () => {
  expect(valueFor(field('filters'), {})).toBe(32);
  expect(valueFor(field('filters'), { filters: 8 })).toBe(8);
});
test('only another value than the default can be reset', () => {
  expect(differs(field('kernelSize'), {})).toBe(false);
  expect(differs(field('kernelSize'), { kernelSize: [3, 3] })).toBe(false);
  expect(differs(field('kernelSize'), { kernelSize: [3, 5] })).toBe(true);
});
test('settings of a bias apply only where there is one, by default too', () => {
  const shown = (params: object) =>
    form.filter((one) => applies(one, form, { ...params })).map(({ key }) => key);
  expect(shown({})).toContain('biasInitializer');
  expect(shown({ useBias: false })).not.toContain('biasInitializer');
  expect(shown({ useBias: false })).toContain('kernelInitializer');
});
test('an option that nobody knows stays in sight', () => {
  expect(withCurrent(['a', 'b'], 'b')).toEqual(['a', 'b']);
  expect(withCurrent(['a', 'b'], 'c')).toEqual(['a', 'b', 'c']);
});
