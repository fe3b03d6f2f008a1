/** A wish for a sample and the open data in, a sample that they have out; pure. */
import type { DataSummary, SampleReference, SampleValues } from '../../engine/index.ts';

type Sizes = Pick<DataSummary, 'training' | 'validation' | 'fields'>;

/** How many samples a part has. */
export const sizeOf = (data: Sizes, part: 'train' | 'validation'): number =>
  part === 'train' ? data.training : data.validation;

const product = (shape: readonly number[]): number => shape.reduce((all, size) => all * size, 1);

/** Whether the values are those of a sample of these data: every feature, in its size. */
export function fits(values: SampleValues, fields: Sizes['fields']): boolean {
  return fields
    .filter(({ role }) => role === 'feature')
    .every(({ name, shape }) => values[name]?.length === product(shape));
}

/** The same sample, or the nearest that there is: another part where one is empty, the last where there are fewer. */
export function suitableSample(sample: SampleReference, data: Sizes): SampleReference | null {
  if (sample.kind === 'values' && fits(sample.values, data.fields)) return sample;
  const wanted = sample.kind === 'data' ? sample : { part: 'validation' as const, index: 0 };
  const other = wanted.part === 'train' ? 'validation' : 'train';
  const part = sizeOf(data, wanted.part) > 0 ? wanted.part : other;
  const size = sizeOf(data, part);
  if (size === 0) return null;
  return { kind: 'data', part, index: Math.min(wanted.index, size - 1) };
}
