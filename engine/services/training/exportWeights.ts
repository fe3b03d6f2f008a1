/** Takes weights and a format; gives a file of them that has been read back and found equal, bit by bit. */
import { formats } from '../../formats/index.ts';
import type { FormatDefinition } from '../../formats/types.ts';
import type { ChosenWeights } from '../../runtime/chosenWeights.ts';
import { NetloomError } from '../../util/errors.ts';
import { hex, sha256 } from '../../util/sha256.ts';
import type { ExportedFile } from './types.ts';

/** Throws 'format-unknown' for a format that does not write, 'weights-not-finite', 'export-differs'. */
export function exportFile(weights: ChosenWeights, type: string): ExportedFile {
  const format = formats.get(type);
  if (!format?.write) {
    throw new NetloomError('format-unknown', `Weights cannot be written as "${type}".`);
  }
  for (const { name, data } of weights.tensors) {
    if (data.every(Number.isFinite)) continue;
    throw new NetloomError(
      'weights-not-finite',
      `The weights "${name}" are no longer finite numbers, so they are not written.`,
      name,
    );
  }
  const bytes = format.write(weights.tensors);
  readBack(format, bytes, weights);
  return {
    bytes,
    sha256: hex(sha256(bytes)),
    which: weights.which,
    epoch: weights.epoch ?? null,
    extension: format.extensions[0] ?? type,
    verdict: 'read-back',
    tensors: weights.tensors.length,
    parameters: weights.tensors.reduce((sum, { data }) => sum + data.length, 0),
  };
}

function readBack(format: FormatDefinition, bytes: Uint8Array, { tensors }: ChosenWeights): void {
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
}
function sameBits(a: Float32Array, b: Float32Array): boolean {
  const left = new Uint32Array(a.buffer, a.byteOffset, a.length);
  const right = new Uint32Array(b.buffer, b.byteOffset, b.length);
  return left.length === right.length && left.every((bits, i) => bits === right[i]);
}
