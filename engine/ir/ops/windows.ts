/** Pooling over windows of the spatial axes, and its gradients. */
import { invariant } from '../../util/errors.ts';
import type { OpDefinition, Shape, TensorType, ValueId, WindowAttributes } from '../types.ts';
import { checkDType, checkSameShape, FLOAT, one, two, windowCount } from './checks.ts';

/** Shape of the result of pooling; throws on geometry that does not fit. */
export function windowShape(input: Shape, { size, stride, padding }: WindowAttributes): Shape {
  const axes = input.length - 2;
  invariant(
    axes >= 1 && [size, stride, padding].every((each) => each.length === axes),
    () => `window [${size}] over [${input}]`,
  );
  const spatial = size.map((length, axis) =>
    windowCount(
      input[axis + 1] as number,
      length,
      stride[axis] as number,
      padding[axis] as readonly [number, number],
      1,
    ),
  );
  invariant(
    spatial.every((d) => d >= 1),
    () => `window [${size}] over [${input}] is empty`,
  );
  return [input[0] as number, ...spatial, input[axes + 1] as number];
}

/** Shape of the input whose windows gave `gradient`. */
function inputShape(
  name: string,
  gradient: TensorType,
  attributes: WindowAttributes & { readonly inputSpatial: readonly number[] },
): TensorType {
  checkDType(name, gradient, FLOAT);
  const { shape, dtype } = gradient;
  const input = [shape[0] as number, ...attributes.inputSpatial, shape.at(-1) as number];
  checkSameShape(name, windowShape(input, attributes), shape);
  return { dtype, shape: input };
}
function gradientAttributes(
  { size, stride, padding }: WindowAttributes,
  input: Shape,
): WindowAttributes & { readonly inputSpatial: readonly number[] } {
  return { size, stride, padding, inputSpatial: input.slice(1, -1) };
}

const windowMax: OpDefinition<'windowMax'> = {
  name: 'windowMax',
  kind: 'window',
  infer(inputs, attributes) {
    const x = one('windowMax', inputs);
    checkDType('windowMax', x, FLOAT);
    const shape = windowShape(x.shape, attributes);
    return [
      { dtype: x.dtype, shape },
      { dtype: 'i32', shape },
    ];
  },
  vjp({ emitter: e, inputs, outputs, attributes, cotangents }) {
    const [g] = cotangents;
    if (g === null || g === undefined) return [null];
    const shape = e.typeOf(inputs[0] as ValueId).shape;
    const positions = outputs[1] as ValueId;
    return e.emit('windowMaxGrad', [g, positions], gradientAttributes(attributes, shape));
  },
};

/** Its own gradient would gather at the positions, an op not yet here: no second derivative of max pooling. */
const windowMaxGrad: OpDefinition<'windowMaxGrad'> = {
  name: 'windowMaxGrad',
  kind: 'window',
  infer(inputs, attributes) {
    const [gradient, positions] = two('windowMaxGrad', inputs);
    checkDType('windowMaxGrad positions', positions, ['i32']);
    checkSameShape('windowMaxGrad', gradient.shape, positions.shape);
    return [inputShape('windowMaxGrad', gradient, attributes)];
  },
  vjp: 'none',
};

const windowSum: OpDefinition<'windowSum'> = {
  name: 'windowSum',
  kind: 'window',
  infer(inputs, attributes) {
    const x = one('windowSum', inputs);
    checkDType('windowSum', x, FLOAT);
    return [{ dtype: x.dtype, shape: windowShape(x.shape, attributes) }];
  },
  vjp({ emitter: e, inputs, attributes, cotangents }) {
    const shape = e.typeOf(inputs[0] as ValueId).shape;
    const g = cotangents[0] as ValueId;
    return e.emit('windowSumGrad', [g], gradientAttributes(attributes, shape));
  },
};

const windowSumGrad: OpDefinition<'windowSumGrad'> = {
  name: 'windowSumGrad',
  kind: 'window',
  infer: (inputs, attributes) => [
    inputShape('windowSumGrad', one('windowSumGrad', inputs), attributes),
  ],
  vjp({ emitter: e, attributes: { size, stride, padding }, cotangents }) {
    return e.emit('windowSum', [cotangents[0] as ValueId], { size, stride, padding });
  },
};

export const windows = { windowMax, windowMaxGrad, windowSum, windowSumGrad };
