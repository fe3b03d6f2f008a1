import { describe, expect, test } from 'vitest';
import { ProgramBuilder } from '../../ir/builder.ts';
import * as ir from '../../ir/construct.ts';
import type { DType, ValueId } from '../../ir/types.ts';
import { randomUniform } from '../../util/random.ts';
import { evaluate, referenceBackend } from './index.ts';

/** The elements of what `build` makes, in f64. */
function run(build: (e: ProgramBuilder) => ValueId): number[] {
  const e = new ProgramBuilder();
  e.output('y', build(e));
  return [...(evaluate(e.finish('test'), {}, {}).outputs.y ?? [])];
}
const vector = (e: ProgramBuilder, data: number[], dtype: DType = 'f32') =>
  ir.constant(e, [data.length], data, dtype);
const range = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

describe('scalars', () => {
  test('integers wrap, comparisons give bools', () => {
    expect(run((e) => ir.add(e, vector(e, [2147483647], 'i32'), ir.num(1)))).toEqual([-2147483648]);
    expect(run((e) => ir.sub(e, vector(e, [0], 'u32'), ir.num(1)))).toEqual([4294967295]);
    expect(run((e) => ir.mul(e, vector(e, [65537], 'u32'), vector(e, [65537], 'u32')))).toEqual([
      131073,
    ]);
    expect(run((e) => ir.less(e, vector(e, [1, 2, 3, NaN]), ir.num(2)))).toEqual([1, 0, 0, 0]);
    expect(run((e) => ir.maximum(e, vector(e, [1, NaN]), ir.num(0)))).toEqual([1, NaN]);
  });
  test('casts truncate and saturate from f32, wrap between integers', () => {
    const values = [1.9, -1.9, 3e9, -3e9, NaN, Infinity];
    expect(run((e) => ir.cast(e, vector(e, values), 'i32'))).toEqual([
      1, -1, 2147483647, -2147483648, 0, 2147483647,
    ]);
    expect(run((e) => ir.cast(e, vector(e, values), 'u8'))).toEqual([1, 0, 255, 0, 0, 255]);
    expect(run((e) => ir.cast(e, vector(e, [300, -1], 'i32'), 'u8'))).toEqual([44, 255]);
    expect(run((e) => ir.cast(e, vector(e, [-1], 'i32'), 'u32'))).toEqual([4294967295]);
    expect(run((e) => ir.cast(e, vector(e, [0, -0.5, NaN]), 'bool'))).toEqual([0, 1, 1]);
  });
  test('f32 rounds each result, f64 does not', () => {
    const e = new ProgramBuilder();
    e.output('y', ir.add(e, ir.input(e, 'x', []), ir.num(0.1)));
    const program = e.finish('sum');
    expect(evaluate(program, { x: [0.2] }, {}, 'f64').outputs.y).toEqual(
      new Float64Array([0.2 + 0.1]),
    );
    expect(evaluate(program, { x: [0.2] }, {}, 'f32').outputs.y).toEqual(
      new Float32Array([Math.fround(0.2) + Math.fround(0.1)]),
    );
  });
  test('random numbers are those of the definition', () => {
    const numbers = run((e) => {
      const [seed, step] = [5, 9].map((x) => ir.constant(e, [], [x], 'u32')) as [number, number];
      return ir.random(e, seed, step, [2, 3], { node: 77, use: 1 });
    });
    expect(numbers).toEqual(range(6).map((i) => randomUniform(5, 9, 77, 1, i - 1)));
  });
});

