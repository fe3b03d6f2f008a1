/** The order in which an epoch visits its samples. */
import { RandomStream } from '../util/random.ts';

const orderKey = 0x6f726465;

/** A permutation of `indices` that depends on seed and epoch alone. */
export function epochOrder(indices: Uint32Array, seed: number, epoch: number): Uint32Array {
  const permutation = new RandomStream((seed ^ orderKey) >>> 0, epoch).permutation(indices.length);
  return Uint32Array.from(permutation, (position) => indices[position] as number);
}
