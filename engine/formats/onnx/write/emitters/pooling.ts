/** Pooling layers: feature maps in; MaxPool, AveragePool and GlobalAveragePool out. */
import { invariant } from '../../../../util/errors.ts';
import { int } from '../attributes.ts';
import { at, defineEmitter, type LayerEmitter } from '../emitter.ts';
import { channelsFirst, ours } from '../graph.ts';
import { windowAttributes } from './contractions.ts';

const pooling = (type: 'MaxPool' | 'AveragePool'): LayerEmitter =>
  defineEmitter((context) => {
    const { graph, node } = context;
    invariant(node.window, 'a pooling layer has a window');
    // The mean is that of real pixels, as ours.
    const padding = type === 'AveragePool' ? [int('count_include_pad', 0)] : [];
    const output = graph.operator(
      type,
      [graph.apartFromPad(graph.channelsFirst(at(context, 'input')))],
      [...windowAttributes(node.window), ...padding],
      { shape: node.outputs.output?.shape ?? [], order: channelsFirst },
    );
    return { output };
  });
export const maxPooling2d = pooling('MaxPool');
export const averagePooling2d = pooling('AveragePool');

export const globalAveragePooling = defineEmitter((context) => {
  const { graph, node } = context;
  const x = graph.channelsFirst(at(context, 'input'));
  const spatial = x.shape.slice(1, -1).map(() => 1);
  const means = graph.operator('GlobalAveragePool', [x], [], {
    shape: [1, ...spatial, x.shape.at(-1) as number],
  });
  const shape = node.outputs.output?.shape ?? [];
  return { output: graph.operator('Flatten', [means], [int('axis', 1)], { shape, order: ours }) };
});
