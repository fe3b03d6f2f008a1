/** For each op Programs that use it: with those of the gradient checks, what has no gradient and other dtypes. */
import * as ir from '../ir/construct.ts';
import type { DType, Emitter, OpName, Shape, ValueId } from '../ir/types.ts';
import { type GradientCase, gradientCases } from './gradientCases.ts';

export interface OpCase {
  readonly operands: readonly { readonly shape: Shape; readonly dtype: DType }[];
  /** any: either sign, away from 0; positive; small: whole numbers from 0 to 3, so that equals and ties occur. */
  readonly domain: GradientCase['domain'] | 'small';
  readonly build: (e: Emitter, operands: readonly ValueId[]) => readonly ValueId[];
}
type Cases = { readonly [N in OpName]: readonly OpCase[] };

/** Vectors with a rest, single elements, and more than one unit of work. */
const SHAPES: readonly Shape[] = [[], [7], [3, 1, 5], [40, 33]];

function differentiable(op: OpName): readonly OpCase[] {
  const cases = gradientCases[op];
  if (typeof cases === 'string') throw new Error(`${op} has no gradient cases: ${cases}.`);
  return cases.map(({ shapes, domain, build }) => ({
    operands: shapes.map((shape) => ({ shape, dtype: 'f32' })),
    domain,
    build: (e, operands) => [build(e, operands)],
  }));
}
function elementwise(
  count: number,
  dtypes: readonly DType[],
  domain: OpCase['domain'],
  build: (e: Emitter, ...operands: readonly ValueId[]) => ValueId,
): readonly OpCase[] {
  return dtypes.flatMap((dtype) =>
    SHAPES.map((shape) => ({
      operands: Array.from({ length: count }, () => ({ shape, dtype })),
      domain,
      build: (e: Emitter, operands: readonly ValueId[]) => [build(e, ...operands)],
    })),
  );
}
const compare = (build: (e: Emitter, a: ValueId, b: ValueId) => ValueId) =>
  elementwise(2, ['f32', 'i32', 'u32'], 'small', (e, a, b) => build(e, a as ValueId, b as ValueId));
const integers = (build: (e: Emitter, a: ValueId, b: ValueId) => ValueId) =>
  elementwise(2, ['i32', 'u32'], 'small', (e, a, b) => build(e, a as ValueId, b as ValueId));
const logic = (build: (e: Emitter, a: ValueId, b: ValueId) => ValueId) =>
  elementwise(2, ['bool'], 'small', (e, a, b) => build(e, a as ValueId, b as ValueId));

const sign = (e: Emitter, x: ValueId) => e.emit('sign', [x], {})[0] as ValueId;
const source = (build: (e: Emitter) => readonly ValueId[]): OpCase => ({
  operands: [],
  domain: 'any',
  build,
});
const DTYPES: readonly DType[] = ['f32', 'i32', 'u32', 'bool', 'u8'];
const geometry = {
  size: [2, 3],
  stride: [2, 1],
  padding: [
    [1, 0],
    [1, 1],
  ],
} as const;
const pixels = { shape: [2, 5, 6, 5], dtype: 'f32' } as const;

