/** Ops that compute each element from the elements at the same place: their types and gradients. */
import { invariant } from '../../util/errors.ts';
import * as ir from '../construct.ts';
import type {
  BinaryOp,
  DType,
  Emitter,
  OpAttributes,
  OpDefinition,
  UnaryOp,
  ValueId,
  VjpContext,
} from '../types.ts';
import { ANY, BOOL, checkDType, checkSameShape, FLOAT, NUMERIC, one, two } from './checks.ts';

const { num } = ir;
const TWO_OVER_SQRT_PI = 1.1283791670955126;

/** Gradient of the operand from that of the result (g), the operand (x) and the result (y). */
type UnaryVjp = (e: Emitter, g: ValueId, x: ValueId, y: ValueId) => ValueId;
/** Gradients of both operands. */
type BinaryVjp = (
  e: Emitter,
  g: ValueId,
  a: ValueId,
  b: ValueId,
  y: ValueId,
) => readonly [ValueId, ValueId];

function unary<N extends UnaryOp>(
  name: N,
  accepted: readonly DType[],
  vjp: 'none' | UnaryVjp,
  result?: DType,
): OpDefinition<N> {
  return {
    name,
    kind: 'elementwise',
    infer(inputs) {
      const x = one(name, inputs);
      checkDType(name, x, accepted);
      return [{ dtype: result ?? x.dtype, shape: x.shape }];
    },
    vjp:
      vjp === 'none'
        ? vjp
        : ({ emitter, cotangents, inputs, outputs }) => [
            vjp(emitter, cotangents[0] as ValueId, inputs[0] as ValueId, outputs[0] as ValueId),
          ],
  };
}

function binary<N extends BinaryOp>(
  name: N,
  accepted: readonly DType[],
  vjp: 'none' | BinaryVjp,
  result?: DType,
): OpDefinition<N> {
  return {
    name,
    kind: 'elementwise',
    infer(inputs) {
      const [a, b] = two(name, inputs);
      checkDType(name, a, accepted);
      checkSameShape(name, a.shape, b.shape);
      invariant(a.dtype === b.dtype, () => `${name} of ${a.dtype} and ${b.dtype}`);
      return [{ dtype: result ?? a.dtype, shape: a.shape }];
    },
    vjp:
      vjp === 'none'
        ? vjp
        : ({ emitter, cotangents, inputs, outputs }) =>
            vjp(
              emitter,
              cotangents[0] as ValueId,
              inputs[0] as ValueId,
              inputs[1] as ValueId,
              outputs[0] as ValueId,
            ),
  };
}

const call = (e: Emitter, op: UnaryOp, x: ValueId): ValueId => e.emit(op, [x], {})[0] as ValueId;

/** The gradient goes to one operand where `mask` holds and to the other elsewhere. */
function choose(e: Emitter, mask: ValueId, g: ValueId): readonly [ValueId, ValueId] {
  return [ir.select(e, mask, g, num(0)), ir.select(e, mask, num(0), g)];
}

/**
 * d(a^b)/da = b·a^(b−1), and 0 where b = 0; d(a^b)/db = a^b·log a, and 0 where a ≤ 0: at 0 that is its limit,
 * below 0 the power is defined for whole b alone.
 */
function powVjp(e: Emitter, g: ValueId, a: ValueId, b: ValueId, y: ValueId): [ValueId, ValueId] {
  const slope = ir.mul(e, b, ir.pow(e, a, ir.sub(e, b, num(1))));
  const zeroExponent = ir.equal(e, b, num(0));
  const positive = ir.less(e, num(0), a);
  const logarithm = ir.log(e, ir.select(e, positive, a, num(1)));
  return [
    ir.mul(e, g, ir.select(e, zeroExponent, num(0), slope)),
    ir.mul(e, g, ir.select(e, positive, ir.mul(e, y, logarithm), num(0))),
  ];
}

const select: OpDefinition<'select'> = {
  name: 'select',
  kind: 'elementwise',
  infer(inputs) {
    invariant(inputs.length === 3, () => `select takes 3 operands, not ${inputs.length}`);
    const [condition, ...branches] = inputs;
    invariant(condition !== undefined, 'select has a condition');
    const [a, b] = two('select', branches);
    checkDType('select', condition, BOOL);
    checkSameShape('select', condition.shape, a.shape);
    checkSameShape('select', a.shape, b.shape);
    invariant(a.dtype === b.dtype, () => `select of ${a.dtype} and ${b.dtype}`);
    return [a];
  },
  vjp: ({ emitter, inputs, cotangents }) => [
    null,
    ...choose(emitter, inputs[0] as ValueId, cotangents[0] as ValueId),
  ],
};

