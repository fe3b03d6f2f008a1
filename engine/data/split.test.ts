import { describe, expect, test } from 'vitest';
import { builtinDatasets } from './builtins.ts';
import { type Split, splitDataset } from './split.ts';

const data = builtinDatasets.get('moons')!.open({ train: 103, test: 40 });
const codeOf = (split: Split, dataset = data) => {
  try {
    splitDataset(dataset, split);
    return null;
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('splits', () => {
  test('a fraction divides the training part without overlap, by the seed alone', () => {
    const split = { kind: 'fraction', validation: 0.2, seed: 5 } as const;
    const { train, validation } = splitDataset(data, split);
    expect([train.part, validation.part]).toEqual([data.train, data.train]);
    expect([train.indices.length, validation.indices.length]).toEqual([82, 21]);
    const all = [...train.indices, ...validation.indices].sort((a, b) => a - b);
    expect(all).toEqual(Array.from({ length: 103 }, (_, i) => i));
    expect(splitDataset(data, split).validation.indices).toEqual(validation.indices);
    const other = splitDataset(data, { ...split, seed: 6 }).validation.indices;
    expect(other).not.toEqual(validation.indices);
    expect([...validation.indices]).not.toEqual(all.slice(-21));
  });

  test('without shuffling the last samples are held out', () => {
    const split = { kind: 'fraction', validation: 0.1, shuffle: false, seed: 1 } as const;
    const { validation } = splitDataset(data, split);
    expect([...validation.indices]).toEqual([93, 94, 95, 96, 97, 98, 99, 100, 101, 102]);
  });

  test('the provided test part', () => {
    const { train, validation } = splitDataset(data, { kind: 'provided' });
    expect([train.part, train.indices.length]).toEqual([data.train, 103]);
    expect([validation.part, validation.indices.length]).toEqual([data.test, 40]);
  });

  test('what cannot be', () => {
    const { test: _, ...untested } = data;
    expect(codeOf({ kind: 'provided' }, untested)).toBe('split-without-test');
    expect(codeOf({ kind: 'kfold', k: 5, repeats: 1 })).toBe('not-yet');
    for (const validation of [0, 1, -0.5, 2, 0.001, 0.999, Number.NaN]) {
      expect(codeOf({ kind: 'fraction', validation, seed: 1 })).toBe('split-empty');
    }
  });
});
