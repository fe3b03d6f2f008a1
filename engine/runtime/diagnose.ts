/** Re-runs a batch whose loss or gradient was not finite, with every value kept, and names what broke first. */
import type { Session } from '../backends/types.ts';
import type { Part } from '../data/types.ts';
import type { LoweredNetwork } from '../graph/lower/types.ts';
import type { NonFinite } from './events.ts';
import { fillSlot } from './feeder.ts';

/** The state must be what it was before the step; it is not changed. */
export async function firstNonFinite(
  session: Session,
  network: LoweredNetwork,
  part: Part,
  step: {
    readonly phase: number;
    readonly objective: number;
    readonly indices: Uint32Array;
    readonly step: number;
    readonly seed: number;
    readonly scalars: Readonly<Record<string, number>>;
  },
): Promise<NonFinite> {
  const diagnosis = network.diagnosis(step.phase, step.objective, step.indices.length);
  const executable = await session.load(diagnosis.program);
  const slot = await executable.acquire();
  await fillSlot(slot, diagnosis, part, step.indices, step);
  const { outputs } = await slot.run();
  const check = diagnosis.checks.find(({ output }) => outputs[output]?.[0] === 0);
  return check
    ? { step: step.step, node: check.node, what: check.what, name: check.name }
    : { step: step.step, node: '', what: 'output', name: 'loss' };
}
