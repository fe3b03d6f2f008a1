/** Sizes as people read them. */
import { expect, it } from 'vitest';
import { bytesText } from './text.ts';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [12_345, '12 kB'],
  [999_600, '1.0 MB'],
  [247_616, '248 kB'],
  [11_000_000_000, '11 GB'],
  [5e15, '5000 TB'],
])('%d is %s', (bytes, text) => expect(bytesText(bytes)).toBe(text));
