/** Reads the activations of nodes for given samples, between steps and without touching the training state. */
import type { Session, TensorData } from '../backends/types.ts';
import type { Part } from '../data/types.ts';
import type { LoweredNetwork } from '../graph/lower/types.ts';
import { fillSlot } from './feeder.ts';

/** Outputs `probe:<node path>:<port>`, batch first, in the order of `samples`. */
export async function probeNodes(
  session: Session,
  network: LoweredNetwork,
  part: Part,
  nodes: readonly string[],
  samples: Uint32Array,
): Promise<Readonly<Record<string, TensorData>>> {
  const lowered = network.probe(nodes, samples.length);
  const executable = await session.load(lowered.program);
  const slot = await executable.acquire();
  await fillSlot(slot, lowered, part, samples, { seed: 0, step: 0, scalars: {} });
  return (await slot.run()).outputs;
}
