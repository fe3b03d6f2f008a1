/** Conv2D: pictures in, `filters` feature maps out, each a small kernel slid over the picture. */
import * as z from 'zod';
import { add, conv } from '../ir/construct.ts';
import type { TensorType, ValueId } from '../ir/types.ts';
import { described } from '../util/described.ts';
import { activate, activationParameter } from './activations.ts';
import {
  at,
  biasInitializer,
  biasRegularizer,
  defineNode,
  dim,
  f32,
  kernelInitializer,
  kernelRegularizer,
  needsPictures,
  pair,
  penalized,
  positiveInteger,
  problem,
  product,
  vectorWeight,
} from './define.ts';
import { outputSizes, padding2d, resolvePadding, span } from './spatial.ts';

const params = z.strictObject({
  filters: described(positiveInteger.default(32), 'Filters', 'How many feature maps come out.'),
  kernelSize: described(pair.default([3, 3]), 'Kernel size', '[height, width].', 'pixels'),
  stride: described(
    pair.default([1, 1]),
    'Stride',
    'How far the kernel moves each time.',
    'pixels',
  ),
  padding: padding2d,
  dilation: described(
    pair.default([1, 1]),
    'Dilation',
    'Distance between the pixels that a kernel sees; 1 means neighbours.',
    'pixels',
  ),
  groups: described(
    positiveInteger.default(1),
    'Groups',
    'Channels are split into so many groups that do not see each other.',
  ),
  useBias: described(z.boolean().default(true), 'Bias', 'Whether a number is added to each map.'),
  activation: activationParameter,
  kernelInitializer: kernelInitializer('glorotUniform'),
  biasInitializer,
  kernelRegularizer,
  biasRegularizer,
});
type Params = z.infer<typeof params>;

const geometry = (p: Params, input: TensorType) => ({
  stride: p.stride,
  padding: resolvePadding(p.padding, input.shape.slice(1, 3), p.kernelSize, p.stride, p.dilation),
  dilation: p.dilation,
  groups: p.groups,
});

export default defineNode<Params>({
  type: 'conv2d',
  version: 1,
  category: 'convolution',
  name: { en: 'Conv2D', zh: '二维卷积' },
  synonyms: ['Convolution', 'Convolutional layer', '卷积层', '卷积'],
  params,
  inputs: [{ name: 'input' }],
  outputs: [{ name: 'output' }],
  infer(p, inputs) {
    const input = at(inputs, 'input');
    const wrong = needsPictures(input, 'input');
    if (wrong) return wrong;
    const channels = dim(input, 3);
    if (channels % p.groups !== 0 || p.filters % p.groups !== 0)
      return problem(
        'groups-do-not-divide',
        { groups: p.groups, channels, filters: p.filters },
        { parameter: 'groups' },
      );
    const sizes = input.shape.slice(1, 3);
    const { padding } = geometry(p, input);
    const spans = p.kernelSize.map((size, i) => span(size, p.dilation[i] as number));
    const output = outputSizes(sizes, p.kernelSize, p.stride, padding, p.dilation);
    if (output.some((size) => size < 1))
      return problem(
        'window-larger-than-picture',
        { window: spans, picture: sizes },
        { parameter: 'kernelSize' },
      );
    const perGroup = channels / p.groups;
    const kernel = {
      name: 'kernel',
      type: f32(...p.kernelSize, perGroup, p.filters),
      initializer: p.kernelInitializer,
      fanIn: product(p.kernelSize) * perGroup,
      fanOut: (product(p.kernelSize) * p.filters) / p.groups,
      trainable: true,
      ...penalized(p.kernelRegularizer),
    };
    const bias = {
      ...vectorWeight('bias', p.filters, p.biasInitializer),
      ...penalized(p.biasRegularizer),
    };
    return {
      outputs: { output: f32(dim(input, 0), ...output, p.filters) },
      weights: p.useBias ? [kernel, bias] : [kernel],
      multiplyAdds: dim(input, 0) * product(output) * product(kernel.type.shape),
      window: { size: p.kernelSize, stride: p.stride, dilation: p.dilation, padding },
    };
  },
  build({ emitter: e, params: p, inputs, weights }) {
    const x = inputs.input?.[0] as ValueId;
    const maps = conv(e, x, weights.kernel as ValueId, geometry(p, e.typeOf(x)));
    const biased = p.useBias ? add(e, maps, weights.bias as ValueId) : maps;
    return { output: activate(e, p.activation, biased) };
  },
  migrations: [],
  docs: {
    summary: 'Slides small kernels over the picture; each gives one feature map.',
    formula: 'N = (W − F + 2P)/S + 1',
    reference: 'LeCun et al., Gradient-Based Learning Applied to Document Recognition, 1998',
  },
  examples: [
    { params: { filters: 3, kernelSize: [3, 3] }, inputs: { input: [f32(2, 5, 6, 2)] } },
    {
      params: { filters: 2, kernelSize: [3, 2], stride: [2, 2], padding: 'same', useBias: false },
      inputs: { input: [f32(1, 5, 6, 2)] },
    },
    {
      params: {
        filters: 4,
        kernelSize: [2, 2],
        padding: [
          [1, 0],
          [0, 2],
        ],
        dilation: [2, 1],
        groups: 2,
        activation: 'tanh',
      },
      inputs: { input: [f32(1, 4, 4, 2)] },
    },
  ],
});
