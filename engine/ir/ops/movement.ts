/** Ops that move, repeat or leave out elements without computing: their types and gradients. */
import { invariant } from '../../util/errors.ts';
import * as ir from '../construct.ts';
import type { Emitter, OpDefinition, ValueId } from '../types.ts';
import { checkAxes, elementCount, one } from './checks.ts';

const reshape: OpDefinition<'reshape'> = {
  name: 'reshape',
  kind: 'movement',
  infer(inputs, { shape }) {
    const x = one('reshape', inputs);
    invariant(
      elementCount(x.shape) === elementCount(shape),
      () => `reshape of [${x.shape}] to [${shape}]`,
    );
    return [{ dtype: x.dtype, shape }];
  },
  vjp: ({ emitter: e, inputs, cotangents }) => [
    ir.reshape(e, cotangents[0] as ValueId, ir.shapeOf(e, inputs[0] as ValueId)),
  ],
};

const transpose: OpDefinition<'transpose'> = {
  name: 'transpose',
  kind: 'movement',
  infer(inputs, { permutation }) {
    const x = one('transpose', inputs);
    checkAxes('transpose', permutation, x.shape.length);
    invariant(
      permutation.length === x.shape.length,
      () => `transpose of [${x.shape}] by [${permutation}]`,
    );
    return [{ dtype: x.dtype, shape: permutation.map((axis) => x.shape[axis] as number) }];
  },
  vjp: ({ emitter: e, attributes: { permutation }, cotangents }) => [
    ir.transpose(
      e,
      cotangents[0] as ValueId,
      permutation.map((_, axis) => permutation.indexOf(axis)),
    ),
  ],
};

const broadcast: OpDefinition<'broadcast'> = {
  name: 'broadcast',
  kind: 'movement',
  infer(inputs, { shape }) {
    const x = one('broadcast', inputs);
    const fits =
      x.shape.length === shape.length && x.shape.every((d, axis) => d === 1 || d === shape[axis]);
    invariant(fits, () => `broadcast of [${x.shape}] to [${shape}]`);
    return [{ dtype: x.dtype, shape }];
  },
  vjp({ emitter: e, inputs, attributes: { shape }, cotangents }) {
    const from = ir.shapeOf(e, inputs[0] as ValueId);
    const repeated = shape.flatMap((d, axis) => (d !== from[axis] ? [axis] : []));
    return [ir.sum(e, cotangents[0] as ValueId, repeated, true)];
  },
};

const pad: OpDefinition<'pad'> = {
  name: 'pad',
  kind: 'movement',
  infer(inputs, { low, high }) {
    const x = one('pad', inputs);
    const fits = [low, high].every(
      (widths) => widths.length === x.shape.length && widths.every((width) => width >= 0),
    );
    invariant(fits, () => `pad of [${x.shape}] by [${low}] and [${high}]`);
    const shape = x.shape.map((d, axis) => d + (low[axis] as number) + (high[axis] as number));
    return [{ dtype: x.dtype, shape }];
  },
  vjp: ({ emitter: e, inputs, attributes: { low }, cotangents }) => [
    ir.slice(e, cotangents[0] as ValueId, low, ir.shapeOf(e, inputs[0] as ValueId)),
  ],
};

const slice: OpDefinition<'slice'> = {
  name: 'slice',
  kind: 'movement',
  infer(inputs, { start, size, stride }) {
    const x = one('slice', inputs);
    const fits =
      [start, size, stride].every((each) => each.length === x.shape.length) &&
      x.shape.every((d, axis) => {
        const [from, count, step] = [start[axis], size[axis], stride[axis]] as [
          number,
          number,
          number,
        ];
        return from >= 0 && count >= 1 && step >= 1 && from + (count - 1) * step < d;
      });
    invariant(
      fits,
      () => `slice of [${x.shape}] from [${start}], size [${size}], stride [${stride}]`,
    );
    return [{ dtype: x.dtype, shape: size }];
  },
  vjp({ emitter: e, inputs, attributes: { start, size, stride }, cotangents }) {
    const shape = ir.shapeOf(e, inputs[0] as ValueId);
    const spread = spreadApart(e, cotangents[0] as ValueId, stride);
    const extent = size.map((count, axis) => (count - 1) * (stride[axis] as number) + 1);
    const high = shape.map((d, axis) => d - (start[axis] as number) - (extent[axis] as number));
    return [ir.pad(e, spread, start, high)];
  },
};

/** Puts stride − 1 zeros between neighbours: axes of n become (n − 1)·stride + 1. */
function spreadApart(e: Emitter, x: ValueId, stride: readonly number[]): ValueId {
  if (stride.every((step) => step === 1)) return x;
  const shape = ir.shapeOf(e, x);
  const zero = shape.flatMap(() => [0, 0]);
  const cells = ir.reshape(
    e,
    x,
    shape.flatMap((d) => [d, 1]),
  );
  const filled = ir.pad(
    e,
    cells,
    zero,
    stride.flatMap((step) => [0, step - 1]),
  );
  const joined = ir.reshape(
    e,
    filled,
    shape.map((d, axis) => d * (stride[axis] as number)),
  );
  return ir.slice(
    e,
    joined,
    shape.map(() => 0),
    shape.map((d, axis) => (d - 1) * (stride[axis] as number) + 1),
  );
}

const concat: OpDefinition<'concat'> = {
  name: 'concat',
  kind: 'movement',
  infer(inputs, { axis }) {
    const [first] = inputs;
    invariant(first !== undefined, 'concat has operands');
    checkAxes('concat', [axis], first.shape.length);
    const fits = inputs.every(
      ({ dtype, shape }) =>
        dtype === first.dtype &&
        shape.length === first.shape.length &&
        shape.every((d, i) => i === axis || d === first.shape[i]),
    );
    invariant(
      fits,
      () => `concat of ${inputs.map(({ shape }) => `[${shape}]`).join(', ')} at ${axis}`,
    );
    const length = inputs.reduce((total, { shape }) => total + (shape[axis] as number), 0);
    return [{ dtype: first.dtype, shape: first.shape.with(axis, length) }];
  },
  vjp({ emitter: e, inputs, attributes: { axis }, cotangents }) {
    let offset = 0;
    return inputs.map((operand) => {
      const size = ir.shapeOf(e, operand);
      const start = size.map((_, i) => (i === axis ? offset : 0));
      offset += size[axis] as number;
      return ir.slice(e, cotangents[0] as ValueId, start, size);
    });
  },
};

const reverse: OpDefinition<'reverse'> = {
  name: 'reverse',
  kind: 'movement',
  infer(inputs, { axes }) {
    const x = one('reverse', inputs);
    checkAxes('reverse', axes, x.shape.length);
    return [x];
  },
  vjp: ({ emitter: e, attributes: { axes }, cotangents }) => [
    ir.reverse(e, cotangents[0] as ValueId, axes),
  ],
};

export const movement = { reshape, transpose, broadcast, pad, slice, concat, reverse };
