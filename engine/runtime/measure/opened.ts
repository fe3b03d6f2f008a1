/** A project comes in; its network, a session with initial weights and a batch of made-up data go out: what is timed. */
import type { Backend, Session } from '../../backends/types.ts';
import type { Field, Part } from '../../data/types.ts';
import type { Project } from '../../graph/document/schema.ts';
import { inferNetwork } from '../../graph/infer/infer.ts';
import { lowerNetwork } from '../../graph/lower/lower.ts';
import type { LoweredNetwork } from '../../graph/lower/types.ts';
import { RandomStream } from '../../util/random.ts';
import type { StageListener } from '../../util/stages.ts';
import { requireRunnable } from '../runnable.ts';
import { initializeState } from '../state.ts';

export interface OpenRequest {
  readonly project: Project;
  readonly fields: readonly Field[];
  readonly batchSize: number;
  readonly backend: Backend;
  readonly threads: number;
  /** Also asks the threads where their time goes, which slows a step a little. */
  readonly profile?: boolean;
}
export interface MeasureRequest extends OpenRequest {
  /** Milliseconds of warm-up (code gets faster while it runs) and of measuring; 0: nothing is timed. */
  readonly warmUp: number;
  readonly measure: number;
}

/** Of weights, data and steps. */
export const seed = 1;

/** Opens, hands over, and closes whatever happens. */
export async function withOpened<T>(
  { project, fields, backend, threads, profile = false }: OpenRequest,
  use: (network: LoweredNetwork, session: Session) => Promise<T>,
  onStage: StageListener = () => undefined,
): Promise<T> {
  const inferred = requireRunnable(inferNetwork(project, fields));
  onStage('infer');
  const network = lowerNetwork(inferred, onStage);
  const options = { state: network.state, threads, profile, onStage };
  const session = await backend.createSession(options);
  try {
    initializeState(session, network, seed);
    onStage('open');
    return await use(network, session);
  } finally {
    await session.close();
  }
}

/** One batch of normal features and uniform classes, the same for every run. */
export function madeUpPart(fields: readonly Field[], size: number): Part {
  const random = new RandomStream(seed, 0x62656e63);
  const values = new Map<string, Float32Array | Int32Array>();
  for (const { name, dtype, shape, classes } of fields) {
    const length = size * shape.reduce((product, n) => product * n, 1);
    const made = Array.from({ length }, () =>
      classes ? random.integer(classes.length) : random.normal(),
    );
    values.set(name, dtype === 'i32' ? Int32Array.from(made) : Float32Array.from(made));
  }
  return {
    size,
    read: async (field, indices, out) => {
      const all = values.get(field) as Float32Array | Int32Array;
      const width = all.length / size;
      for (const [i, index] of indices.entries())
        out.set(all.subarray(index * width, (index + 1) * width), i * width);
    },
  };
}
/** All samples of a batch, in order. */
export function wholeBatch(size: number): Uint32Array {
  return Uint32Array.from({ length: size }, (_, i) => i);
}