describe('tensors', () => {
  const grid = (e: ProgramBuilder) => ir.constant(e, [2, 3], range(6));
  test('movement', () => {
    expect(run((e) => ir.transpose(e, grid(e), [1, 0]))).toEqual([1, 4, 2, 5, 3, 6]);
    expect(run((e) => ir.broadcastTo(e, vector(e, [1, 2]), [2, 2]))).toEqual([1, 2, 1, 2]);
    expect(run((e) => ir.pad(e, vector(e, [1, 2]), [1], [2], 9))).toEqual([9, 1, 2, 9, 9]);
    expect(run((e) => ir.slice(e, grid(e), [0, 0], [2, 2], [1, 2]))).toEqual([1, 3, 4, 6]);
    expect(run((e) => ir.concat(e, [grid(e), ir.constant(e, [2, 1], [8, 9])], 1))).toEqual([
      1, 2, 3, 8, 4, 5, 6, 9,
    ]);
    expect(run((e) => ir.reverse(e, grid(e), [0, 1]))).toEqual([6, 5, 4, 3, 2, 1]);
    expect(run((e) => ir.iota(e, [2, 3], 1))).toEqual([0, 1, 2, 0, 1, 2]);
  });
  test('reductions', () => {
    expect(run((e) => ir.sum(e, grid(e), [0]))).toEqual([5, 7, 9]);
    expect(run((e) => ir.sum(e, grid(e)))).toEqual([21]);
    expect(run((e) => ir.reduceMax(e, ir.neg(e, grid(e)), [1]))).toEqual([-1, -4]);
    expect(run((e) => ir.argmax(e, ir.constant(e, [2, 3], [1, 3, 3, -4, -5, -4]), 1))).toEqual([
      1, 0,
    ]);
    expect(run((e) => ir.argmax(e, ir.constant(e, [3, 2], [1, 3, 3, -4, -5, -4]), 0))).toEqual([
      1, 0,
    ]);
  });
  test('dot, stored either way', () => {
    const a = (e: ProgramBuilder) => ir.constant(e, [1, 2, 3], range(6));
    const b = (e: ProgramBuilder) => ir.constant(e, [1, 3, 2], range(6));
    const flip = (e: ProgramBuilder, x: ValueId) => ir.transpose(e, x, [0, 2, 1]);
    const product = [22, 28, 49, 64];
    expect(run((e) => ir.dot(e, a(e), b(e)))).toEqual(product);
    expect(run((e) => ir.dot(e, flip(e, a(e)), b(e), { transposeA: true }))).toEqual(product);
    expect(run((e) => ir.dot(e, a(e), flip(e, b(e)), { transposeB: true }))).toEqual(product);
  });
  test('conv: stride, padding, dilation and groups', () => {
    const line = (e: ProgramBuilder, channels = 1) =>
      ir.constant(e, [1, 6 / channels, channels], range(6));
    const kernel = (e: ProgramBuilder) => ir.constant(e, [2, 1, 1], [10, 1]);
    const geometry = {
      stride: [1],
      padding: [[0, 0]] as [number, number][],
      dilation: [1],
      groups: 1,
    };
    expect(run((e) => ir.conv(e, line(e), kernel(e), geometry))).toEqual([12, 23, 34, 45, 56]);
    expect(
      run((e) => ir.conv(e, line(e), kernel(e), { ...geometry, stride: [2], padding: [[1, 0]] })),
    ).toEqual([1, 23, 45]);
    expect(run((e) => ir.conv(e, line(e), kernel(e), { ...geometry, dilation: [3] }))).toEqual([
      14, 25, 36,
    ]);
    const grouped = (e: ProgramBuilder) => ir.constant(e, [1, 1, 2], [10, 100]);
    expect(run((e) => ir.conv(e, line(e, 2), grouped(e), { ...geometry, groups: 2 }))).toEqual([
      10, 200, 30, 400, 50, 600,
    ]);
  });
  test('windows: padding never wins, the first largest does', () => {
    const line = (e: ProgramBuilder) => ir.constant(e, [1, 4, 1], [-3, -1, -1, -2]);
    const geometry = { size: [2], stride: [2], padding: [[1, 1]] as [number, number][] };
    expect(run((e) => ir.windowMax(e, line(e), geometry)[0] as ValueId)).toEqual([-3, -1, -2]);
    expect(run((e) => ir.windowMax(e, line(e), geometry)[1] as ValueId)).toEqual([1, 0, 0]);
    expect(run((e) => ir.windowSum(e, line(e), geometry))).toEqual([-3, -2, -2]);
  });
});

describe('session', () => {
  const state = [{ name: 'total', type: { dtype: 'f32', shape: [] } }] as const;
  function accumulate() {
    const e = new ProgramBuilder();
    const total = ir.add(e, ir.param(e, 'total', []), ir.input(e, 'x', []));
    const finite = ir.isFinite(e, total);
    e.output('finite', finite);
    e.output('total', total);
    e.update('total', ir.select(e, finite, total, ir.param(e, 'total', [])));
    return e.finish('accumulate');
  }
  async function step(session: Awaited<ReturnType<typeof open>>, x: number) {
    const slot = await session.executable.acquire();
    slot.inputs.x?.set([x]);
    return slot.run();
  }
  async function open() {
    const session = await referenceBackend.createSession({ threads: 1, state });
    const program = accumulate();
    const executable = await session.load(program, { haltOutput: 'finite' });
    expect(await session.load(program)).toBe(executable);
    return { session, executable };
  }
  test('keeps state, halts, skips and resumes', async () => {
    const run = await open();
    run.session.writeState('total', [1]);
    expect((await step(run, 2)).outputs.total).toEqual(new Float32Array([3]));
    const halting = await step(run, Infinity);
    expect([halting.status, halting.outputs.finite?.[0]]).toEqual(['done', 0]);
    expect(await step(run, 1)).toEqual({ status: 'skipped', outputs: {}, milliseconds: 0 });
    run.session.resume();
    expect((await step(run, 4)).outputs.total).toEqual(new Float32Array([7]));
    expect(run.session.readState('total')).toEqual(new Float32Array([7]));
  });
  test('a slot runs once; state that is not there is an error', async () => {
    const run = await open();
    const slot = await run.executable.acquire();
    await slot.run();
    await expect(slot.run()).rejects.toThrow('a slot runs once');
    expect(() => run.session.readState('nothing')).toThrow("state 'nothing' exists");
    const other = await referenceBackend.createSession({ threads: 1, state: [] });
    await expect(other.load(accumulate())).rejects.toThrow('is state');
  });
  test('statistics count multiply-adds as two', async () => {
    const e = new ProgramBuilder();
    const x = ir.param(e, 'x', [1, 8, 8, 4]);
    const kernel = ir.param(e, 'k', [3, 3, 4, 6]);
    const geometry = {
      stride: [1, 1],
      padding: [
        [0, 0],
        [0, 0],
      ] as [number, number][],
      dilation: [1, 1],
      groups: 1,
    };
    e.output('y', ir.conv(e, x, kernel, geometry));
    const types = { x: [1, 8, 8, 4], k: [3, 3, 4, 6] };
    const session = await referenceBackend.createSession({
      threads: 1,
      state: Object.entries(types).map(([name, shape]) => ({
        name,
        type: { dtype: 'f32', shape },
      })),
    });
    const { flops, stateBytes } = (await session.load(e.finish('conv'))).statistics();
    expect(flops).toBe(2 * 36 * 6 * 36);
    expect(stateBytes).toBe(4 * (256 + 216));
  });
});
