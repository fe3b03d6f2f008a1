/** The output node: a value in, what the network answers with out. */
import type { ActivationName } from '../../../../layers/activations.ts';
import { at, defineEmitter } from '../emitter.ts';
import { emitActivation } from './activations.ts';

/** 'auto' has been settled by what the losses compare. */
export const output = defineEmitter<{ readonly as: string }>((context) => {
  const { graph, params } = context;
  const link: ActivationName =
    params.as === 'softmax' || params.as === 'sigmoid' ? params.as : 'linear';
  return { output: emitActivation(graph, link, at(context, 'input')) };
});
