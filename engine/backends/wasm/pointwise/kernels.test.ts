/** Map and reduce kernels drawn at random, and the shapes that networks have, against the interpretation. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MapKernel, ReduceKernel, Scalar } from '../../../fuse/kernel.ts';
import type { Shape } from '../../../ir/types.ts';
import { expectClose } from '../../../testing/close.ts';
import {
  bufferOf,
  contents,
  dense,
  expectEqualBits,
  interpret,
  type PointwiseCase,
  read,
  run,
} from '../../../testing/pointwiseCases.ts';
import { randomMap, randomReduce } from '../../../testing/randomKernels.ts';
import { plainTarget } from '../../../testing/runTasks.ts';
import { RandomStream } from '../../../util/random.ts';
import { ModuleBuilder } from '../assembler/module.ts';
import { emitPointwise } from './emit.ts';

const size = (shape: Shape): number => shape.reduce((n, d) => n * d, 1);

function checkMap(given: PointwiseCase): void {
  const { pointwise } = given.kernel as MapKernel;
  const wanted = interpret(given, 'f32');
  const got = run(given);
  for (const { access } of pointwise.writes)
    expectEqualBits(
      `buffer ${access.buffer}`,
      got[access.buffer] ?? [],
      wanted[access.buffer] ?? [],
    );
}

/** Sums in f32 by another order than the interpretation's in f64 are only close. */
function checkReduce(given: PointwiseCase): void {
  const { before, reductions, after } = given.kernel as ReduceKernel;
  const wanted = interpret(given, 'f32');
  const got = run(given);
  reductions.forEach(({ op, value }, i) => {
    const { buffer } = after.writes[i]?.access ?? { buffer: -1 };
    const [actual, expected] = [got[buffer] ?? [], wanted[buffer] ?? []];
    const isFloatSum = op === 'sum' && before.body[value]?.dtype === 'f32';
    if (!isFloatSum) expectEqualBits(`${op} ${i}`, actual, expected);
    else expectFloatSums(actual, expected);
  });
}
function expectFloatSums(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  // Overflow and NaN must agree; finite sums are close to the size of what may have been cancelled.
  const isNumber = (x: number | undefined): boolean =>
    Number.isFinite(x) && Math.abs(x ?? 0) < 1e30;
  const finite = Array.from({ length: expected.length }, (_, i) => i).filter((i) =>
    isNumber(expected[i]),
  );
  const largest = finite.reduce((most, i) => Math.max(most, Math.abs(expected[i] as number)), 1);
  expectClose(
    'sum',
    finite.map((i) => actual[i] as number),
    finite.map((i) => expected[i] as number),
    { relative: 1e-4, absolute: 1e-3 * Math.sqrt(largest) },
  );
  for (let i = 0; i < expected.length; i++)
    if (!Number.isFinite(expected[i])) expect(actual[i]).toBe(expected[i]);
}

describe('random kernels', () => {
  it('maps of any shape, strides, dtypes and bodies', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => checkMap(randomMap(new RandomStream(seed)))),
      { numRuns: 250, seed: 1 },
    );
  });
  it('reductions over any axes', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => checkReduce(randomReduce(new RandomStream(seed)))),
      { numRuns: 250, seed: 2 },
    );
  });
});

describe('maps', () => {
  it.each([[[40_000]], [[3000, 6]], [[500, 10]], [[70, 128]], [[4, 33_000]]])(
    'in place over %j',
    (shape) => {
      const random = new RandomStream(3);
      const columns = shape.at(-1) as number;
      const perColumn = {
        buffer: 1,
        offset: 0,
        strides: shape.map((_, i) => +(i === shape.length - 1)),
      };
      const at = dense(0, shape);
      checkMap({
        kernel: {
          kind: 'map',
          shape,
          origins: [],
          pointwise: {
            reads: [at, perColumn, dense(2, shape)],
            body: [
              read(0),
              read(1),
              read(2),
              { op: 'add', operands: [0, 1], dtype: 'f32' },
              { op: 'mul', operands: [2, 0], dtype: 'f32' },
            ],
            writes: [
              { access: at, value: 3 },
              { access: dense(2, shape), value: 4 },
            ],
          },
        },
        buffers: [bufferOf(shape), bufferOf([columns]), bufferOf(shape)],
        data: new Map([
          [0, contents(size(shape), 'f32', random)],
          [1, contents(columns, 'f32', random)],
          [2, contents(size(shape), 'f32', random)],
        ]),
      });
    },
  );
  it('over nothing do nothing', () => {
    const shape = [0, 4];
    const pointwise = { reads: [], body: [], writes: [] };
    const kernel: MapKernel & { origins: string[] } = {
      kind: 'map',
      shape,
      pointwise,
      origins: [],
    };
    expect(emitPointwise(kernel, [], plainTarget).tasks).toEqual([]);
  });
  it('of one body share one function, whatever their sizes', () => {
    const keys = [[100], [64, 10], [3, 3, 16, 32], [1, 7, 5]].map((shape) => {
      const kernel = addKernel(shape);
      return emitPointwise(kernel, [bufferOf(shape), bufferOf(shape)], plainTarget).tasks[0]?.key;
    });
    expect(new Set(keys).size).toBe(1);
  });
  it('are small code', () => {
    const module = new ModuleBuilder({ memory: { minimum: 1, maximum: 1, shared: false } });
    const kernel = addKernel([64, 10]);
    emitPointwise(kernel, [bufferOf([64, 10]), bufferOf([64, 10])], plainTarget).tasks[0]?.write(
      module,
    );
    expect(module.build().length).toBeLessThan(700);
  });
});

