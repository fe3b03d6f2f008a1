/** Searching the palette in both languages. */
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../engine/services/graph/catalogue.ts';
import { meantSynonym, searchPalette } from './searchPalette.ts';

const { palette } = catalogue();
const first = (query: string) => searchPalette(query, palette)[0]?.key;

describe('searchPalette', () => {
  it.each([
    ['dense', 'dense'],
    ['Linear', 'dense'],
    ['全连接', 'dense'],
    ['conv', 'conv2d'],
    ['卷积', 'conv2d'],
    ['relu', 'relu'],
    ['shortcut', 'residual'],
    ['batch', 'batchNormalization'],
    ['max', 'maxPooling2d'],
    ['cross', 'sparseCategoricalCrossentropy'],
    ['gap', 'globalAveragePooling'],
  ])('%s finds %s first', (query, key) => {
    expect(first(query)).toBe(key);
  });
  it('gives everything for nothing typed, in order, and nothing for nonsense', () => {
    expect(searchPalette(' ', palette)).toEqual(palette);
    expect(searchPalette('zzzzqq', palette)).toEqual([]);
  });
  it('says which synonym was meant', () => {
    const dense = palette.find(({ key }) => key === 'dense');
    if (!dense) throw new Error('no dense');
    expect(meantSynonym('linear', dense)).toBe('Linear');
    expect(meantSynonym('dens', dense)).toBeUndefined();
  });
});
