/** What people type in the command palette finds what they mean. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuzzyScore, fuzzySort } from './fuzzy.ts';

const labels = ['Save', 'Save as…', 'Undo', 'Export weights…', 'Export canvas…', 'Zoom to fit'];
const sorted = (query: string) => fuzzySort(query, labels, (label) => [label]);

describe('fuzzy search', () => {
  it('puts what begins like that first, shorter before longer', () => {
    expect(sorted('sa')[0]).toBe('Save');
    expect(sorted('expo').slice(0, 2)).toEqual(['Export canvas…', 'Export weights…']);
  });
  it('finds beginnings of words', () => {
    expect(sorted('ew')[0]).toBe('Export weights…');
    expect(sorted('ztf')[0]).toBe('Zoom to fit');
    expect(sorted('as')[0]).toBe('Save as…');
  });
  it('leaves out what lacks a letter', () => {
    expect(sorted('undq')).toEqual([]);
    expect(fuzzyScore('abc', 'acb')).toBeNull();
  });
  it('ignores case and accents, and finds Chinese', () => {
    expect(fuzzyScore('ECOLE', 'école')).not.toBeNull();
    expect(fuzzySort('导出', ['保存', '导出权重…'], (text) => [text])).toEqual(['导出权重…']);
  });
  it('keeps everything, in order, where nothing is typed', () => {
    expect(sorted(' ')).toEqual(labels);
  });
  it('finds every text by its own letters', () => {
    const word = fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme-ascii' });
    fc.assert(fc.property(word, (text) => fuzzyScore(text, text) !== null));
  });
});
