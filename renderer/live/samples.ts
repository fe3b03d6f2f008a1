/** Values of watched samples, for previews; read once. */
import type { DataSummary, SampleReference, SampleValues } from '../../engine/index.ts';
import { engine } from '../store/engine.ts';

export interface ReadSample {
  readonly values: SampleValues;
  readonly target: number | null;
}
const read = new Map<string, ReadSample>();
/** Another split, seed or file gives the indices another meaning; data opened anew are another object. */
let readOf: DataSummary | null = null;

/** Values and target of a sample; null where it cannot be read. The newest few are kept. */
export async function sampleValues(
  sample: SampleReference,
  data: DataSummary,
): Promise<ReadSample | null> {
  if (sample.kind === 'values') return { values: sample.values, target: null };
  if (data !== readOf) {
    read.clear();
    readOf = data;
  }
  const key = `${sample.part} ${sample.index}`;
  const known = read.get(key);
  if (known) return known;
  const result = await engine.training.readSample(sample.part, sample.index);
  if (!result.ok) return null;
  if (data === readOf) {
    if (read.size >= 64) read.clear();
    read.set(key, result.value);
  }
  return result.value;
}
