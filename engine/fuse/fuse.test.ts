/** Fused kernels compute what the Program says, whatever the ops and however they are joined. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../backends/reference/evaluate.ts';
import type { Program } from '../ir/types.ts';
import { optimize } from '../passes/optimize.ts';
import { interpretKernels } from '../testing/interpretKernels.ts';
import { type RandomProgram, randomProgram } from '../testing/randomProgram.ts';
import { fuse } from './fuse.ts';

/** Sums in another order differ in the last bits; NaN and infinities must agree. */
function expectSame(what: string, actual: ArrayLike<number>, wanted: ArrayLike<number>) {
  expect(actual.length).toBe(wanted.length);
  let scale = 1;
  for (let i = 0; i < wanted.length; i++) {
    const size = Math.abs(wanted[i] as number);
    if (Number.isFinite(size)) scale = Math.max(scale, size);
  }
  for (let i = 0; i < wanted.length; i++) {
    const [a, b] = [actual[i] as number, wanted[i] as number];
    const close = Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-9 * scale;
    if (!close) throw new Error(`${what}[${i}] is ${a} instead of ${b}.`);
  }
}
function check({ program, inputs, params }: RandomProgram, fused: Program) {
  const wanted = evaluate(program, inputs, params, 'f64');
  const actual = interpretKernels(fuse(fused), inputs, params, 'f64');
  for (const [name, data] of Object.entries(wanted.outputs))
    expectSame(`output ${name}`, actual.outputs[name] as ArrayLike<number>, data);
  for (const [name, data] of Object.entries(wanted.updates))
    expectSame(`param ${name}`, (actual.params[name] ?? params[name]) as ArrayLike<number>, data);
}

const seed = 20;
describe('fuse', () => {
  it('computes what the reference computes on random Programs', () => {
    fc.assert(
      fc.property(randomProgram(), (random) => check(random, random.program)),
      { numRuns: Number(process.env.RUNS ?? 150), seed: Number(process.env.SEED ?? seed) },
    );
  });
  it('does so after the passes too', () => {
    fc.assert(
      fc.property(randomProgram(), (random) => check(random, optimize(random.program))),
      { numRuns: Number(process.env.RUNS ?? 150), seed: Number(process.env.SEED ?? seed) },
    );
  });
});
