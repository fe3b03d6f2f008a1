/** Simplifications of elementwise ops: constants folded, neutral operands dropped, broadcasts moved outward. */
import * as ir from '../ir/construct.ts';
import { castFunction, scalarFunction } from '../ir/scalar.ts';
import type { BinaryOp, OpAttributes, OpName, UnaryOp, ValueId } from '../ir/types.ts';
import type { Rewriter } from './rewriter.ts';

/** What an op of these operands is equal to, or null. */
export type SimplifyRule<N extends OpName> = (
  r: Rewriter,
  inputs: readonly ValueId[],
  attributes: OpAttributes[N],
) => ValueId | null;
/** Op-specific rules of two operands: what is known of each is its one number. */
type BinaryRule = (
  r: Rewriter,
  a: ValueId,
  b: ValueId,
  numberA: number | undefined,
  numberB: number | undefined,
) => ValueId | null;

const negated = (r: Rewriter, x: ValueId): ValueId | undefined => r.producer(x, 'neg')?.inputs[0];

const add: BinaryRule = (r, a, b, numberA, numberB) => {
  if (numberB === 0) return a;
  if (numberA === 0) return b;
  const [negatedA, negatedB] = [negated(r, a), negated(r, b)];
  if (negatedB !== undefined) return ir.sub(r, a, negatedB);
  return negatedA === undefined ? null : ir.sub(r, b, negatedA);
};
const sub: BinaryRule = (r, a, b, numberA, numberB) => {
  if (numberB === 0) return a;
  if (numberA === 0 && ['f32', 'i32'].includes(r.typeOf(b).dtype)) return ir.neg(r, b);
  const negatedB = negated(r, b);
  return negatedB === undefined ? null : ir.add(r, a, negatedB);
};
const mul: BinaryRule = (r, a, b, numberA, numberB) => {
  if (numberB === 1) return a;
  if (numberA === 1) return b;
  if (numberB === -1) return ir.neg(r, a);
  if (numberA === -1) return ir.neg(r, b);
  const [negatedA, negatedB] = [negated(r, a), negated(r, b)];
  if (negatedA !== undefined && negatedB !== undefined) return ir.mul(r, negatedA, negatedB);
  if (negatedA !== undefined && numberB !== undefined) return ir.mul(r, negatedA, ir.num(-numberB));
  return negatedB !== undefined && numberA !== undefined
    ? ir.mul(r, ir.num(-numberA), negatedB)
    : null;
};
/** Division by a power of two is a product with its reciprocal, exactly. */
const div: BinaryRule = (r, a, _b, _numberA, numberB) => {
  if (numberB === 1) return a;
  const exact = numberB !== undefined && isPowerOfTwo(numberB);
  return exact ? ir.mul(r, a, ir.num(1 / numberB)) : null;
};
function isPowerOfTwo(x: number): boolean {
  let magnitude = Math.abs(x);
  if (!(magnitude >= 1e-30 && magnitude <= 1e30)) return false;
  while (magnitude < 1) magnitude *= 2;
  while (magnitude > 1) magnitude /= 2;
  return magnitude === 1;
}
const pow: BinaryRule = (r, a, _b, _numberA, numberB) => {
  if (numberB === 1) return a;
  return numberB === 2 ? ir.mul(r, a, a) : null;
};
/** `unit` leaves the other operand as it is; the opposite decides alone. */
const logical =
  (unit: 0 | 1): BinaryRule =>
  (_r, a, b, numberA, numberB) => {
    if (numberA !== undefined) return numberA === unit ? b : a;
    if (numberB !== undefined) return numberB === unit ? a : b;
    return a === b ? a : null;
  };

const binaryRules: { readonly [N in BinaryOp]?: BinaryRule } = {
  add,
  sub,
  mul,
  div,
  pow,
  and: logical(1),
  or: logical(0),
};

const neg: SimplifyRule<'neg'> = (r, inputs) => {
  const x = inputs[0] as ValueId;
  const inner = negated(r, x);
  if (inner !== undefined) return inner;
  const difference = r.producer(x, 'sub');
  if (difference === null) return null;
  const [a, b] = difference.inputs as readonly [ValueId, ValueId];
  return ir.sub(r, b, a);
};
const not: SimplifyRule<'not'> = (r, inputs) =>
  r.producer(inputs[0] as ValueId, 'not')?.inputs[0] ?? null;

