/** The backends that results are compared on, each with how close to f64 it has to come. */
import { referenceBackend } from '../backends/reference/index.ts';
import type { Backend, StateSpec, TensorData } from '../backends/types.ts';
import { wasmBackend } from '../backends/wasm/index.ts';
import type { Program, TensorType } from '../ir/types.ts';
import type { Tolerance } from './close.ts';
import { testPlatform } from './threads.ts';

export interface Target {
  readonly name: string;
  readonly backend: Backend;
  readonly precision?: 'f32' | 'f64';
  readonly tolerance: Tolerance;
}

const single: Tolerance = { relative: 1e-4, absolute: 1e-5 };
const double: Tolerance = { relative: 1e-9, absolute: 1e-12 };

export const targets: readonly Target[] = [
  { name: 'reference f64', backend: referenceBackend, precision: 'f64', tolerance: double },
  { name: 'reference f32', backend: referenceBackend, precision: 'f32', tolerance: single },
  // On the calling thread: what threads do to results is tried elsewhere.
  { name: 'wasm', backend: wasmBackend(testPlatform({ sharedMemory: false })), tolerance: single },
];

export type Feed = Readonly<Record<string, ArrayLike<number>>>;
type Outputs = Readonly<Record<string, TensorData>>;

/** State that lives through several steps of one Program on a target. */
export interface Bench {
  step(feed: Feed): Promise<Outputs>;
  state(name: string): TensorData;
}

/** Opens a Session with the Program's params, filled from `initial`, and closes it after `use`. */
export async function withBench<T>(
  target: Target,
  program: Program,
  initial: Feed,
  use: (bench: Bench) => Promise<T>,
): Promise<T> {
  const { backend, precision } = target;
  const state = paramsOf(program);
  const options = { threads: 1, state, ...(precision ? { precision } : {}) };
  const session = await backend.createSession(options);
  try {
    for (const { name } of state) session.writeState(name, given(initial, name));
    const executable = await session.load(program);
    return await use({
      async step(feed) {
        const slot = await executable.acquire();
        for (const [name, view] of Object.entries(slot.inputs)) view.set(given(feed, name));
        return (await slot.run()).outputs;
      },
      state: (name) => session.readState(name),
    });
  } finally {
    await session.close();
  }
}

/** Runs a Program once. */
export function runOnce(target: Target, program: Program, feed: Feed): Promise<Outputs> {
  return withBench(target, program, feed, (bench) => bench.step(feed));
}

/** The state that a Program asks for. */
export function paramsOf(program: Program): readonly StateSpec[] {
  return program.instructions.flatMap(({ op, attributes }) =>
    op === 'param' ? [{ name: attributes.name, type: attributes.type as TensorType }] : [],
  );
}

function given(feed: Feed, name: string): ArrayLike<number> {
  const data = feed[name];
  if (data === undefined) throw new Error(`Nothing is given for ${name}.`);
  return data;
}
