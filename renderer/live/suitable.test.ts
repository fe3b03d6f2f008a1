import { describe, expect, it } from 'vitest';
import { suitableSample } from './suitable.ts';

const data = (training: number, validation: number): Parameters<typeof suitableSample>[1] => ({
  fields: [
    { name: 'image', dtype: 'f32', shape: [2, 2, 1], role: 'feature' },
    { name: 'label', dtype: 'i32', shape: [], role: 'target' },
  ],
  training,
  validation,
});

describe('the watched sample', () => {
  it('stays where the data have it', () => {
    const sample = { kind: 'data', part: 'validation', index: 3 } as const;
    expect(suitableSample(sample, data(10, 10))).toEqual(sample);
  });
  it('is the last one, or of the other part, where there are fewer', () => {
    const sample = { kind: 'data', part: 'validation', index: 30 } as const;
    expect(suitableSample(sample, data(10, 5))).toEqual({ ...sample, index: 4 });
    expect(suitableSample(sample, data(10, 0))).toEqual({ ...sample, part: 'train', index: 9 });
    expect(suitableSample(sample, data(0, 0))).toBeNull();
  });
  it('may be drawn, as long as it fits the fields', () => {
    const drawn = { kind: 'values', values: { image: new Float32Array(4) } } as const;
    expect(suitableSample(drawn, data(10, 5))).toBe(drawn);
    const other = { kind: 'values', values: { image: new Float32Array(9) } } as const;
    expect(suitableSample(other, data(10, 5))).toEqual({
      kind: 'data',
      part: 'validation',
      index: 0,
    });
  });
});
