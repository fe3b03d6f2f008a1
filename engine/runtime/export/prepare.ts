/** A trained network and the type of a format in; files to write and the way to prove them out. */
import { formats } from '../../formats/index.ts';
import type { FormatDefinition } from '../../formats/types.ts';
import { NetloomError } from '../../util/errors.ts';
import type { ChosenWeights } from '../chosenWeights.ts';
import { describeForUsers } from './describe.ts';
import { readBack } from './readBack.ts';
import { rerunModel } from './rerunModel.ts';
import type { ExportOptions, ExportSource, PreparedExport, Verdict } from './types.ts';

/**
 * `name` is the file's, with its extension. Nothing is computed before the files are written. Throws 'format-unknown' for a
 * format that does not write, 'weights-not-finite', and what the format says.
 */
export function prepareExport(
  source: ExportSource,
  type: string,
  name: string,
  options: ExportOptions,
): PreparedExport {
  const format = formats.get(type);
  if (!format?.writeModel) return prepareWeights(source.weights, type);
  const { tensors } = requireFinite(source.weights);
  const { network } = source;
  const model = {
    network,
    tensors: new Map(tensors.map(({ name: tensor, data }) => [tensor, data])),
    metadata: describeForUsers(source),
  };
  const written = format.writeModel(model, { ...options, name });
  return {
    files: written.files,
    ...counts(source.weights),
    check: (read, how) => rerunModel(source, { ...options, name }, written, read, how),
  };
}

/** Weights alone, which are one file and need no other program. */
export interface PreparedWeights extends Omit<PreparedExport, 'check'> {
  readonly bytes: Uint8Array<ArrayBuffer>;
  check(read: (suffix: string) => Promise<Uint8Array>): Promise<Verdict>;
}
/** Throws 'format-unknown' for a format that does not write weights, 'weights-not-finite'. */
export function prepareWeights(weights: ChosenWeights, type: string): PreparedWeights {
  const format = writerOf(type);
  const bytes = format.write(requireFinite(weights).tensors);
  return {
    bytes,
    files: [{ suffix: '', length: bytes.length, pieces: () => [bytes] }],
    ...counts(weights),
    check: async (read) => readBack(format, await read(''), weights),
  };
}

function writerOf(type: string): FormatDefinition & Required<Pick<FormatDefinition, 'write'>> {
  const format = formats.get(type);
  if (format?.write) return { ...format, write: format.write };
  throw new NetloomError('format-unknown', `Weights cannot be written as "${type}".`);
}
function requireFinite(weights: ChosenWeights): ChosenWeights {
  for (const { name, data } of weights.tensors) {
    if (data.every(Number.isFinite)) continue;
    throw new NetloomError(
      'weights-not-finite',
      `The weights "${name}" are no longer finite numbers, so they are not written.`,
      name,
    );
  }
  return weights;
}
function counts({ tensors }: ChosenWeights): Pick<PreparedExport, 'tensors' | 'parameters'> {
  return {
    tensors: tensors.length,
    parameters: tensors.reduce((sum, { data }) => sum + data.length, 0),
  };
}
