/** A value and the name of an activation function in, its operators added and their result out. */
import type { ActivationName, ActivationOptions } from '../../../../layers/activations.ts';
import { dataType } from '../../proto.ts';
import { float, int } from '../attributes.ts';
import { at, defineEmitter } from '../emitter.ts';
import type { OnnxGraph, Value } from '../graph.ts';

/** Klambauer et al., Self-Normalizing Neural Networks, 2017; ONNX's own defaults are these numbers in f32. */
const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;
const LARGEST_HALF = 65504;

/** One function on every element, or softmax over the channels. */
export function emitActivation(
  graph: OnnxGraph,
  name: ActivationName,
  x: Value,
  { slope, alpha }: ActivationOptions = { slope: 0.01, alpha: 1 },
): Value {
  switch (name) {
    case 'linear':
      return x;
    case 'relu':
      return graph.operator('Relu', [x]);
    case 'leakyRelu':
      return graph.operator('LeakyRelu', [x], [float('alpha', slope)]);
    case 'elu':
      return graph.operator('Elu', [x], [float('alpha', alpha)]);
    case 'selu':
      return graph.operator('Selu', [x], [float('alpha', SELU_ALPHA), float('gamma', SELU_SCALE)]);
    case 'gelu':
      return gelu(graph, x);
    case 'silu':
      return graph.operator('Mul', [x, graph.operator('Sigmoid', [x])]);
    case 'sigmoid':
      return graph.operator('Sigmoid', [x]);
    case 'tanh':
      return graph.operator('Tanh', [x]);
    case 'softmax': {
      const axis = x.order.kind === 'ours' ? x.shape.length - 1 : 1;
      return graph.operator('Softmax', [x], [int('axis', axis)]);
    }
    default:
      return name satisfies never;
  }
}

/** x·½·(1 + erf(x/√2)): an operator of its own only from opset 20 on. */
function gelu(graph: OnnxGraph, x: Value): Value {
  const scaled = graph.operator('Mul', [x, graph.scalar(Math.SQRT1_2)]);
  const shifted = graph.operator('Add', [graph.operator('Erf', [scaled]), graph.scalar(1)]);
  const half = graph.operator('Mul', [x, graph.scalar(0.5)]);
  return graph.operator('Mul', [half, shifted]);
}

interface Bounds {
  readonly minimum: number;
  readonly maximum: number;
}
/** In half precision, bounds beyond its largest number are that number. */
export const clip = defineEmitter<Bounds>((context) => {
  const { graph, params } = context;
  const largest = graph.floatType === dataType.float16 ? LARGEST_HALF : Number.MAX_VALUE;
  const within = (bound: number) => graph.scalar(Math.min(largest, Math.max(-largest, bound)));
  const bounds = [within(params.minimum), within(params.maximum)];
  return { output: graph.operator('Clip', [at(context, 'input'), ...bounds]) };
});

interface Params extends ActivationOptions {
  readonly activation: ActivationName;
}
export const activation = defineEmitter<Params>((context) => {
  const { graph, params } = context;
  return { output: emitActivation(graph, params.activation, at(context, 'input'), params) };
});
