/** Takes weights and a format; gives a file of them that has been read back and found equal, bit by bit. */
import { formats } from '../../formats/index.ts';
import type { ChosenWeights } from '../../runtime/chosenWeights.ts';
import { prepareWeights } from '../../runtime/export/prepare.ts';
import { hex, sha256 } from '../../util/sha256.ts';
import type { ExportedFile } from './types.ts';

/** Throws 'format-unknown' for a format that does not write, 'weights-not-finite', 'export-differs'. */
export async function exportFile(weights: ChosenWeights, type: string): Promise<ExportedFile> {
  const { bytes, tensors, parameters, check } = prepareWeights(weights, type);
  await check(async () => bytes);
  return {
    bytes,
    sha256: hex(sha256(bytes)),
    which: weights.which,
    epoch: weights.epoch ?? null,
    extension: formats.get(type)?.extensions[0] ?? type,
    verdict: 'read-back',
    tensors,
    parameters,
  };
}