const select: SimplifyRule<'select'> = (r, inputs) => {
  const [condition, a, b] = inputs as readonly [ValueId, ValueId, ValueId];
  const known = r.uniform(condition);
  if (known !== undefined) return known === 0 ? b : a;
  if (a === b) return a;
  const inverse = r.producer(condition, 'not');
  return inverse === null ? null : ir.select(r, inverse.inputs[0] as ValueId, b, a);
};
const cast: SimplifyRule<'cast'> = (r, inputs, { dtype }) => {
  const [x] = inputs as readonly [ValueId];
  const { dtype: from, shape } = r.typeOf(x);
  if (from === dtype) return x;
  const number = r.uniform(x);
  return number === undefined
    ? null
    : r.full(shape, castFunction(from, dtype, 'f64')(number), dtype);
};
/** It says something to autodiff alone. */
const stopGradient: SimplifyRule<'stopGradient'> = (_r, inputs) => inputs[0] as ValueId;

/** The op computed once where every operand has one number. An overflow of f32 is left for the step to meet. */
function fold(r: Rewriter, op: UnaryOp | BinaryOp, inputs: readonly ValueId[]): ValueId | null {
  const numbers = inputs.map((value) => r.uniform(value));
  const [a = 0, b = 0] = numbers;
  if (numbers.includes(undefined)) return null;
  const { dtype, shape } = r.typeOf(inputs[0] as ValueId);
  const number = scalarFunction(op, dtype, 'f64')(a, b);
  if (Number.isFinite(number) !== Number.isFinite(Math.fround(number))) return null;
  return r.full(shape, number, COMPARISONS.has(op) ? 'bool' : dtype);
}
const COMPARISONS: ReadonlySet<OpName> = new Set(['equal', 'less', 'lessEqual', 'isFinite']);

/**
 * op(broadcast x, broadcast y, numbers) = broadcast op(x, y, numbers), where all broadcasts are from one shape:
 * the op then runs over the smaller shape.
 */
export function hoistBroadcast(
  r: Rewriter,
  op: UnaryOp | BinaryOp | 'select' | 'cast',
  inputs: readonly ValueId[],
  attributes: OpAttributes[OpName],
): ValueId | null {
  const shape = r.typeOf(inputs[0] as ValueId).shape;
  const sources = inputs.map((value) => r.producer(value, 'broadcast')?.inputs[0]);
  const known = sources.find((source) => source !== undefined);
  if (known === undefined) return null;
  const small = r.typeOf(known).shape;
  const operands: ValueId[] = [];
  for (const [i, source] of sources.entries()) {
    const value = inputs[i] as ValueId;
    const number = r.uniform(value);
    if (source !== undefined && ir.sameShape(r.typeOf(source).shape, small)) operands.push(source);
    else if (number !== undefined) operands.push(r.full(small, number, r.typeOf(value).dtype));
    else return null;
  }
  const [result] = r.emit(op, operands, attributes as OpAttributes[typeof op]);
  return ir.broadcastTo(r, result as ValueId, shape);
}

function unaryRule<N extends UnaryOp>(op: N, specific?: SimplifyRule<N>): SimplifyRule<N> {
  return (r, inputs, attributes) =>
    fold(r, op, inputs) ??
    specific?.(r, inputs, attributes) ??
    hoistBroadcast(r, op, inputs, attributes);
}
function binaryRule<N extends BinaryOp>(op: N): SimplifyRule<N> {
  const specific: BinaryRule | undefined = binaryRules[op];
  return (r, inputs, attributes) => {
    const [a, b] = inputs as readonly [ValueId, ValueId];
    return (
      fold(r, op, inputs) ??
      specific?.(r, a, b, r.uniform(a), r.uniform(b)) ??
      hoistBroadcast(r, op, inputs, attributes)
    );
  };
}

export const elementwiseRules: {
  readonly [N in UnaryOp | BinaryOp | 'select' | 'cast' | 'stopGradient']: SimplifyRule<N>;
} = {
  neg: unaryRule('neg', neg),
  abs: unaryRule('abs'),
  sign: unaryRule('sign'),
  exp: unaryRule('exp'),
  log: unaryRule('log'),
  sqrt: unaryRule('sqrt'),
  tanh: unaryRule('tanh'),
  sigmoid: unaryRule('sigmoid'),
  erf: unaryRule('erf'),
  sin: unaryRule('sin'),
  cos: unaryRule('cos'),
  floor: unaryRule('floor'),
  not: unaryRule('not', not),
  isFinite: unaryRule('isFinite'),
  add: binaryRule('add'),
  sub: binaryRule('sub'),
  mul: binaryRule('mul'),
  div: binaryRule('div'),
  pow: binaryRule('pow'),
  maximum: binaryRule('maximum'),
  minimum: binaryRule('minimum'),
  equal: binaryRule('equal'),
  less: binaryRule('less'),
  lessEqual: binaryRule('lessEqual'),
  and: binaryRule('and'),
  or: binaryRule('or'),
  select: (r, inputs, attributes) =>
    select(r, inputs, attributes) ?? hoistBroadcast(r, 'select', inputs, attributes),
  cast: (r, inputs, attributes) =>
    cast(r, inputs, attributes) ?? hoistBroadcast(r, 'cast', inputs, attributes),
  stopGradient,
};
