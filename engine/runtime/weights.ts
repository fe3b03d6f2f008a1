/** Weights from files into a session: all of them for using a trained network, some for fine-tuning. */
import type { Session } from '../backends/types.ts';
import { readSafetensors } from '../formats/safetensors.ts';
import type { LoweredNetwork } from '../graph/lower/types.ts';
import type { Platform } from '../platform.ts';
import { readWhole } from '../util/byteReader.ts';
import { NetloomError } from '../util/errors.ts';

export type NamedTensors = ReadonlyMap<
  string,
  { readonly shape: readonly number[]; readonly values: Float32Array }
>;

interface FileRules {
  /** Names the file. */
  readonly place: string;
  readonly requireAll: boolean;
}

/** Throws `weights-missing` and `weights-do-not-fit` before anything is changed. */
export function importWeights(
  session: Session,
  network: LoweredNetwork,
  tensors: NamedTensors,
  rules: FileRules,
): void {
  for (const { name, exportName } of fittingState(network, tensors, rules)) {
    session.writeState(name, (tensors.get(exportName) as { values: Float32Array }).values);
  }
}

/** State that the file has values for; throws `weights-missing` and `weights-do-not-fit`. */
export function fittingState(
  network: Pick<LoweredNetwork, 'state'>,
  tensors: NamedTensors,
  { place, requireAll }: FileRules,
): LoweredNetwork['state'] {
  const state = network.state.filter(({ role }) => role !== 'slot');
  const found = state.filter(({ exportName }) => tensors.has(exportName));
  const missing = state.find(({ exportName }) => !tensors.has(exportName));
  if (missing && (requireAll || found.length === 0)) {
    throw new NetloomError(
      'weights-missing',
      `The weights file has no "${missing.exportName}", which this network needs.`,
      place,
    );
  }
  for (const { exportName, type } of found) {
    const shape = tensors.get(exportName)?.shape ?? [];
    if (shape.join() === type.shape.join()) continue;
    const text = (sizes: readonly number[]) => sizes.join('×') || 'one number';
    throw new NetloomError(
      'weights-do-not-fit',
      `The weights "${exportName}" have another size: ${text(shape)} in the file, ${text(type.shape)} in the network.`,
      place,
    );
  }
  return found;
}

/** Begins with a file's weights where names agree; layers that are new keep their initializers. */
export async function loadInitialWeights(
  platform: Platform,
  session: Session,
  network: LoweredNetwork,
  path: string,
): Promise<void> {
  const tensors = await readTensors(platform, path);
  importWeights(session, network, tensors, { place: path, requireAll: false });
}
/** Throws what `loadInitialWeights` would; where the network cannot be built yet, the file alone is read. */
export async function checkInitialWeights(
  platform: Platform,
  network: LoweredNetwork | null,
  path: string,
): Promise<void> {
  const tensors = await readTensors(platform, path);
  if (network) fittingState(network, tensors, { place: path, requireAll: false });
}
/** The tensors of a weights file, by name, in its order. */
export async function readTensors(platform: Platform, path: string): Promise<NamedTensors> {
  const file = await platform.openFile(path);
  try {
    return readSafetensors(await readWhole(file, 4 * 2 ** 30), path).tensors;
  } finally {
    await file.close();
  }
}
