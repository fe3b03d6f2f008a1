/** Sparse categorical crossentropy: scores of classes and the class's number in, −log of its probability out. */
import * as z from 'zod';
import { log, neg, sub } from '../ir/construct.ts';
import { defineNode, f32, i32 } from '../layers/define.ts';
import { clipProbabilities, shiftedLogSumExp } from './crossentropy.ts';
import {
  fromLogits,
  inferClasses,
  lossOutputs,
  lossParams,
  lossPorts,
  perSample,
  pick,
  port,
} from './shared.ts';

const params = z.strictObject({ ...lossParams, fromLogits });

export default defineNode<z.infer<typeof params>>({
  type: 'sparseCategoricalCrossentropy',
  version: 1,
  category: 'loss',
  name: { en: 'Crossentropy', zh: '交叉熵' },
  synonyms: ['CrossEntropyLoss', 'SparseCategoricalCrossentropy', 'NLLLoss', '稀疏分类交叉熵'],
  params,
  inputs: lossPorts,
  outputs: lossOutputs,
  infer: (_, inputs) => inferClasses(inputs),
  build(context) {
    const { emitter: e, params: p } = context;
    const prediction = port(context, 'prediction');
    const target = port(context, 'target');
    if (!p.fromLogits) {
      const probability = pick(e, prediction, target);
      return { loss: perSample(context, neg(e, log(e, clipProbabilities(e, probability)))) };
    }
    const { shifted, sum } = shiftedLogSumExp(e, prediction);
    return { loss: perSample(context, sub(e, sum, pick(e, shifted, target))) };
  },
  loss: {
    target: 'class',
    expects: (p) => (p.fromLogits ? 'logits' : 'probabilities'),
    link: 'softmax',
  },
  migrations: [],
  docs: {
    summary:
      'How little probability the network gave to the right class, whose number the data hold.',
    formula: 'L = −log p[class]',
    reference: 'Goodfellow, Bengio and Courville, Deep Learning, 2016, section 6.2.2.3',
  },
  examples: [
    { params: {}, inputs: { prediction: [f32(3, 4)], target: [i32(3)] } },
    { params: { fromLogits: false }, inputs: { prediction: [f32(3, 4)], target: [i32(3)] } },
    {
      params: {},
      inputs: { prediction: [f32(2, 2, 2, 3)], target: [i32(2, 2, 2)], sampleWeight: [f32(2)] },
    },
  ],
});
