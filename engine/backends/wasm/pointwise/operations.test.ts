/** Every scalar op over every dtype it takes, bit by bit against the scalar definition; random numbers too. */
import { describe, expect, it } from 'vitest';
import type { Scalar, ScalarOp } from '../../../fuse/kernel.ts';
import type { DType } from '../../../ir/types.ts';
import {
  bufferOf,
  contents,
  dense,
  expectEqualBits,
  interpret,
  read,
  run,
} from '../../../testing/pointwiseCases.ts';
import { RandomStream, randomUniform } from '../../../util/random.ts';

interface Signature {
  readonly operands: readonly DType[];
  readonly result: DType;
}
const same = (dtypes: readonly DType[], operands: number): Signature[] =>
  dtypes.map((dtype) => ({ operands: Array(operands).fill(dtype), result: dtype }));
const compare = (dtypes: readonly DType[]): Signature[] =>
  dtypes.map((dtype) => ({ operands: [dtype, dtype], result: 'bool' }));
const all: readonly DType[] = ['f32', 'i32', 'u32', 'bool', 'u8'];
const numeric: readonly DType[] = ['f32', 'i32', 'u32'];
const pair = (dtypes: readonly DType[]): Signature[] => same(dtypes, 2);

/** What each op is applied to; an op without a line here does not compile. */
const signatures: Readonly<Record<ScalarOp, readonly Signature[]>> = {
  neg: same(['f32', 'i32'], 1),
  abs: same(['f32', 'i32'], 1),
  sign: same(['f32', 'i32'], 1),
  exp: same(['f32'], 1),
  log: same(['f32'], 1),
  sqrt: same(['f32'], 1),
  tanh: same(['f32'], 1),
  sigmoid: same(['f32'], 1),
  erf: same(['f32'], 1),
  sin: same(['f32'], 1),
  cos: same(['f32'], 1),
  floor: same(['f32'], 1),
  not: same(['bool'], 1),
  isFinite: [{ operands: ['f32'], result: 'bool' }],
  add: pair(numeric),
  sub: pair(numeric),
  mul: pair(numeric),
  div: pair(['f32']),
  pow: pair(['f32']),
  maximum: pair(numeric),
  minimum: pair(numeric),
  equal: compare(all),
  less: compare(numeric),
  lessEqual: compare(numeric),
  and: pair(['bool']),
  or: pair(['bool']),
  select: all.map((dtype) => ({ operands: ['bool', dtype, dtype], result: dtype })),
  cast: all.flatMap((from) => all.map((to) => ({ operands: [from], result: to }))),
};
const cases = Object.entries(signatures).flatMap(([op, list]) =>
  list.map(
    ({ operands, result }) =>
      [`${op}(${operands.join(', ')}) → ${result}`, op as ScalarOp, operands, result] as const,
  ),
);

/** Applies one op to vectors of 1003 elements (so that there is a tail), operands by pairs of extremes and at random. */
function apply(op: ScalarOp, operands: readonly DType[], result: DType, literal?: number): void {
  const length = 1003;
  const random = new RandomStream(5);
  const shape = [length];
  const body: Scalar[] = operands.map((dtype, i) =>
    literal !== undefined && i === 1 ? { op: 'constant', value: literal, dtype } : read(i, dtype),
  );
  body.push({ op, operands: operands.map((_, i) => i), dtype: result });
  const given = {
    kernel: {
      kind: 'map' as const,
      shape,
      pointwise: {
        reads: operands.map((_, i) => dense(i, shape)),
        body,
        writes: [{ access: dense(operands.length, shape), value: body.length - 1 }],
      },
      origins: [],
    },
    buffers: [...operands, result].map((dtype) => bufferOf(shape, dtype)),
    data: new Map(operands.map((dtype, i) => [i, contents(length, dtype, random, true)])),
  };
  const at = operands.length;
  expectEqualBits(op, run(given)[at] ?? [], interpret(given, 'f32')[at] ?? []);
}

