import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { numbersOf, parseSizes, parseTuple, sizesText } from './text.ts';

const whole = { integer: true, minimum: 1, maximum: 1000 };
const open = { ...whole, rest: true, maximumLength: 4 };

describe('a tuple', () => {
  test('is read however people write it', () => {
    for (const text of ['3x5', '3 × 5', '3, 5', '[3, 5]', '(3 5)', ' 3X5 ', '３×５', '3*5'])
      expect(parseTuple(text, 2, whole)).toEqual({ ok: true, values: [3, 5] });
    expect(parseTuple('7', 2, whole)).toEqual({ ok: true, values: [7] });
  });
  test('is refused for its reason', () => {
    const refusal = (text: string) => {
      const parsed = parseTuple(text, 2, whole);
      return parsed.ok ? null : parsed.refusal;
    };
    expect(refusal('')).toBe('not-sizes');
    expect(refusal('three')).toBe('not-sizes');
    expect(refusal('1x2x3')).toBe('not-sizes');
    expect(refusal('3x1.5')).toBe('not-whole');
    expect(refusal('0x3')).toBe('too-small');
    expect(refusal('3x1001')).toBe('too-large');
  });
});

describe('sizes', () => {
  test('have any length, and one place for what is left', () => {
    expect(parseSizes('28 × 28 × 1', open)).toEqual({ ok: true, values: [28, 28, 1] });
    expect(parseSizes('[-1, 4]', open)).toEqual({ ok: true, values: [-1, 4] });
  });
  test('are refused for their reason', () => {
    expect(parseSizes('', open)).toMatchObject({ refusal: 'not-sizes' });
    expect(parseSizes('-1 -1', open)).toMatchObject({ refusal: 'one-rest' });
    expect(parseSizes('1 1 1 1 1', open)).toMatchObject({ refusal: 'too-many' });
    expect(parseSizes('-1 4', { ...open, rest: false })).toMatchObject({ refusal: 'too-small' });
  });
  test('are read back as they were written', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(sizes, (values) => {
        expect(parseSizes(sizesText(values), open)).toEqual({ ok: true, values });
      }),
    );
  });
});

test('stored values that are no numbers are not shown as some', () => {
  expect(numbersOf([1, 2], 2)).toEqual([1, 2]);
  expect(numbersOf([1, 2], 3)).toBeNull();
  expect(numbersOf(['1', 2])).toBeNull();
  expect(numbersOf('same')).toBeNull();
});
