import { describe, expect, it } from 'vitest';
import { bar, bytes, count, duration, number, table } from './format.ts';
import { lossCurve } from './lossCurve.ts';

describe('numbers as text', () => {
  it.each([
    [0, '0.0000'],
    [0.12345, '0.1235'],
    [12.345, '12.35'],
    [123.45, '123.5'],
    [0.00001, '1.00e-5'],
    [Number.NaN, '–'],
    [Number.POSITIVE_INFINITY, '∞'],
  ])('%d', (value, text) => expect(number(value)).toBe(text));
  it.each([
    [3.21, '3.2 s'],
    [59.4, '59 s'],
    [75.2, '1:15'],
    [3725, '1:02:05'],
    [Number.NaN, '–'],
  ])('%d seconds', (seconds, text) => expect(duration(seconds)).toBe(text));
  it('counts and bytes', () => {
    expect(count(1234567.4)).toBe('1,234,567');
    expect([bytes(12), bytes(65536), bytes(3 * 2 ** 30)]).toEqual(['12 B', '64.0 KiB', '3.0 GiB']);
  });
  it('bars keep their width', () => {
    for (const fraction of [-1, 0, 0.33, 0.999, 1, 2])
      expect([...bar(fraction, 20)]).toHaveLength(20);
    expect(bar(0.5, 4)).toBe('██░░');
  });
  it('tables align numbers to the right', () => {
    const text = table(
      [{ title: 'a' }, { title: 'n', align: 'right' }],
      [
        ['x', '1'],
        ['long', '100'],
      ],
    );
    expect(text.split('\n')).toEqual(['a       n', '────  ───', 'x       1', 'long  100']);
  });
});

describe('lossCurve', () => {
  const dotsOf = (lines: readonly string[]) =>
    lines.map((line) => [...line].filter((c) => c > '\u2800' && c <= '\u28ff').length);

  it('draws a falling curve without gaps, its range at the left', () => {
    const lines = lossCurve([{ name: 'loss', values: [4, 2, 1, 0.5] }], 20, 4);
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^4\.0000 ┤/);
    expect(lines[3]).toMatch(/^0\.5000 ┤/);
    expect(dotsOf(lines).every((dots) => dots > 0)).toBe(true);
    expect(dotsOf(lines).reduce((a, b) => a + b)).toBeGreaterThanOrEqual(20);
  });
  it('has nothing to draw from one point, or from none that is a number', () => {
    expect(lossCurve([{ name: 'loss', values: [1] }])).toEqual([]);
    expect(lossCurve([{ name: 'loss', values: [Number.NaN, Number.NaN] }])).toEqual([]);
  });
});
