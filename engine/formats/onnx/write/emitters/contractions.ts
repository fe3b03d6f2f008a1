/** Dense and Conv2D: a value and trained weights in; Gemm and Conv, with the weights in ONNX's order, out. */
import type { ActivationName } from '../../../../layers/activations.ts';
import type { SpatialWindow } from '../../../../layers/types.ts';
import { invariant } from '../../../../util/errors.ts';
import { flattenedPlaces, kernelChannelsFirst, kernelDims, rowsAt } from '../arrange.ts';
import { type Attribute, int, ints } from '../attributes.ts';
import { at, defineEmitter, type LayerWeight, vector, weightAt } from '../emitter.ts';
import { channelsFirst, type OnnxGraph, ours, type Value } from '../graph.ts';
import { emitActivation } from './activations.ts';

/** x·W + b; rows of W follow a vector that was flattened channels first. */
export const dense = defineEmitter<{ readonly activation: ActivationName }>((context) => {
  const { graph, params, node, weights } = context;
  const x = at(context, 'input');
  const kernel = emitMatrix(graph, weightAt(context, 'kernel'), x);
  const bias = weights.bias ? [vector(graph, weights.bias)] : [];
  const shape = node.outputs.output?.shape ?? [];
  const product = graph.operator('Gemm', [x, kernel, ...bias], [], { shape, order: ours });
  return { output: emitActivation(graph, params.activation, product) };
});

/** A kernel [in, out] for the order that `x` has. */
export function emitMatrix(graph: OnnxGraph, { name, shape, data }: LayerWeight, x: Value) {
  const { order } = x;
  if (order.kind !== 'flattened') return graph.weights(name, 'as it is', shape, () => data);
  const rows = () => rowsAt(data, flattenedPlaces(order.of));
  return graph.weights(name, `rows of ${order.of.join(' ')}`, shape, rows);
}

interface ConvParams {
  readonly groups: number;
  readonly activation: ActivationName;
}
export const conv2d = defineEmitter<ConvParams>((context) => {
  const { graph, params, node, weights } = context;
  invariant(node.window, 'a convolution has a window');
  const kernel = emitKernel(graph, weightAt(context, 'kernel'));
  const bias = weights.bias ? [vector(graph, weights.bias)] : [];
  const maps = graph.operator(
    'Conv',
    [graph.channelsFirst(at(context, 'input')), kernel, ...bias],
    [
      ...windowAttributes(node.window),
      ints('dilations', node.window.dilation),
      int('group', params.groups),
    ],
    { shape: node.outputs.output?.shape ?? [], order: channelsFirst },
  );
  return { output: emitActivation(graph, params.activation, maps) };
});

/** A kernel [spatial…, in, out] as Conv wants it. */
export function emitKernel(graph: OnnxGraph, { name, shape, data }: LayerWeight) {
  const turned = () => kernelChannelsFirst(data, shape);
  return graph.weights(name, 'channels first', kernelDims(shape), turned);
}
/** Size, stride and padding: all that start before all that end. */
export function windowAttributes({
  size,
  stride,
  padding,
}: Omit<SpatialWindow, 'dilation'>): readonly Attribute[] {
  return [
    ints('kernel_shape', size),
    ints('strides', stride),
    ints('pads', [...padding.map(([before]) => before), ...padding.map(([, after]) => after)]),
  ];
}
