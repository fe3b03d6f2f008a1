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

/** Throws `weights-missing` and `weights-do-not-fit` before anything is changed. `place` names the file. */
export function importWeights(
  session: Session,
  network: LoweredNetwork,
  tensors: NamedTensors,
  { place, requireAll }: { readonly place: string; readonly requireAll: boolean },
): void {
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
  for (const { name, exportName } of found) {
    session.writeState(name, (tensors.get(exportName) as { values: Float32Array }).values);
  }
}

/** Begins with a file's weights where names agree; layers that are new keep their initializers. */
export async function loadInitialWeights(
  platform: Platform,
  session: Session,
  network: LoweredNetwork,
  path: string,
): Promise<void> {
  const file = await platform.openFile(path);
  try {
    const { tensors } = readSafetensors(await readWhole(file, 4 * 2 ** 30), path);
    importWeights(session, network, tensors, { place: path, requireAll: false });
  } finally {
    await file.close();
  }
}
