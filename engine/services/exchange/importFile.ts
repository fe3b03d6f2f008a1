/** A model file that a person gave, with files beside it, in; a project and its weights as plain data out. */
import type { OpenBeside } from '../../formats/types.ts';
import { NetloomError } from '../../util/errors.ts';
import { importModel } from '../graph/importModel.ts';
import type { MountedFile } from '../training/types.ts';
import type { ImportedProject, ImportRequest } from './types.ts';

/** Bytes that a browser reads as one piece. */
const LARGEST = 2 ** 31 - 2 ** 16;

/** Throws 'file-too-large', 'onnx-external-missing' with the missing file as its place, and what `importModel` throws. */
export async function importFile(request: ImportRequest): Promise<ImportedProject> {
  const { name, file, beside, weightsPath } = request;
  if (file.size > LARGEST)
    throw new NetloomError('file-too-large', `${name} is too large to be opened here.`, name);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const imported = await importModel(
    { name, bytes, openBeside: besideOf(name, beside) },
    weightsPath,
  );
  const { project, weights, parameters, operators, producer, version } = imported;
  return { project, weights, parameters, operators, producer, version };
}

/** By the path that the model names, or by its last part: a browser gives files without their folder. */
function besideOf(model: string, files: readonly MountedFile[]): OpenBeside {
  return async (location) => {
    const last = (path: string) => path.slice(path.lastIndexOf('/') + 1);
    const found =
      files.find(({ path }) => path === location) ??
      files.find(({ path }) => last(path) === last(location));
    if (!found) {
      throw new NetloomError(
        'onnx-external-missing',
        `${model} keeps its weights in ${location}, a file beside it: give that file too.`,
        location,
      );
    }
    const { file } = found;
    return {
      name: location,
      size: file.size,
      read: async (offset, length) =>
        new Uint8Array(await file.slice(offset, offset + length).arrayBuffer()),
      close: async () => undefined,
    };
  };
}
