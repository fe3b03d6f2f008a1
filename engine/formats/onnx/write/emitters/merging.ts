/** Layers where several values meet: values in, their sum or the values side by side out. */
import type { ActivationName } from '../../../../layers/activations.ts';
import { int, ints } from '../attributes.ts';
import { at, defineEmitter } from '../emitter.ts';
import { axisChannelsFirst, channelsFirst, type OnnxGraph, ours, type Value } from '../graph.ts';
import { emitActivation } from './activations.ts';
import { emitKernel, emitMatrix } from './contractions.ts';

/** Values whose elements lie in one order. */
function alike(graph: OnnxGraph, values: readonly Value[]): readonly Value[] {
  const [first] = values;
  const keys = new Set(values.map(({ order }) => JSON.stringify(order)));
  if (!first || keys.size === 1) return values;
  return values.map((value) => graph.channelsFirst(value));
}

export const add = defineEmitter(({ graph, inputs: { inputs = [] } }) => {
  const [first, ...rest] = alike(graph, inputs);
  const sum = rest.reduce((total, value) => graph.operator('Add', [total, value]), first as Value);
  return { output: sum };
});

export const concat = defineEmitter<{ readonly axis: number }>(
  ({ graph, params, node, inputs: { inputs = [] } }) => {
    const shape = node.outputs.output?.shape ?? [];
    const rank = shape.length;
    const axis = params.axis < 0 ? rank + params.axis : params.axis + 1;
    const first = inputs.some(({ order }) => order.kind === 'channelsFirst');
    const values = inputs.map((value) => (first ? graph.channelsFirst(value) : graph.ours(value)));
    const place = int('axis', first ? axisChannelsFirst(axis, rank) : axis);
    const order = first ? channelsFirst : ours;
    return { output: graph.operator('Concat', values, [place], { shape, order }) };
  },
);

/** What goes around is projected by a 1×1 convolution, or by a matrix where there is no picture. */
export const residual = defineEmitter<{ readonly activation: ActivationName }>((context) => {
  const { graph, params, weights } = context;
  const main = at(context, 'main');
  const skip = at(context, 'skip');
  const around = weights.kernel ? project() : skip;
  const [left, right] = alike(graph, [around, main]) as readonly [Value, Value];
  return { output: emitActivation(graph, params.activation, graph.operator('Add', [left, right])) };

  function project(): Value {
    const kernel = weights.kernel as NonNullable<typeof weights.kernel>;
    const { shape } = main;
    if (shape.length === 2)
      return graph.operator('Gemm', [skip, emitMatrix(graph, kernel, skip)], [], {
        shape,
        order: ours,
      });
    const strides = shape
      .slice(1, -1)
      .map((size, i) => Math.ceil((skip.shape[i + 1] as number) / size));
    return graph.operator(
      'Conv',
      [graph.channelsFirst(skip), emitKernel(graph, kernel)],
      [
        ints(
          'kernel_shape',
          strides.map(() => 1),
        ),
        ints('strides', strides),
      ],
      { shape, order: channelsFirst },
    );
  }
});