function addKernel(shape: Shape): MapKernel & { readonly origins: string[] } {
  return {
    kind: 'map',
    shape,
    origins: [],
    pointwise: {
      reads: [dense(0, shape), dense(1, shape)],
      body: [read(0), read(1), { op: 'add', operands: [0, 1], dtype: 'f32' }],
      writes: [{ access: dense(0, shape), value: 2 }],
    },
  };
}

/** Sum, sum of squares, largest and its position, all in one pass. */
function statistics(shape: Shape, outer: number, strides: readonly number[]): PointwiseCase {
  const outerShape = shape.slice(0, outer);
  const accumulators = [0, 1, 2, 3].map(
    (reduction): Scalar => ({
      op: 'accumulator',
      reduction,
      dtype: reduction === 3 ? 'i32' : 'f32',
    }),
  );
  return {
    kernel: {
      kind: 'reduce',
      shape,
      outer,
      origins: [],
      before: {
        reads: [{ buffer: 0, offset: 0, strides }],
        body: [read(0), { op: 'mul', operands: [0, 0], dtype: 'f32' }],
        writes: [],
      },
      reductions: [
        { op: 'sum', value: 0 },
        { op: 'sum', value: 1 },
        { op: 'max', value: 0 },
        { op: 'argmax', value: 0 },
      ],
      after: {
        reads: [],
        body: accumulators,
        writes: accumulators.map((_, value) => ({ access: dense(value + 1, outerShape), value })),
      },
    },
    buffers: [
      bufferOf([size(shape)]),
      ...accumulators.map(({ dtype }) => bufferOf(outerShape, dtype)),
    ],
    data: new Map([[0, contents(size(shape), 'f32', new RandomStream(9))]]),
  };
}

describe('reductions', () => {
  it.each([
    ['rows of 10', [64, 10], 1, [10, 1]],
    ['rows of 1000', [37, 1000], 1, [1000, 1]],
    ['channels', [16, 20_000], 1, [1, 16]],
    ['odd channels', [7, 9000], 1, [1, 7]],
    ['everything', [123_457], 0, [1]],
    ['every third', [41_111], 0, [3]],
  ] as const)('%s', (_, shape, outer, strides) => {
    const given = statistics(shape, outer, strides);
    const length = 1 + shape.reduce((n, d, i) => n + (d - 1) * (strides[i] as number), 0);
    const data = new Map([[0, contents(length, 'f32', new RandomStream(9))]]);
    checkReduce({ ...given, buffers: [bufferOf([length]), ...given.buffers.slice(1)], data });
  });

  it('sums of 10^6 elements lose little', () => {
    const length = 1_000_000;
    const given = statistics([length], 0, [1]);
    const values = Float32Array.from({ length }, (_, i) => 1 + (i % 7) / 10);
    const got = run({ ...given, data: new Map([[0, values]]) });
    const exact = values.reduce((n, x) => n + x, 0);
    expect(Math.abs((got[1]?.[0] ?? 0) - exact) / exact).toBeLessThan(1e-6);
  });

  it('takes NaN as the largest, the first of them', () => {
    const given = statistics([3, 40], 1, [40, 1]);
    const values = new Float32Array(120).fill(-Infinity);
    values[37] = values[21] = Number.NaN;
    values[60] = values[70] = 5;
    const got = run({ ...given, data: new Map([[0, values]]) });
    expect([...(got[3] ?? [])]).toEqual([Number.NaN, 5, -Infinity]);
    expect([...(got[4] ?? [])]).toEqual([21, 20, 0]);
  });

  it('cuts long reductions into parts by shapes alone', () => {
    const emit = (shape: Shape, outer: number, strides: readonly number[]) =>
      emitPointwise(
        statistics(shape, outer, strides).kernel,
        statistics(shape, outer, strides).buffers,
        plainTarget,
      );
    expect(emit([16, 32_768], 1, [1, 16]).tasks).toHaveLength(2);
    expect(emit([16, 32_768], 1, [1, 16]).tasks[0]?.units).toBe(64);
    expect(emit([64, 10], 1, [10, 1]).tasks).toHaveLength(1);
    expect(emit([64, 10], 1, [10, 1]).scratchBytes).toBe(0);
  });
});
