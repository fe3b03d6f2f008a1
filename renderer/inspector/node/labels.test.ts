import { expect, test } from 'vitest';
import { labelRefusal } from './labels.ts';

const nodes = [
  { id: 'a', label: 'Conv2D' },
  { id: 'b', label: 'Dense' },
];

test.each([
  ['Conv2D', null],
  [' Conv2D ', null],
  ['first layer', null],
  ['第一层', null],
  ['Dense', 'taken'],
  [' Dense ', 'taken'],
  ['', 'empty'],
  ['   ', 'empty'],
  ['block/1', 'sign'],
  ['a\tb', 'sign'],
])('the first node may be called "%s": %s', (label, refusal) => {
  expect(labelRefusal(label, 'a', nodes)).toBe(refusal);
});
