/** Convolution and its two adjoints: types and gradients. The three are closed under differentiation. */
import { invariant } from '../../util/errors.ts';
import type {
  ConvAttributes,
  Emitter,
  OpDefinition,
  Shape,
  TensorType,
  ValueId,
} from '../types.ts';
import { checkDType, checkSameShape, FLOAT, two, windowCount } from './checks.ts';

/** Shape of the result of a convolution; throws on shapes that do not fit. */
export function convShape(input: Shape, kernel: Shape, geometry: ConvAttributes): Shape {
  const axes = input.length - 2;
  const { stride, padding, dilation, groups } = geometry;
  invariant(
    axes >= 1 &&
      kernel.length === axes + 2 &&
      [stride, padding, dilation].every((each) => each.length === axes),
    () => `conv over ${axes} axes with kernel [${kernel}]`,
  );
  const channels = input[axes + 1] as number;
  const outputChannels = kernel[axes + 1] as number;
  invariant(
    channels === (kernel[axes] as number) * groups && outputChannels % groups === 0,
    () => `conv of ${channels} channels with kernel [${kernel}] in ${groups} groups`,
  );
  const spatial = stride.map((step, axis) =>
    windowCount(
      input[axis + 1] as number,
      kernel[axis] as number,
      step,
      padding[axis] as readonly [number, number],
      dilation[axis] as number,
    ),
  );
  invariant(
    spatial.every((d) => d >= 1),
    () => `conv of [${input}] with kernel [${kernel}] is empty`,
  );
  return [input[0] as number, ...spatial, outputChannels];
}

function operands(name: string, inputs: readonly TensorType[]): [Shape, Shape] {
  const [a, b] = two(name, inputs);
  checkDType(name, a, FLOAT);
  checkDType(name, b, FLOAT);
  return [a.shape, b.shape];
}
const geometryOf = ({ stride, padding, dilation, groups }: ConvAttributes): ConvAttributes => ({
  stride,
  padding,
  dilation,
  groups,
});
const f32 = (shape: Shape): readonly TensorType[] => [{ dtype: 'f32', shape }];

function convolve(e: Emitter, input: ValueId, kernel: ValueId, geometry: ConvAttributes): ValueId {
  return e.emit('conv', [input, kernel], geometryOf(geometry))[0] as ValueId;
}
/** Gradient of a convolution's input, which has the shape of `like`. */
function gradInput(
  e: Emitter,
  gradient: ValueId,
  kernel: ValueId,
  geometry: ConvAttributes,
  like: ValueId,
): ValueId {
  const inputSpatial = e.typeOf(like).shape.slice(1, -1);
  const attributes = { ...geometryOf(geometry), inputSpatial };
  return e.emit('convGradInput', [gradient, kernel], attributes)[0] as ValueId;
}
/** Gradient of a convolution's kernel, which has the shape of `like`. */
function gradWeight(
  e: Emitter,
  input: ValueId,
  gradient: ValueId,
  geometry: ConvAttributes,
  like: ValueId,
): ValueId {
  const kernelSpatial = e.typeOf(like).shape.slice(0, -2);
  const attributes = { ...geometryOf(geometry), kernelSpatial };
  return e.emit('convGradWeight', [input, gradient], attributes)[0] as ValueId;
}

const conv: OpDefinition<'conv'> = {
  name: 'conv',
  kind: 'contraction',
  infer(inputs, attributes) {
    const [input, kernel] = operands('conv', inputs);
    return f32(convShape(input, kernel, attributes));
  },
  vjp({ emitter: e, inputs, attributes, cotangents }) {
    const [input, kernel] = inputs as readonly [ValueId, ValueId];
    const g = cotangents[0] as ValueId;
    return [
      gradInput(e, g, kernel, attributes, input),
      gradWeight(e, input, g, attributes, kernel),
    ];
  },
};

const convGradInput: OpDefinition<'convGradInput'> = {
  name: 'convGradInput',
  kind: 'contraction',
  infer(inputs, attributes) {
    const [gradient, kernel] = operands('convGradInput', inputs);
    const channels = (kernel.at(-2) as number) * attributes.groups;
    const input = [gradient[0] as number, ...attributes.inputSpatial, channels];
    checkSameShape('convGradInput', convShape(input, kernel, attributes), gradient);
    return f32(input);
  },
  /** Linear in both: of the cotangent c, shaped as the input, conv(c, kernel) and the kernel gradient of (c, gradient). */
  vjp({ emitter: e, inputs, attributes, cotangents }) {
    const [gradient, kernel] = inputs as readonly [ValueId, ValueId];
    const c = cotangents[0] as ValueId;
    return [convolve(e, c, kernel, attributes), gradWeight(e, c, gradient, attributes, kernel)];
  },
};

const convGradWeight: OpDefinition<'convGradWeight'> = {
  name: 'convGradWeight',
  kind: 'contraction',
  infer(inputs, attributes) {
    const [input, gradient] = operands('convGradWeight', inputs);
    const kernel = [
      ...attributes.kernelSpatial,
      (input.at(-1) as number) / attributes.groups,
      gradient.at(-1) as number,
    ];
    checkSameShape('convGradWeight', convShape(input, kernel, attributes), gradient);
    return f32(kernel);
  },
  /** Linear in both: of the cotangent c, shaped as the kernel, the input gradient of (gradient, c) and conv(input, c). */
  vjp({ emitter: e, inputs, attributes, cotangents }) {
    const [input, gradient] = inputs as readonly [ValueId, ValueId];
    const c = cotangents[0] as ValueId;
    return [gradInput(e, gradient, c, attributes, input), convolve(e, input, c, attributes)];
  },
};

export const convolutions = { conv, convGradInput, convGradWeight };
