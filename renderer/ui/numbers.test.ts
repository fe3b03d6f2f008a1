/** Numbers as people type them, their bounds, and the steps of arrow keys. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNumber, refusalOf, stepped } from './numbers.ts';

describe('parseNumber', () => {
  it.each([
    ['12', 12],
    [' 1e-3 ', 0.001],
    ['.5', 0.5],
    ['5.', 5],
    ['0,25', 0.25],
    ['12,345', 12345],
    ['1,234,567.5', 1234567.5],
    ['12 345', 12345],
    ['−3', -3],
    ['+7', 7],
  ])('%s is %d', (text, value) => expect(parseNumber(text)).toBe(value));
  it.each(['', '-', '1e', 'abc', '1.2.3', '0x10', 'Infinity', 'NaN', '1e999', '1,2,3'])(
    'refuses "%s"',
    (text) => expect(parseNumber(text)).toBeNull(),
  );
  it('reads what String() writes', () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(fc.property(finite, (value) => parseNumber(String(value)) === value));
  });
});

describe('refusalOf', () => {
  const open = { minimum: 0, maximum: 1, exclusiveMinimum: true, exclusiveMaximum: true };
  it.each([
    [null, {}, 'not-a-number'],
    [1.5, { integer: true }, 'not-whole'],
    [0, { minimum: 1 }, 'too-small'],
    [5, { maximum: 4 }, 'too-large'],
    [0, open, 'not-above'],
    [1, open, 'not-below'],
    [0.5, open, null],
  ] as const)('%s in %o: %s', (value, bounds, refusal) => {
    expect(refusalOf(value, bounds)).toBe(refusal);
  });
});

describe('stepped', () => {
  it('stays within bounds', () => {
    expect(stepped(3, 5, 1, { maximum: 6 })).toBe(6);
    expect(stepped(0.1, -1, 0.1, { minimum: 0, exclusiveMinimum: true })).toBe(0.1);
  });
  it('has no tails', () => expect(stepped(0.1, 2, 0.1, {})).toBe(0.3));
  it('goes 1, 2, 5, 10', () => {
    const walk = [0.001];
    for (let n = 0; n < 4; n++) walk.push(stepped(walk.at(-1) ?? 0, 1, 'decades', {}));
    expect(walk).toEqual([0.001, 0.002, 0.005, 0.01, 0.02]);
  });
  it('goes from between two stops to the nearer one that way', () => {
    expect(stepped(0.003, 1, 'decades', {})).toBe(0.005);
    expect(stepped(0.003, -1, 'decades', {})).toBe(0.002);
  });
  it('comes back in decades', () => {
    const stops = fc.record({
      mantissa: fc.constantFrom(1, 2, 5),
      exponent: fc.integer({ min: -9, max: 6 }),
    });
    fc.assert(
      fc.property(stops, fc.integer({ min: 1, max: 9 }), ({ mantissa, exponent }, steps) => {
        const value = Number(`${mantissa}e${exponent}`);
        return stepped(stepped(value, steps, 'decades', {}), -steps, 'decades', {}) === value;
      }),
    );
  });
});
