/** A file's bytes and the weights that were written in; the verdict that every tensor is there, bit by bit, out. */
import type { FormatDefinition } from '../../formats/types.ts';
import { NetloomError } from '../../util/errors.ts';
import type { ChosenWeights } from '../chosenWeights.ts';
import type { Verdict } from './types.ts';

/** Throws 'export-differs', and what the format says of a file that it cannot read. */
export function readBack(
  format: FormatDefinition,
  bytes: Uint8Array,
  { tensors }: ChosenWeights,
): Verdict {
  const found = format.read?.(bytes, 'the exported file').tensors;
  for (const { name, shape, data } of tensors) {
    const back = found?.get(name);
    if (back && back.shape.join() === shape.join() && sameBits(back.values, data)) continue;
    throw new NetloomError(
      'export-differs',
      `The file was not written: reading "${name}" back gave other numbers.`,
      name,
    );
  }
  return { kind: 'read-back', tensors: tensors.length };
}

function sameBits(a: Float32Array, b: Float32Array): boolean {
  const left = new Uint32Array(a.buffer, a.byteOffset, a.length);
  const right = new Uint32Array(b.buffer, b.byteOffset, b.length);
  return left.length === right.length && left.every((bits, i) => bits === right[i]);
}
