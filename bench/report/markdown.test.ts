/** Numbers and cells as they stand in the tables of docs/performance.md. */
import { describe, expect, it } from 'vitest';
import { markdownTable, significant, spread } from './markdown.ts';

describe('significant', () => {
  it('keeps three digits and no exponent', () => {
    expect([0.048582, 0.84, 9.996, 12.345, 343.04, 21171.5].map(significant)).toEqual([
      '0.0486',
      '0.840',
      '10.00',
      '12.3',
      '343',
      '21172',
    ]);
  });
  it('has a sign for what was not measured', () => {
    expect([0, Number.NaN, Number.POSITIVE_INFINITY].map(significant)).toEqual(['0', '–', '–']);
  });
});

describe('markdownTable', () => {
  it('aligns numbers to the right and keeps a bar inside its cell', () => {
    expect(markdownTable(['what', 'ms'], [['a|b', '1']])).toBe(
      '| what | ms |\n| --- | ---: |\n| a\\|b | 1 |\n',
    );
  });
});

describe('spread', () => {
  it('says the ends of more than one value', () => {
    expect(spread([3, 1, 2], 2)).toBe('2.00 (1.00–3.00)');
    expect(spread([3], 3)).toBe('3.00');
  });
});
