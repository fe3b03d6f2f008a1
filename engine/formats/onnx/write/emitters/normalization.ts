/** Batch normalization with its running statistics: a value in, BatchNormalization out. */
import { flattenedPlaces, rowsAt } from '../arrange.ts';
import { float } from '../attributes.ts';
import { at, defineEmitter, vector, weightAt } from '../emitter.ts';

export const batchNormalization = defineEmitter<{ readonly epsilon: number }>((context) => {
  const { graph, params } = context;
  const input = at(context, 'input');
  const x = input.order.kind === 'flattened' ? input : graph.channelsFirst(input);
  const { order } = x;
  const vectors = ['gamma', 'beta', 'runningMean', 'runningVariance'].map((name) => {
    const weight = weightAt(context, name);
    if (order.kind !== 'flattened') return vector(graph, weight);
    // Each element of the vector is a channel here, and they lie in another order.
    const elements = () => rowsAt(weight.data, flattenedPlaces(order.of));
    return graph.weights(weight.name, `elements of ${order.of.join(' ')}`, weight.shape, elements);
  });
  const epsilon = float('epsilon', params.epsilon);
  return { output: graph.operator('BatchNormalization', [x, ...vectors], [epsilon]) };
});
