/** Ops that fold axes away: their types and gradients. */
import { invariant } from '../../util/errors.ts';
import * as ir from '../construct.ts';
import type { Emitter, OpDefinition, Shape, TensorType, ValueId } from '../types.ts';
import { checkAxes, checkDType, NUMERIC, one } from './checks.ts';

function inferReduction(
  name: string,
  inputs: readonly TensorType[],
  axes: readonly number[],
): TensorType {
  const x = one(name, inputs);
  checkDType(name, x, NUMERIC);
  checkAxes(name, axes, x.shape.length);
  return { dtype: x.dtype, shape: x.shape.filter((_, axis) => !axes.includes(axis)) };
}

/** Repeats a reduced value along the axes that were folded, back to `shape`. */
function unreduce(e: Emitter, value: ValueId, shape: Shape, axes: readonly number[]): ValueId {
  const kept = shape.map((d, axis) => (axes.includes(axis) ? 1 : d));
  return ir.broadcastTo(e, ir.reshape(e, value, kept), shape);
}

const sum: OpDefinition<'sum'> = {
  name: 'sum',
  kind: 'reduction',
  infer: (inputs, { axes }) => [inferReduction('sum', inputs, axes)],
  vjp: ({ emitter: e, inputs, attributes, cotangents }) => {
    const shape = ir.shapeOf(e, inputs[0] as ValueId);
    return [unreduce(e, cotangents[0] as ValueId, shape, attributes.axes)];
  },
};

/** The gradient is shared evenly among elements that tie for the largest. NaN wins over every number. */
const reduceMax: OpDefinition<'reduceMax'> = {
  name: 'reduceMax',
  kind: 'reduction',
  infer: (inputs, { axes }) => [inferReduction('reduceMax', inputs, axes)],
  vjp: ({ emitter: e, inputs, outputs, attributes: { axes }, cotangents }) => {
    const x = inputs[0] as ValueId;
    const shape = ir.shapeOf(e, x);
    const largest = unreduce(e, outputs[0] as ValueId, shape, axes);
    const isLargest = ir.cast(e, ir.equal(e, x, largest), 'f32');
    const share = ir.div(e, cotangents[0] as ValueId, ir.sum(e, isLargest, axes));
    return [ir.mul(e, isLargest, unreduce(e, share, shape, axes))];
  },
};

const argmax: OpDefinition<'argmax'> = {
  name: 'argmax',
  kind: 'reduction',
  infer(inputs, { axis }) {
    const { shape } = inferReduction('argmax', inputs, [axis]);
    invariant((inputs[0] as TensorType).shape[axis] !== 0, 'argmax has elements to choose from');
    return [{ dtype: 'i32', shape }];
  },
  vjp: 'none',
};

export const reductions = { sum, reduceMax, argmax };
