/** What can be said of files before they are dropped. */
import { expect, it } from 'vitest';
import { hintOf } from './dropHint.ts';

const file = (type: string) => ({ kind: 'file', type });
it.each([
  [[file('text/csv')], 'table'],
  [[file('image/png'), file('image/jpeg')], 'picture'],
  [[file('')], 'any'],
  [[file('text/csv'), file('')], 'any'],
  [[{ kind: 'string', type: 'text/plain' }], null],
  [[], null],
])('%o: %s', (items, hint) => expect(hintOf(items)).toBe(hint));