export const opCases: Cases = {
  input: DTYPES.map((dtype) => ({
    operands: [{ shape: [2, 3], dtype }],
    domain: 'small',
    build: (_, operands) => operands,
  })),
  param: [source((e) => [ir.param(e, 'weight', [3, 4])])],
  constant: [
    source((e) => [ir.constant(e, [5], [1, -2, 3.5, 0, 1e30])]),
    source((e) => [ir.constant(e, [3], [1, 0, 1], 'bool'), ir.full(e, [4], -7, 'i32')]),
  ],
  iota: [source((e) => [ir.iota(e, [3, 37], 1), ir.iota(e, [37, 3], 0)])],
  random: [
    {
      operands: [
        { shape: [], dtype: 'u32' },
        { shape: [], dtype: 'u32' },
      ],
      domain: 'small',
      build: (e, [seed, step]) => [
        ir.random(e, seed as ValueId, step as ValueId, [50, 13], { node: 3, use: 0 }),
        ir.random(e, seed as ValueId, step as ValueId, [50, 13], { node: 3, use: 1 }),
      ],
    },
  ],
  neg: [
    ...differentiable('neg'),
    ...elementwise(1, ['i32'], 'small', (e, x) => ir.neg(e, x as ValueId)),
  ],
  abs: differentiable('abs'),
  sign: elementwise(1, ['f32'], 'small', (e, x) => sign(e, ir.sub(e, x as ValueId, ir.num(1)))),
  exp: differentiable('exp'),
  log: differentiable('log'),
  sqrt: differentiable('sqrt'),
  tanh: differentiable('tanh'),
  sigmoid: differentiable('sigmoid'),
  erf: differentiable('erf'),
  sin: differentiable('sin'),
  cos: differentiable('cos'),
  floor: elementwise(1, ['f32'], 'any', (e, x) => ir.floor(e, ir.mul(e, x as ValueId, ir.num(3)))),
  not: elementwise(1, ['bool'], 'small', (e, x) => ir.not(e, x as ValueId)),
  isFinite: elementwise(1, ['f32'], 'small', (e, x) =>
    ir.isFinite(e, ir.div(e, ir.num(1), x as ValueId)),
  ),
  add: [...differentiable('add'), ...integers(ir.add)],
  sub: [...differentiable('sub'), ...integers(ir.sub)],
  mul: [...differentiable('mul'), ...integers(ir.mul)],
  div: differentiable('div'),
  pow: differentiable('pow'),
  maximum: [...differentiable('maximum'), ...integers(ir.maximum)],
  minimum: [...differentiable('minimum'), ...integers(ir.minimum)],
  equal: compare(ir.equal),
  less: compare(ir.less),
  lessEqual: compare(ir.lessEqual),
  and: logic(ir.and),
  or: logic(ir.or),
  select: differentiable('select'),
  cast: DTYPES.flatMap((from) =>
    DTYPES.map((to) => ({
      operands: [{ shape: [3, 11], dtype: from }],
      domain: 'small' as const,
      build: (e: Emitter, [x]: readonly ValueId[]) => [ir.cast(e, x as ValueId, to)],
    })),
  ),
  stopGradient: elementwise(1, ['f32'], 'any', (e, x) =>
    ir.add(e, ir.stopGradient(e, x as ValueId), ir.num(1)),
  ),
  sum: [
    ...differentiable('sum'),
    {
      operands: [{ shape: [70, 50], dtype: 'f32' }],
      domain: 'any',
      build: (e, [x]) => [
        ir.sum(e, x as ValueId, [0]),
        ir.sum(e, x as ValueId, [1]),
        ir.sum(e, x as ValueId),
      ],
    },
    {
      operands: [{ shape: [9, 11], dtype: 'i32' }],
      domain: 'small',
      build: (e, [x]) => [ir.sum(e, x as ValueId, [0]), ir.sum(e, x as ValueId)],
    },
  ],
  reduceMax: [
    ...differentiable('reduceMax'),
    {
      operands: [{ shape: [70, 50], dtype: 'f32' }],
      domain: 'any',
      build: (e, [x]) => [ir.reduceMax(e, x as ValueId, [0]), ir.reduceMax(e, x as ValueId, [1])],
    },
  ],
  argmax: [[6], [5, 9], [4, 3, 7]].flatMap((shape) =>
    shape.map((_, axis) => ({
      operands: [{ shape, dtype: 'f32' as const }],
      domain: 'small' as const,
      build: (e: Emitter, [x]: readonly ValueId[]) => [ir.argmax(e, x as ValueId, axis)],
    })),
  ),
  dot: [
    ...differentiable('dot'),
    ...[false, true].map((transposeB) => ({
      operands: [
        { shape: [45, 37], dtype: 'f32' as const },
        { shape: transposeB ? [29, 37] : [37, 29], dtype: 'f32' as const },
      ],
      domain: 'any' as const,
      build: (e: Emitter, [a, b]: readonly ValueId[]) => [
        ir.dot(e, a as ValueId, b as ValueId, { transposeB }),
      ],
    })),
  ],
  conv: differentiable('conv'),
  convGradInput: differentiable('convGradInput'),
  convGradWeight: differentiable('convGradWeight'),
  windowMax: [
    ...differentiable('windowMax'),
    // Ties: the first position wins.
    {
      operands: [pixels],
      domain: 'small',
      build: (e, [x]) => ir.windowMax(e, x as ValueId, geometry),
    },
  ],
  windowMaxGrad: [
    {
      operands: [pixels],
      domain: 'small',
      build: (e, [x]) => {
        const [values, positions] = ir.windowMax(e, x as ValueId, geometry) as [ValueId, ValueId];
        const gradient = ir.add(e, ir.mul(e, values, ir.num(0.3)), ir.num(1));
        return e.emit('windowMaxGrad', [gradient, positions], {
          ...geometry,
          inputSpatial: [5, 6],
        });
      },
    },
  ],
  windowSum: [
    ...differentiable('windowSum'),
    {
      operands: [pixels],
      domain: 'any',
      build: (e, [x]) => [ir.windowSum(e, x as ValueId, geometry)],
    },
  ],
  windowSumGrad: differentiable('windowSumGrad'),
  reshape: differentiable('reshape'),
  transpose: [
    ...differentiable('transpose'),
    ...(['f32', 'bool'] as const).map((dtype) => ({
      operands: [{ shape: [19, 35], dtype }],
      domain: 'small' as const,
      build: (e: Emitter, [x]: readonly ValueId[]) => [ir.transpose(e, x as ValueId, [1, 0])],
    })),
  ],
  broadcast: differentiable('broadcast'),
  pad: differentiable('pad'),
  slice: differentiable('slice'),
  concat: differentiable('concat'),
  reverse: differentiable('reverse'),
};
