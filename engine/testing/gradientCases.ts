/** For each op the shapes and attributes with which its gradient is checked, or why it has none. */
import * as ir from '../ir/construct.ts';
import type {
  BinaryOp,
  ConvAttributes,
  Emitter,
  OpAttributes,
  OpName,
  Shape,
  UnaryOp,
  ValueId,
  WindowAttributes,
} from '../ir/types.ts';

export interface GradientCase {
  /** Of the operands a gradient flows to. */
  readonly shapes: readonly Shape[];
  /** Numbers for the operands: away from 0 (|x| between 0.2 and 2), or above it. */
  readonly domain: 'any' | 'positive';
  readonly build: (e: Emitter, operands: readonly ValueId[]) => ValueId;
}
/** Cases, or the reason why no gradient flows. */
export type GradientCases = { readonly [N in OpName]: readonly GradientCase[] | string };

const SHAPES: readonly Shape[] = [[], [5], [2, 3], [2, 1, 3, 2]];

/** One op applied to all its operands. */
function apply<N extends OpName>(
  op: N,
  shapes: readonly Shape[],
  attributes: OpAttributes[N],
  domain: 'any' | 'positive' = 'any',
): GradientCase {
  const build = (e: Emitter, operands: readonly ValueId[]) =>
    e.emit(op, operands, attributes)[0] as ValueId;
  return { shapes, domain, build };
}
const unary = (op: UnaryOp, domain: 'any' | 'positive' = 'any') =>
  SHAPES.map((shape) => apply(op, [shape], {}, domain));
const binary = (op: BinaryOp, domain: 'any' | 'positive' = 'any') =>
  SHAPES.map((shape) => apply(op, [shape, shape], {}, domain));

/** pow with a whole exponent takes bases of either sign. */
const wholePower = (exponent: number): GradientCase => ({
  shapes: [[6]],
  domain: 'any',
  build: (e, [x]) => ir.pow(e, x as ValueId, ir.num(exponent)),
});

function dotCases(): GradientCase[] {
  const batches: Shape[] = [[], [2], [2, 3]];
  return [false, true].flatMap((transposeA) =>
    [false, true].flatMap((transposeB) =>
      batches.map((batch) => {
        const a = transposeA ? [4, 3] : [3, 4];
        const b = transposeB ? [2, 4] : [4, 2];
        const shapes = [
          [...batch, ...a],
          [...batch, ...b],
        ];
        return apply('dot', shapes, { transposeA, transposeB });
      }),
    ),
  );
}

/** Input, kernel and output shapes that fit the geometry. */
interface Convolution {
  readonly input: Shape;
  readonly kernel: Shape;
  readonly output: Shape;
  readonly geometry: ConvAttributes;
}
function convolution(
  input: Shape,
  kernel: Shape,
  output: Shape,
  geometry: Partial<ConvAttributes> = {},
): Convolution {
  const axes = input.slice(2);
  const plain: ConvAttributes = {
    stride: axes.map(() => 1),
    padding: axes.map(() => [0, 0] as const),
    dilation: axes.map(() => 1),
    groups: 1,
  };
  return { input, kernel, output, geometry: { ...plain, ...geometry } };
}
const convolutions: readonly Convolution[] = [
  convolution([2, 5, 3], [2, 3, 2], [2, 4, 2]),
  convolution([1, 4, 5, 2], [3, 2, 2, 3], [1, 2, 4, 3]),
  convolution([1, 3, 3, 2, 2], [2, 2, 1, 2, 1], [1, 2, 2, 2, 1]),
  // Strides that leave pixels at the end unread.
  convolution([1, 6, 7, 2], [3, 3, 2, 2], [1, 2, 3, 2], { stride: [2, 2] }),
  convolution([1, 4, 4, 2], [3, 3, 2, 2], [1, 4, 5, 2], {
    padding: [
      [1, 1],
      [2, 1],
    ],
  }),
  convolution([1, 6, 5, 1], [3, 2, 1, 2], [1, 2, 3, 2], { dilation: [2, 2] }),
  convolution([1, 4, 3, 4], [2, 2, 2, 6], [1, 3, 2, 6], { groups: 2 }),
  convolution([1, 4, 3, 3], [2, 2, 1, 3], [1, 3, 2, 3], { groups: 3 }),
  convolution([2, 7, 4], [3, 2, 2], [2, 3, 2], {
    stride: [2],
    padding: [[2, 1]],
    dilation: [2],
    groups: 2,
  }),
];

const windowGeometries: readonly {
  readonly input: Shape;
  readonly output: Shape;
  readonly geometry: WindowAttributes;
}[] = [
  { input: [2, 6, 2], output: [2, 3, 2], geometry: { size: [2], stride: [2], padding: [[0, 0]] } },
  {
    input: [1, 4, 5, 2],
    output: [1, 3, 3, 2],
    geometry: {
      size: [2, 3],
      stride: [1, 1],
      padding: [
        [0, 0],
        [0, 0],
      ],
    },
  },
  {
    input: [1, 5, 5, 1],
    output: [1, 3, 3, 1],
    geometry: {
      size: [3, 3],
      stride: [2, 2],
      padding: [
        [1, 1],
        [1, 1],
      ],
    },
  },
  {
    input: [1, 3, 4, 2, 1],
    output: [1, 2, 2, 1, 1],
    geometry: {
      size: [2, 2, 2],
      stride: [1, 2, 1],
      padding: [
        [0, 0],
        [0, 0],
        [0, 0],
      ],
    },
  },
];

