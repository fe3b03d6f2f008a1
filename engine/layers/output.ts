/** Output: what predicting, evaluating and exporting return. */
import * as z from 'zod';
import type { ValueId } from '../ir/types.ts';
import { described } from '../util/described.ts';
import { activate } from './activations.ts';
import { at, defineNode, f32 } from './define.ts';

const params = z.strictObject({
  as: described(
    z.enum(['auto', 'raw', 'softmax', 'sigmoid']).default('auto'),
    'As',
    "'auto': probabilities where a loss takes the same values as scores, else the values as they are.",
  ),
});

export default defineNode<z.infer<typeof params>>({
  type: 'output',
  version: 1,
  category: 'data',
  name: { en: 'Output', zh: '输出' },
  synonyms: ['Prediction', 'Result', '输出层', '预测'],
  params,
  inputs: [{ name: 'input' }],
  outputs: [{ name: 'output' }],
  infer(_, inputs) {
    return { outputs: { output: at(inputs, 'input') }, weights: [], multiplyAdds: 0 };
  },
  /** 'auto' has been settled by the lowering, which sees the losses. */
  build({ emitter: e, params: p, inputs }) {
    const x = inputs.input?.[0] as ValueId;
    return { output: p.as === 'softmax' || p.as === 'sigmoid' ? activate(e, p.as, x) : x };
  },
  migrations: [],
  docs: {
    summary:
      'What the network answers with. Scores that a loss takes are returned as probabilities.',
    reference: 'Goodfellow, Bengio and Courville, Deep Learning, 2016, section 6.2.2',
  },
  examples: [
    { params: {}, inputs: { input: [f32(2, 3)] } },
    { params: { as: 'softmax' }, inputs: { input: [f32(2, 3)] } },
  ],
});
