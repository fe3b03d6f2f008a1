/** A folder and the name of a file that a model keeps weights in, in; the file's true path out, if it lies in the folder. */
import { realpath } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { NetloomError } from '../engine/index.ts';
import { failFile } from './errors.ts';

/** With all links followed. Throws NetloomError 'onnx-external-path' for what leads out, and what the system says. */
export async function resolveBeside(folder: string, location: string): Promise<string> {
  const path = join(folder, location);
  const [inside, target] = await Promise.all([realpath(resolve(folder)), realpath(path)]).catch(
    (error) => failFile(error, path),
  );
  const way = relative(inside, target);
  if (way === '' || way === '..' || way.startsWith(`..${sep}`) || resolve(way) === way) {
    throw new NetloomError(
      'onnx-external-path',
      `${location} leads out of the folder of the model; it is not opened.`,
      path,
    );
  }
  return target;
}