const REDUCED: readonly (readonly [Shape, readonly number[]])[] = [
  [[5], [0]],
  [[2, 3], [0]],
  [[2, 3], [1]],
  [
    [2, 3, 2],
    [0, 2],
  ],
  [
    [2, 3, 2],
    [0, 1, 2],
  ],
];
const NOT_SMOOTH = 'constant between its steps';
const TRUTH = 'gives a truth value';
const SOURCE = 'has no operand that a gradient could flow to';

export const gradientCases: GradientCases = {
  input: SOURCE,
  param: SOURCE,
  constant: SOURCE,
  iota: SOURCE,
  random: SOURCE,
  neg: unary('neg'),
  abs: unary('abs'),
  sign: NOT_SMOOTH,
  exp: unary('exp'),
  log: unary('log', 'positive'),
  sqrt: unary('sqrt', 'positive'),
  tanh: unary('tanh'),
  sigmoid: unary('sigmoid'),
  erf: unary('erf'),
  sin: unary('sin'),
  cos: unary('cos'),
  floor: NOT_SMOOTH,
  not: TRUTH,
  isFinite: TRUTH,
  add: binary('add'),
  sub: binary('sub'),
  mul: binary('mul'),
  div: binary('div'),
  pow: [...binary('pow', 'positive'), wholePower(3), wholePower(0), wholePower(-2)],
  maximum: binary('maximum'),
  minimum: binary('minimum'),
  equal: TRUTH,
  less: TRUTH,
  lessEqual: TRUTH,
  and: TRUTH,
  or: TRUTH,
  select: SHAPES.map((shape) => ({
    shapes: [shape, shape, shape],
    domain: 'any',
    build: (e, [c, a, b]) =>
      ir.select(e, ir.less(e, c as ValueId, ir.num(0.3)), a as ValueId, b as ValueId),
  })),
  cast: SHAPES.map((shape) => apply('cast', [shape], { dtype: 'f32' })),
  stopGradient: 'is there to stop it',
  sum: REDUCED.map(([shape, axes]) => apply('sum', [shape], { axes })),
  reduceMax: REDUCED.map(([shape, axes]) => apply('reduceMax', [shape], { axes })),
  argmax: 'gives a position',
  dot: dotCases(),
  conv: convolutions.map(({ input, kernel, geometry }) => apply('conv', [input, kernel], geometry)),
  convGradInput: convolutions.map(({ input, kernel, output, geometry }) =>
    apply('convGradInput', [output, kernel], { ...geometry, inputSpatial: input.slice(1, -1) }),
  ),
  convGradWeight: convolutions.map(({ input, kernel, output, geometry }) =>
    apply('convGradWeight', [input, output], { ...geometry, kernelSpatial: kernel.slice(0, -2) }),
  ),
  windowMax: windowGeometries.map(({ input, geometry }) => apply('windowMax', [input], geometry)),
  windowMaxGrad: 'would have to gather at the positions',
  windowSum: windowGeometries.map(({ input, geometry }) => apply('windowSum', [input], geometry)),
  windowSumGrad: windowGeometries.map(({ input, output, geometry }) =>
    apply('windowSumGrad', [output], { ...geometry, inputSpatial: input.slice(1, -1) }),
  ),
  reshape: [
    apply('reshape', [[6]], { shape: [2, 3] }),
    apply('reshape', [[2, 3, 2]], { shape: [4, 3] }),
    apply('reshape', [[1, 1]], { shape: [] }),
  ],
  transpose: [
    apply('transpose', [[2, 3]], { permutation: [1, 0] }),
    apply('transpose', [[2, 3, 4]], { permutation: [2, 0, 1] }),
    apply('transpose', [[2, 3, 1, 2]], { permutation: [3, 1, 0, 2] }),
  ],
  broadcast: [
    apply('broadcast', [[1]], { shape: [4] }),
    apply('broadcast', [[2, 1]], { shape: [2, 3] }),
    apply('broadcast', [[1, 3, 1]], { shape: [2, 3, 4] }),
    apply('broadcast', [[2, 2]], { shape: [2, 2] }),
  ],
  pad: [
    apply('pad', [[3]], { low: [2], high: [0], value: 7 }),
    apply('pad', [[2, 3]], { low: [0, 1], high: [1, 2], value: 0 }),
    apply('pad', [[2, 2, 2]], { low: [0, 0, 1], high: [0, 0, 0], value: -1 }),
  ],
  slice: [
    apply('slice', [[6]], { start: [1], size: [3], stride: [1] }),
    apply('slice', [[7]], { start: [1], size: [3], stride: [2] }),
    apply('slice', [[4, 5]], { start: [1, 0], size: [2, 2], stride: [1, 3] }),
    apply('slice', [[3, 4, 5]], { start: [0, 1, 4], size: [2, 2, 1], stride: [2, 2, 1] }),
  ],
  concat: [
    apply('concat', [[2], [3]], { axis: 0 }),
    apply(
      'concat',
      [
        [2, 1],
        [2, 2],
        [2, 3],
      ],
      { axis: 1 },
    ),
    apply(
      'concat',
      [
        [1, 3, 2],
        [2, 3, 2],
      ],
      { axis: 0 },
    ),
    apply('concat', [[2, 3]], { axis: 0 }),
  ],
  reverse: [
    apply('reverse', [[4]], { axes: [0] }),
    apply('reverse', [[2, 3]], { axes: [1] }),
    apply('reverse', [[2, 3, 2]], { axes: [0, 2] }),
  ],
};
