/** Simplifications of ops that move or fold elements: what does nothing goes, chains become one. */
import * as ir from '../ir/construct.ts';
import type { OpName, Shape, ValueId } from '../ir/types.ts';
import type { SimplifyRule } from './elementwiseRules.ts';
import type { Rewriter } from './rewriter.ts';

const { sameShape } = ir;
const only = (inputs: readonly ValueId[]): ValueId => inputs[0] as ValueId;
const count = (shape: Shape): number => shape.reduce((product, d) => product * d, 1);

/**
 * Whatever moves equal elements about gives equal elements: a constant of one number stays one, and of a single
 * element repeated, only the new shape matters.
 */
function ofEqualElements(r: Rewriter, x: ValueId, shape: Shape): ValueId | null {
  const number = r.uniform(x);
  if (number !== undefined) return r.full(shape, number, r.typeOf(x).dtype);
  const source = r.producer(x, 'broadcast')?.inputs[0];
  if (source === undefined || count(r.typeOf(source).shape) !== 1) return null;
  const single = ir.reshape(
    r,
    source,
    shape.map(() => 1),
  );
  return ir.broadcastTo(r, single, shape);
}

const reshape: SimplifyRule<'reshape'> = (r, inputs, { shape }) => {
  const x = only(inputs);
  if (sameShape(r.typeOf(x).shape, shape)) return x;
  const inner = r.producer(x, 'reshape')?.inputs[0];
  if (inner !== undefined) return ir.reshape(r, inner, shape);
  return ofEqualElements(r, x, shape);
};

const transpose: SimplifyRule<'transpose'> = (r, inputs, { permutation }) => {
  const x = only(inputs);
  const from = r.typeOf(x).shape;
  const shape = permutation.map((axis) => from[axis] as number);
  // The axes that are longer than 1 keep their order: no element moves.
  const moved = permutation.filter((axis) => from[axis] !== 1);
  if (moved.every((axis, i) => i === 0 || axis > (moved[i - 1] as number)))
    return ir.reshape(r, x, shape);
  const inner = r.producer(x, 'transpose');
  if (inner === null) return ofEqualElements(r, x, shape);
  const composed = permutation.map((axis) => inner.attributes.permutation[axis] as number);
  return ir.transpose(r, only(inner.inputs), composed);
};

const broadcast: SimplifyRule<'broadcast'> = (r, inputs, { shape }) => {
  const x = only(inputs);
  if (sameShape(r.typeOf(x).shape, shape)) return x;
  const number = r.uniform(x);
  if (number !== undefined) return r.full(shape, number, r.typeOf(x).dtype);
  const inner = r.producer(x, 'broadcast')?.inputs[0];
  return inner === undefined ? null : ir.broadcastTo(r, inner, shape);
};

const pad: SimplifyRule<'pad'> = (r, inputs, { low, high, value }) => {
  const x = only(inputs);
  if ([...low, ...high].every((width) => width === 0)) return x;
  const { dtype, shape } = r.typeOf(x);
  const total = (axis: number) => (low[axis] as number) + (high[axis] as number);
  if (r.uniform(x) === value) {
    const padded = shape.map((d, axis) => d + total(axis));
    return r.full(padded, value, dtype);
  }
  const inner = r.producer(x, 'pad');
  if (inner === null || inner.attributes.value !== value) return null;
  const plus = (a: readonly number[], b: readonly number[]) =>
    a.map((n, i) => n + (b[i] as number));
  const { attributes } = inner;
  return ir.pad(
    r,
    only(inner.inputs),
    plus(attributes.low, low),
    plus(attributes.high, high),
    value,
  );
};

const slice: SimplifyRule<'slice'> = (r, inputs, { start, size, stride }) => {
  const x = only(inputs);
  if (sameShape(r.typeOf(x).shape, size)) return x;
  const padded = r.producer(x, 'pad');
  const plain = stride.every((step) => step === 1);
  if (padded !== null && plain && sameShape(padded.attributes.low, start)) {
    const source = only(padded.inputs);
    if (sameShape(r.typeOf(source).shape, size)) return source;
  }
  const inner = r.producer(x, 'slice');
  if (inner === null) return ofEqualElements(r, x, size);
  const { attributes } = inner;
  const scaled = (n: number, axis: number) => n * (attributes.stride[axis] as number);
  return ir.slice(
    r,
    only(inner.inputs),
    start.map((from, axis) => scaled(from, axis) + (attributes.start[axis] as number)),
    size,
    stride.map(scaled),
  );
};