/**
 * f32 to an integer dtype truncates and saturates (NaN gives 0); between integers the value is taken modulo 2^bits;
 * to bool asks whether it is not 0.
 */
const cast: OpDefinition<'cast'> = {
  name: 'cast',
  kind: 'elementwise',
  infer(inputs, { dtype }) {
    const x = one('cast', inputs);
    checkDType('cast', x, ANY);
    return [{ dtype, shape: x.shape }];
  },
  vjp({ emitter, inputs, attributes, cotangents }: VjpContext<OpAttributes['cast']>) {
    const from = emitter.typeOf(inputs[0] as ValueId).dtype;
    const smooth = FLOAT.includes(from) && FLOAT.includes(attributes.dtype);
    return [smooth ? ir.cast(emitter, cotangents[0] as ValueId, from) : null];
  },
};

const stopGradient: OpDefinition<'stopGradient'> = {
  name: 'stopGradient',
  kind: 'elementwise',
  infer: (inputs) => [one('stopGradient', inputs)],
  vjp: 'none',
};

/** Integers wrap. Comparisons with NaN are false; maximum and minimum pass NaN on, and take −0 as less than 0. */
export const elementwise: {
  readonly [N in UnaryOp | BinaryOp | 'select' | 'cast' | 'stopGradient']: OpDefinition<N>;
} = {
  neg: unary('neg', ['f32', 'i32'], (e, g) => ir.neg(e, g)),
  /** 0 at 0. */
  abs: unary('abs', ['f32', 'i32'], (e, g, x) => ir.mul(e, g, ir.sign(e, x))),
  /** −1, 0 or 1; −0, 0 and NaN stay what they are. */
  sign: unary('sign', ['f32', 'i32'], 'none'),
  exp: unary('exp', FLOAT, (e, g, _x, y) => ir.mul(e, g, y)),
  log: unary('log', FLOAT, (e, g, x) => ir.div(e, g, x)),
  sqrt: unary('sqrt', FLOAT, (e, g, _x, y) => ir.div(e, ir.mul(e, g, num(0.5)), y)),
  tanh: unary('tanh', FLOAT, (e, g, _x, y) => ir.mul(e, g, ir.sub(e, num(1), ir.mul(e, y, y)))),
  sigmoid: unary('sigmoid', FLOAT, (e, g, _x, y) =>
    ir.mul(e, g, ir.mul(e, y, ir.sub(e, num(1), y))),
  ),
  erf: unary('erf', FLOAT, (e, g, x) =>
    ir.mul(e, g, ir.mul(e, ir.exp(e, ir.neg(e, ir.mul(e, x, x))), num(TWO_OVER_SQRT_PI))),
  ),
  sin: unary('sin', FLOAT, (e, g, x) => ir.mul(e, g, call(e, 'cos', x))),
  cos: unary('cos', FLOAT, (e, g, x) => ir.neg(e, ir.mul(e, g, call(e, 'sin', x)))),
  floor: unary('floor', FLOAT, 'none'),
  not: unary('not', BOOL, 'none'),
  isFinite: unary('isFinite', FLOAT, 'none', 'bool'),

  add: binary('add', NUMERIC, (_e, g) => [g, g]),
  sub: binary('sub', NUMERIC, (e, g) => [g, ir.neg(e, g)]),
  mul: binary('mul', NUMERIC, (e, g, a, b) => [ir.mul(e, g, b), ir.mul(e, g, a)]),
  div: binary('div', FLOAT, (e, g, _a, b, y) => {
    const quotient = ir.div(e, g, b);
    return [quotient, ir.neg(e, ir.mul(e, quotient, y))];
  }),
  pow: binary('pow', FLOAT, powVjp),
  /** The mask asks the result, not the first operand: maximum(x, 0) needs no x for its gradient. Ties go to the second. */
  maximum: binary('maximum', NUMERIC, (e, g, _a, b, y) => choose(e, ir.less(e, b, y), g)),
  minimum: binary('minimum', NUMERIC, (e, g, _a, b, y) => choose(e, ir.less(e, y, b), g)),
  equal: binary('equal', ANY, 'none', 'bool'),
  less: binary('less', NUMERIC, 'none', 'bool'),
  lessEqual: binary('lessEqual', NUMERIC, 'none', 'bool'),
  and: binary('and', BOOL, 'none'),
  or: binary('or', BOOL, 'none'),
  select,
  cast,
  stopGradient,
};
