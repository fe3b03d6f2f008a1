/** Trained weights and the data that are open in; plain data that a file can be made of and proven with out. */
import { fieldWidth } from '../../data/part.ts';
import type { ChosenWeights } from '../../runtime/chosenWeights.ts';
import { mostSamples, spread } from '../../runtime/export/samples.ts';
import type { OpenedData } from '../../runtime/openedData.ts';
import type { NamedTensors } from '../../runtime/weights.ts';
import type { ExportMaterial, ExportSamples } from '../exchange/types.ts';

/** Held-out samples where there are some. */
export async function materialOf(
  trained: Pick<ExportMaterial, 'project' | 'weights'>,
  opened: OpenedData | null,
  samples: boolean,
): Promise<ExportMaterial> {
  return {
    ...trained,
    fields: opened?.dataset.fields ?? null,
    preparation: opened?.dataset.preparation?.() ?? {},
    samples: opened && samples ? await readSamples(opened) : null,
  };
}

async function readSamples({ dataset, training, validation }: OpenedData): Promise<ExportSamples> {
  const from = validation.indices.length > 0 ? 'validation' : 'training';
  const { part, indices } = from === 'validation' ? validation : training;
  const chosen = spread(indices, Math.min(mostSamples, indices.length));
  const values: Record<string, Float32Array | Int32Array> = {};
  for (const field of dataset.fields) {
    const length = chosen.length * fieldWidth(field);
    const out = field.dtype === 'i32' ? new Int32Array(length) : new Float32Array(length);
    await part.read(field.name, chosen, out);
    values[field.name] = out;
  }
  return { from, count: chosen.length, values };
}

/** A run goes on with its own: what is handed to another thread is gone here. */
export function copied({ tensors, ...which }: ChosenWeights): ChosenWeights {
  return { ...which, tensors: tensors.map((tensor) => ({ ...tensor, data: tensor.data.slice() })) };
}
export function weightsOfFile(tensors: NamedTensors): ChosenWeights {
  return {
    which: 'last',
    tensors: [...tensors].map(([name, { shape, values }]) => ({
      name,
      dtype: 'F32',
      shape,
      data: values,
    })),
  };
}