const reverse: SimplifyRule<'reverse'> = (r, inputs, { axes }) => {
  const x = only(inputs);
  const { shape } = r.typeOf(x);
  const turned = axes.filter((axis) => shape[axis] !== 1);
  if (turned.length === 0) return x;
  const inner = r.producer(x, 'reverse');
  if (inner === null) return ofEqualElements(r, x, shape);
  const before = inner.attributes.axes;
  const once = [...before, ...turned].filter((a) => before.includes(a) !== turned.includes(a));
  return once.length === 0 ? only(inner.inputs) : ir.reverse(r, only(inner.inputs), once);
};

const concat: SimplifyRule<'concat'> = (_r, inputs) => (inputs.length === 1 ? only(inputs) : null);

/** Folding axes of length 1 is a reshape. */
function foldsNothing(r: Rewriter, x: ValueId, axes: readonly number[]): ValueId | null {
  const { shape } = r.typeOf(x);
  if (axes.some((axis) => shape[axis] !== 1)) return null;
  return ir.reshape(r, x, without(shape, axes));
}
const without = (shape: Shape, axes: readonly number[]): Shape =>
  shape.filter((_, axis) => !axes.includes(axis));

/** A sum of n equal elements is n times one of them. */
const sum: SimplifyRule<'sum'> = (r, inputs, { axes }) => {
  const x = only(inputs);
  const { dtype, shape } = r.typeOf(x);
  const terms = count(axes.map((axis) => shape[axis] as number));
  const number = r.uniform(x);
  if (number !== undefined && dtype === 'f32') return r.full(without(shape, axes), number * terms);
  const nothing = foldsNothing(r, x, axes);
  if (nothing !== null) return nothing;
  const source = r.producer(x, 'broadcast')?.inputs[0];
  if (source === undefined || dtype !== 'f32') return null;
  const from = r.typeOf(source).shape;
  if (axes.some((axis) => from[axis] !== 1)) return null;
  const one = ir.mul(r, ir.reshape(r, source, without(from, axes)), ir.num(terms));
  return ir.broadcastTo(r, one, without(shape, axes));
};
const reduceMax: SimplifyRule<'reduceMax'> = (r, inputs, { axes }) =>
  foldsNothing(r, only(inputs), axes);

/** A product reads a transposed operand as well as a straight one. */
const dot: SimplifyRule<'dot'> = (r, inputs, attributes) => {
  const [a, b] = inputs as readonly [ValueId, ValueId];
  const [straightA, straightB] = [untransposed(r, a), untransposed(r, b)];
  if (straightA === null && straightB === null) return null;
  return ir.dot(r, straightA ?? a, straightB ?? b, {
    transposeA: attributes.transposeA !== (straightA !== null),
    transposeB: attributes.transposeB !== (straightB !== null),
  });
};
/** What `x` is the transpose of, in its last two axes alone. */
function untransposed(r: Rewriter, x: ValueId): ValueId | null {
  const inner = r.producer(x, 'transpose');
  if (inner === null) return null;
  const { permutation } = inner.attributes;
  const last = permutation.length - 1;
  const swaps = permutation.every((axis, i) => axis === (i < last - 1 ? i : 2 * last - 1 - i));
  return swaps ? only(inner.inputs) : null;
}

type MovementOp = Extract<
  OpName,
  'reshape' | 'transpose' | 'broadcast' | 'pad' | 'slice' | 'reverse' | 'concat'
>;
export const movementRules: {
  readonly [N in MovementOp | 'sum' | 'reduceMax' | 'dot']: SimplifyRule<N>;
} = { reshape, transpose, broadcast, pad, slice, reverse, concat, sum, reduceMax, dot };
