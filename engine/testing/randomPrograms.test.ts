/** Random Programs on wasm, through passes, fusion, plan, code generation and driver, against the reference. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { evaluate } from '../backends/reference/evaluate.ts';
import { wasmBackend } from '../backends/wasm/index.ts';
import { type RandomProgram, randomProgram } from './randomProgram.ts';
import { paramsOf } from './targets.ts';
import { testPlatform } from './threads.ts';

type Values = Readonly<Record<string, ArrayLike<number>>>;
const backend = wasmBackend(testPlatform({ sharedMemory: false }));

/** Results and new params. */
async function onWasm({ program, inputs, params }: RandomProgram): Promise<Values> {
  const state = paramsOf(program);
  const session = await backend.createSession({ threads: 1, state });
  try {
    for (const { name } of state) session.writeState(name, params[name] ?? []);
    const slot = await (await session.load(program)).acquire();
    for (const [name, view] of Object.entries(slot.inputs)) view.set(inputs[name] ?? []);
    const { outputs } = await slot.run();
    const updated = program.updates.map(({ param }) => [
      `param ${param}`,
      session.readState(param),
    ]);
    return { ...outputs, ...Object.fromEntries(updated) };
  } finally {
    await session.close();
  }
}
function onReference({ program, inputs, params }: RandomProgram, precision: 'f32' | 'f64'): Values {
  const { outputs, updates } = evaluate(program, inputs, params, precision);
  const updated = Object.entries(updates).map(([name, data]) => [`param ${name}`, data]);
  return { ...outputs, ...Object.fromEntries(updated) };
}

/** Largest difference relative to the largest finite value; infinite where NaN or infinities disagree. */
function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let scale = 1;
  let most = 0;
  for (let i = 0; i < b.length; i++) {
    const [x, y] = [a[i] as number, b[i] as number];
    if (Number.isFinite(y)) scale = Math.max(scale, Math.abs(y));
    if (Object.is(x, y) || x === y) continue;
    const difference = Math.abs(x - y);
    most = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(most, difference);
  }
  return most / scale;
}

it('computes what the reference computes', async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(randomProgram(18), async (random) => {
      const exact = onReference(random, 'f64');
      const single = onReference(random, 'f32');
      const found = await onWasm(random);
      expect(Object.keys(found).sort()).toEqual(Object.keys(exact).sort());
      for (const [name, values] of Object.entries(exact)) {
        // Where rounding alone decides the result (a floor, a tie), f32 proves nothing.
        if (distance(single[name] ?? [], values) > 1e-4) continue;
        compared++;
        const apart = distance(found[name] ?? [], values);
        if (apart > 1e-3) throw new Error(`${name} is ${apart} apart.`);
      }
    }),
    { numRuns: 150, seed: 7 },
  );
  expect(compared).toBeGreaterThan(300);
});
