/** Short names for building IR: elementwise functions broadcast like NumPy; numbers become constants. */
import type {
  BinaryOp,
  ConvAttributes,
  DType,
  Emitter,
  Shape,
  UnaryOp,
  ValueId,
  WindowAttributes,
} from './types.ts';

/** A value already in the Program, or a number to become a constant of the other operand's dtype. */
export type Operand = ValueId | { readonly constant: number };
/** Marks a number as a constant (a bare number is a ValueId). */
export const num = (constant: number): Operand => ({ constant });

const first = (values: readonly ValueId[]): ValueId => values[0] as ValueId;
export const shapeOf = (e: Emitter, x: ValueId): Shape => e.typeOf(x).shape;
export const rankOf = (e: Emitter, x: ValueId): number => e.typeOf(x).shape.length;

/** A tensor filled with one number. */
export function full(e: Emitter, shape: Shape, value: number, dtype: DType = 'f32'): ValueId {
  const scalar = first(e.emit('constant', [], { type: { dtype, shape: [] }, data: [value] }));
  return shape.length === 0 ? scalar : broadcastTo(e, scalar, shape);
}
export function constant(
  e: Emitter,
  shape: Shape,
  data: readonly number[],
  dtype: DType = 'f32',
): ValueId {
  return first(e.emit('constant', [], { type: { dtype, shape }, data }));
}
export function input(e: Emitter, name: string, shape: Shape, dtype: DType = 'f32'): ValueId {
  return first(e.emit('input', [], { name, type: { dtype, shape } }));
}
export function param(e: Emitter, name: string, shape: Shape, dtype: DType = 'f32'): ValueId {
  return first(e.emit('param', [], { name, type: { dtype, shape } }));
}
/** Position along `axis`, as i32. */
export function iota(e: Emitter, shape: Shape, axis: number): ValueId {
  return first(e.emit('iota', [], { type: { dtype: 'i32', shape }, axis }));
}

export function broadcastShapes(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a[i - rank + a.length] ?? 1;
    const y = b[i - rank + b.length] ?? 1;
    if (x !== y && x !== 1 && y !== 1)
      throw new Error(`Internal error: shapes [${a}] and [${b}] do not broadcast.`);
    return x === 1 ? y : x;
  });
}
/** NumPy broadcasting: missing leading axes are added, axes of length 1 repeat. */
export function broadcastTo(e: Emitter, x: ValueId, shape: Shape): ValueId {
  const from = shapeOf(e, x);
  if (sameShape(from, shape)) return x;
  const padded = [...Array<number>(shape.length - from.length).fill(1), ...from];
  return first(e.emit('broadcast', [reshape(e, x, padded)], { shape }));
}
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((d, i) => d === b[i]);
}

function binary(op: BinaryOp) {
  return (e: Emitter, a: Operand, b: Operand): ValueId => {
    const [x, y] = operands(e, a, b);
    const shape = broadcastShapes(shapeOf(e, x), shapeOf(e, y));
    return first(e.emit(op, [broadcastTo(e, x, shape), broadcastTo(e, y, shape)], {}));
  };
}
function operands(e: Emitter, a: Operand, b: Operand): [ValueId, ValueId] {
  if (typeof a !== 'number') {
    if (typeof b !== 'number') return [full(e, [], a.constant), full(e, [], b.constant)];
    return [full(e, [], a.constant, e.typeOf(b).dtype), b];
  }
  return [a, typeof b === 'number' ? b : full(e, [], b.constant, e.typeOf(a).dtype)];
}
function unary(op: UnaryOp) {
  return (e: Emitter, x: ValueId): ValueId => first(e.emit(op, [x], {}));
}

export const add = binary('add');
export const sub = binary('sub');
export const mul = binary('mul');
export const div = binary('div');
export const pow = binary('pow');
export const maximum = binary('maximum');
export const minimum = binary('minimum');
export const equal = binary('equal');
export const less = binary('less');
export const lessEqual = binary('lessEqual');
export const and = binary('and');
export const or = binary('or');
export const greater = (e: Emitter, a: Operand, b: Operand): ValueId => less(e, b, a);
export const neg = unary('neg');
export const abs = unary('abs');
export const sign = unary('sign');
export const exp = unary('exp');
export const log = unary('log');
export const sqrt = unary('sqrt');
export const tanh = unary('tanh');
export const sigmoid = unary('sigmoid');
export const erf = unary('erf');
export const floor = unary('floor');
export const not = unary('not');
// biome-ignore lint/suspicious/noShadowRestrictedNames: named as the op is
export const isFinite = unary('isFinite');

