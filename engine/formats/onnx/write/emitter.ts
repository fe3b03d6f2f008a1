/** What a layer's emitter is given to add its operators to the graph, and what it gives back. */
import type { NodeInference } from '../../../graph/infer/types.ts';
import type { Shape } from '../../../ir/types.ts';
import { invariant } from '../../../util/errors.ts';
import type { Initializer, OnnxGraph, Value } from './graph.ts';

export interface LayerWeight {
  /** Under which files know it: `<label>/<weight>`. */
  readonly name: string;
  readonly shape: Shape;
  readonly data: Float32Array;
}
export interface LayerContext<P = unknown> {
  readonly graph: OnnxGraph;
  readonly node: NodeInference;
  /** Completed and settled, as `build` gets them. */
  readonly params: P;
  readonly boundary: 'nchw' | 'nhwc';
  /** By port name, in edge order. */
  readonly inputs: Readonly<Record<string, readonly Value[]>>;
  /** By weight name; a batch normalization may be folded into them. */
  readonly weights: Readonly<Record<string, LayerWeight>>;
}
/** Values of the outputs by port name. */
export type LayerEmitter = (context: LayerContext) => Readonly<Record<string, Value>>;

/** An emitter that knows its own params, as the registry keeps it. */
export function defineEmitter<P>(
  emit: (context: LayerContext<P>) => Readonly<Record<string, Value>>,
): LayerEmitter {
  return emit as LayerEmitter;
}

/** The only value that ends at a port which takes one edge. */
export function at({ inputs }: LayerContext, port: string): Value {
  const value = inputs[port]?.[0];
  invariant(value, `port ${port} has a value`);
  return value;
}
export function weightAt({ weights }: LayerContext, name: string): LayerWeight {
  const weight = weights[name];
  invariant(weight, `there is a weight ${name}`);
  return weight;
}

/** A vector with one number a channel, as it is. */
export function vector(graph: OnnxGraph, { name, shape, data }: LayerWeight): Initializer {
  return graph.weights(name, 'as it is', shape, () => data);
}
