/** Layers that move values or leave them alone: a value in, the same numbers in another shape out. */
import { int, ints } from '../attributes.ts';
import { at, defineEmitter, type LayerContext } from '../emitter.ts';
import {
  axisChannelsFirst,
  channelsFirst,
  dimsOf,
  type OnnxGraph,
  ours,
  type Value,
} from '../graph.ts';

/** A vector of all elements as they lie; what reads it learns their order. */
function flattened(graph: OnnxGraph, x: Value): Value {
  const sample = x.shape.slice(1);
  if (sample.length === 1) return x;
  const size = sample.reduce((a, b) => a * b, 1);
  const channels = sample.at(-1) as number;
  // One channel, or one pixel: both orders are the same.
  const same = x.order.kind === 'ours' || channels === 1 || channels === size;
  const order = same ? ours : ({ kind: 'flattened', of: sample } as const);
  return graph.operator('Flatten', [x], [int('axis', 1)], { shape: [1, size], order });
}
const outputShape = ({ node }: LayerContext) => node.outputs.output?.shape ?? [];

export const flatten = defineEmitter((context) => ({
  output: flattened(context.graph, at(context, 'input')),
}));

export const reshape = defineEmitter((context) => {
  const { graph } = context;
  const shape = outputShape(context);
  const x = at(context, 'input');
  if (shape.length === 2) return { output: flattened(graph, x) };
  const sizes = graph.integers([0, ...shape.slice(1)]);
  return { output: graph.operator('Reshape', [graph.ours(x), sizes], [], { shape, order: ours }) };
});

/** Turning and swapping are one Transpose: the axes are named as they lie. */
export const permute = defineEmitter<{ readonly order: readonly number[] }>((context) => {
  const { graph, params } = context;
  const x = at(context, 'input');
  if (params.order.length === 1) return { output: x };
  const lies = (axis: number) =>
    x.order.kind === 'channelsFirst' ? axisChannelsFirst(axis, x.shape.length) : axis;
  const axes = [0, ...params.order.map((axis) => lies(axis + 1))];
  const shape = outputShape(context);
  return { output: graph.operator('Transpose', [x], [ints('perm', axes)], { shape, order: ours }) };
});

interface PaddingParams {
  readonly padding: readonly (readonly [number, number])[];
}
export const zeroPadding2d = defineEmitter<PaddingParams>((context) => {
  const { graph, params } = context;
  const x = at(context, 'input');
  const spatial = (side: 0 | 1) => params.padding.map((sides) => sides[side]);
  const around = (side: 0 | 1) => dimsOf({ shape: [0, ...spatial(side), 0], order: x.order });
  const pads = graph.integers([...around(0), ...around(1)]);
  return { output: graph.operator('Pad', [x, pads], [], { shape: outputShape(context) }) };
});

/** While the network is used, everything passes. */
export const dropout = defineEmitter((context) => ({ output: at(context, 'input') }));

/** Pictures come in as the boundary wants them. */
export const input = defineEmitter((context) => {
  const { graph, node, boundary } = context;
  const type = node.outputs.output;
  const shape = type?.shape ?? [];
  const order = boundary === 'nchw' && shape.length === 4 ? channelsFirst : ours;
  const dtype = type?.dtype === 'i32' ? 'i32' : 'f32';
  return { output: graph.input(node.node.label, shape, dtype, order) };
});