/** Elementwise choice; the branches broadcast against each other and the condition. */
export function select(
  e: Emitter,
  condition: ValueId,
  whenTrue: Operand,
  whenFalse: Operand,
): ValueId {
  const [x, y] = operands(e, whenTrue, whenFalse);
  const shape = broadcastShapes(
    shapeOf(e, condition),
    broadcastShapes(shapeOf(e, x), shapeOf(e, y)),
  );
  return first(
    e.emit(
      'select',
      [broadcastTo(e, condition, shape), broadcastTo(e, x, shape), broadcastTo(e, y, shape)],
      {},
    ),
  );
}
export function cast(e: Emitter, x: ValueId, dtype: DType): ValueId {
  return e.typeOf(x).dtype === dtype ? x : first(e.emit('cast', [x], { dtype }));
}
export function stopGradient(e: Emitter, x: ValueId): ValueId {
  return first(e.emit('stopGradient', [x], {}));
}

/** Sum over `axes` (all when omitted); `keep` leaves axes of length 1. */
export function sum(e: Emitter, x: ValueId, axes?: readonly number[], keep = false): ValueId {
  return reduce(e, 'sum', x, axes, keep);
}
export function reduceMax(e: Emitter, x: ValueId, axes?: readonly number[], keep = false): ValueId {
  return reduce(e, 'reduceMax', x, axes, keep);
}
export function mean(e: Emitter, x: ValueId, axes?: readonly number[], keep = false): ValueId {
  const shape = shapeOf(e, x);
  const count = (axes ?? shape.map((_, i) => i)).reduce(
    (n, axis) => n * (shape[axis] as number),
    1,
  );
  return mul(e, sum(e, x, axes, keep), num(1 / count));
}
function reduce(
  e: Emitter,
  op: 'sum' | 'reduceMax',
  x: ValueId,
  axes: readonly number[] | undefined,
  keep: boolean,
): ValueId {
  const shape = shapeOf(e, x);
  const over = axes ?? shape.map((_, i) => i);
  if (over.length === 0) return x;
  const y = first(e.emit(op, [x], { axes: over }));
  return keep
    ? reshape(
        e,
        y,
        shape.map((d, i) => (over.includes(i) ? 1 : d)),
      )
    : y;
}
/** i32 position of the first largest element along `axis`. */
export function argmax(e: Emitter, x: ValueId, axis: number): ValueId {
  return first(e.emit('argmax', [x], { axis }));
}

/** [b…, m, k] · [b…, k, n]. */
export function dot(
  e: Emitter,
  a: ValueId,
  b: ValueId,
  options: { transposeA?: boolean; transposeB?: boolean } = {},
): ValueId {
  return first(
    e.emit('dot', [a, b], {
      transposeA: options.transposeA ?? false,
      transposeB: options.transposeB ?? false,
    }),
  );
}
/** N,spatial…,C with kernel spatial…,C/groups,O. */
export function conv(e: Emitter, x: ValueId, kernel: ValueId, geometry: ConvAttributes): ValueId {
  return first(e.emit('conv', [x, kernel], geometry));
}
/** Largest value of each window, and its i32 position in the window. */
export function windowMax(e: Emitter, x: ValueId, geometry: WindowAttributes): readonly ValueId[] {
  return e.emit('windowMax', [x], geometry);
}
export function windowSum(e: Emitter, x: ValueId, geometry: WindowAttributes): ValueId {
  return first(e.emit('windowSum', [x], geometry));
}

export function reshape(e: Emitter, x: ValueId, shape: Shape): ValueId {
  return sameShape(shapeOf(e, x), shape) ? x : first(e.emit('reshape', [x], { shape }));
}
export function transpose(e: Emitter, x: ValueId, permutation: readonly number[]): ValueId {
  return first(e.emit('transpose', [x], { permutation }));
}
export function pad(
  e: Emitter,
  x: ValueId,
  low: readonly number[],
  high: readonly number[],
  value = 0,
): ValueId {
  return first(e.emit('pad', [x], { low, high, value }));
}
export function slice(
  e: Emitter,
  x: ValueId,
  start: readonly number[],
  size: readonly number[],
  stride?: readonly number[],
): ValueId {
  return first(e.emit('slice', [x], { start, size, stride: stride ?? start.map(() => 1) }));
}
export function concat(e: Emitter, values: readonly ValueId[], axis: number): ValueId {
  return values.length === 1 ? first(values) : first(e.emit('concat', values, { axis }));
}
export function reverse(e: Emitter, x: ValueId, axes: readonly number[]): ValueId {
  return first(e.emit('reverse', [x], { axes }));
}
/** Uniform f32 in [0, 1), the same for any backend and any number of threads. */
export function random(
  e: Emitter,
  seed: ValueId,
  step: ValueId,
  shape: Shape,
  key: { node: number; use: number },
): ValueId {
  return first(e.emit('random', [seed, step], { shape, node: key.node, use: key.use }));
}