describe('scalar ops', () => {
  it.each(cases)('%s', (_, op, operands, result) => apply(op, operands, result));
  it.each([0, -0, 1.5, -2, Number.POSITIVE_INFINITY, Number.NaN])(
    'maximum and minimum against the constant %s',
    (literal) => {
      apply('maximum', ['f32', 'f32'], 'f32', literal);
      apply('minimum', ['f32', 'f32'], 'f32', literal);
    },
  );
});

describe('f32 functions', () => {
  const length = 240_000;
  /** Any bits, numbers of moderate size, and the extremes. */
  const inputs = (seed: number): Float32Array => {
    const random = new RandomStream(seed);
    const bits = Uint32Array.from({ length }, () => random.word());
    const values = new Float32Array(bits.buffer);
    for (let i = 0; i < length / 2; i++) values[i] = (random.uniform() - 0.5) * 2 ** (i % 10);
    values.set(contents(5_000, 'f32', random, true), length / 2);
    return values;
  };
  it.each(['exp', 'log', 'tanh', 'sigmoid', 'erf', 'sin', 'cos', 'pow'] as const)(
    '%s has equal bits in JavaScript and WebAssembly',
    (op) => {
      const operands = op === 'pow' ? [0, 1] : [0];
      const shape = [length];
      const given = {
        kernel: {
          kind: 'map' as const,
          shape,
          pointwise: {
            reads: operands.map((i) => dense(i, shape)),
            body: [...operands.map((i) => read(i)), { op, operands, dtype: 'f32' as const }],
            writes: [{ access: dense(2, shape), value: operands.length }],
          },
          origins: [],
        },
        buffers: [bufferOf(shape), bufferOf(shape), bufferOf(shape)],
        data: new Map(operands.map((i) => [i, inputs(i + 1)])),
      };
      expectEqualBits(op, run(given)[2] ?? [], interpret(given, 'f32')[2] ?? []);
    },
  );
});

describe('random', () => {
  it.each([
    [[4099], 3, 1],
    [[7, 5, 10], 0xfffffff0, 2],
    [[3, 1, 6], 17, 0],
  ] as const)('draws what randomUniform gives, shape %j', (shape, node, use) => {
    const rank = shape.length;
    const length = shape.reduce<number>((n, d) => n * d, 1);
    const strides = dense(0, shape).strides;
    // The element's number, as fusion writes it: indices times strides, added up.
    const body: Scalar[] = [read(0, 'u32'), read(1, 'u32')];
    let sum = body.push({ op: 'constant', value: 0, dtype: 'u32' }) - 1;
    for (let axis = 0; axis < rank; axis++) {
      const index = body.push({ op: 'index', axis, dtype: 'i32' }) - 1;
      const number = body.push({ op: 'cast', operands: [index], dtype: 'u32' }) - 1;
      const stride = body.push({ op: 'constant', value: strides[axis] ?? 0, dtype: 'u32' }) - 1;
      const product = body.push({ op: 'mul', operands: [number, stride], dtype: 'u32' }) - 1;
      sum = body.push({ op: 'add', operands: [sum, product], dtype: 'u32' }) - 1;
    }
    const last =
      body.push({ op: 'random', seed: 0, step: 1, element: sum, node, use, dtype: 'f32' }) - 1;
    const still = { offset: 0, strides: shape.map(() => 0) };
    const given = {
      kernel: {
        kind: 'map' as const,
        shape,
        pointwise: {
          reads: [
            { buffer: 0, ...still },
            { buffer: 1, ...still },
          ],
          body,
          writes: [{ access: dense(2, shape), value: last }],
        },
        origins: [],
      },
      buffers: [bufferOf([], 'u32'), bufferOf([], 'u32'), bufferOf(shape)],
      data: new Map([
        [0, Uint32Array.of(0xdeadbeef)],
        [1, Uint32Array.of(99)],
      ]),
    };
    const wanted = Float32Array.from({ length }, (_, element) =>
      randomUniform(0xdeadbeef, 99, node, use, element),
    );
    expectEqualBits('random', run(given)[2] ?? [], wanted);
    expect(new Set(wanted).size).toBeGreaterThan(length * 0.9);
  });
});
