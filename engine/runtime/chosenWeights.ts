/** Weights that are to be written into a file, under the names that files give them. */
import type { TensorToWrite } from '../formats/types.ts';
import type { StateTensor } from '../graph/lower/types.ts';
import { NetloomError } from '../util/errors.ts';

/** Weights as files hold them, and which they are. */
export interface ChosenWeights {
  readonly tensors: readonly (TensorToWrite & { readonly dtype: 'F32' })[];
  readonly which: 'best' | 'last';
  /** Of the best weights, from 1. */
  readonly epoch?: number;
}
/** Weights and running statistics under the names that files give them. */
export function namedTensors(
  state: readonly StateTensor[],
  values: ReadonlyMap<string, Float32Array>,
): ChosenWeights['tensors'] {
  return state
    .filter(({ role }) => role !== 'slot')
    .map(({ name, exportName, type }) => ({
      name: exportName,
      dtype: 'F32',
      shape: type.shape,
      data: values.get(name) as Float32Array,
    }));
}
export function noBestWeights(): NetloomError {
  return new NetloomError(
    'no-best-weights',
    'There are no best weights yet: they are chosen at the end of each epoch.',
  );
}
