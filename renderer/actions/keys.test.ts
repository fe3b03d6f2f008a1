/** Which action answers a key, depending on where it is pressed. */
import { expect, it } from 'vitest';
import { answers } from './answers.ts';

const everywhere = { inText: true };
const usual = {};
const canvas = { canvasOnly: true };
it.each([
  [everywhere, 'text', false, true],
  [usual, 'text', false, false],
  [canvas, 'text', false, false],
  [everywhere, 'list', false, true],
  [usual, 'list', false, false],
  [usual, 'elsewhere', false, true],
  [canvas, 'elsewhere', false, false],
  [canvas, 'canvas', false, true],
  [usual, 'canvas', false, true],
  [everywhere, 'canvas', true, false],
] as const)('%o in %s, modal %s: %s', (action, place, modal, expected) => {
  expect(answers(action, place, modal)).toBe(expected);
});
