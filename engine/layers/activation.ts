/** Activation: a function on every value, or softmax over the last axis. */
import * as z from 'zod';
import type { ValueId } from '../ir/types.ts';
import { described } from '../util/described.ts';
import { activate, activationNames } from './activations.ts';
import { at, defineNode, f32, needsNumbers } from './define.ts';

const params = z.strictObject({
  activation: described(z.enum(activationNames).default('relu'), 'Function', 'Which function.'),
  slope: described(
    z.number().min(-10).max(10).default(0.01),
    'Slope',
    'Leaky ReLU only: the slope below zero.',
    { appliesWhen: { key: 'activation', values: ['leakyRelu'] } },
  ),
  alpha: described(
    z.number().min(0).max(100).default(1),
    'Alpha',
    'ELU only: far below zero the result approaches minus this.',
    { appliesWhen: { key: 'activation', values: ['elu'] } },
  ),
});

export default defineNode<z.infer<typeof params>>({
  type: 'activation',
  version: 1,
  category: 'activation',
  name: { en: 'Activation', zh: '激活' },
  synonyms: [
    'ReLU',
    'Leaky ReLU',
    'ELU',
    'SELU',
    'GELU',
    'SiLU',
    'Swish',
    'Sigmoid',
    'Tanh',
    'Softmax',
    '激活函数',
  ],
  params,
  inputs: [{ name: 'input' }],
  outputs: [{ name: 'output' }],
  infer(_, inputs) {
    const input = at(inputs, 'input');
    return (
      needsNumbers(input, 'input') ?? { outputs: { output: input }, weights: [], multiplyAdds: 0 }
    );
  },
  build({ emitter: e, params: p, inputs }) {
    return { output: activate(e, p.activation, inputs.input?.[0] as ValueId, p) };
  },
  migrations: [],
  docs: {
    summary: 'Bends the values, so that layers in a row can do more than one of them.',
    formula: 'relu: max(0, x)',
    reference: 'Goodfellow, Bengio and Courville, Deep Learning, 2016, section 6.3',
  },
  examples: activationNames.map((activation) => ({
    params: { activation, slope: 0.2, alpha: 0.7 },
    inputs: { input: [f32(2, 5)] },
  })),
});
