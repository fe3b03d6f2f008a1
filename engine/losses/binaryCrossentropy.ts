/** Binary crossentropy: a score for each yes-or-no question and its answer in, −log of the answer's probability out. */
import * as z from 'zod';
import { abs, add, exp, log, maximum, mul, neg, num, sub } from '../ir/construct.ts';
import { defineNode, f32, i32 } from '../layers/define.ts';
import { clipProbabilities } from './crossentropy.ts';
import {
  fromLogits,
  inferValues,
  lossOutputs,
  lossParams,
  lossPorts,
  perSample,
  port,
  targetValues,
} from './shared.ts';

const params = z.strictObject({ ...lossParams, fromLogits });

export default defineNode<z.infer<typeof params>>({
  type: 'binaryCrossentropy',
  version: 1,
  category: 'loss',
  name: { en: 'Binary crossentropy', zh: '二元交叉熵' },
  synonyms: ['BCELoss', 'BCEWithLogitsLoss', 'Log loss', '二分类交叉熵'],
  params,
  inputs: lossPorts,
  outputs: lossOutputs,
  infer: (_, inputs) => inferValues(inputs, true),
  build(context) {
    const { emitter: e, params: p } = context;
    const x = port(context, 'prediction');
    const y = targetValues(e, x, port(context, 'target'));
    if (p.fromLogits) {
      const softplus = log(e, add(e, exp(e, neg(e, abs(e, x))), num(1)));
      const elements = add(e, sub(e, maximum(e, x, num(0)), mul(e, x, y)), softplus);
      return { loss: perSample(context, elements) };
    }
    const q = clipProbabilities(e, x);
    const yes = mul(e, y, log(e, q));
    const no = mul(e, sub(e, num(1), y), log(e, sub(e, num(1), q)));
    return { loss: perSample(context, neg(e, add(e, yes, no))) };
  },
  loss: {
    target: 'values',
    expects: (p) => (p.fromLogits ? 'logits' : 'probabilities'),
    link: 'sigmoid',
  },
  migrations: [],
  docs: {
    summary: 'For yes-or-no answers: how little probability the network gave to the right one.',
    formula: 'L = max(x, 0) − x·y + log(1 + e^−|x|) from scores x',
    reference: 'Goodfellow, Bengio and Courville, Deep Learning, 2016, section 6.2.2.2',
  },
  examples: [
    { params: {}, inputs: { prediction: [f32(3, 2)], target: [f32(3, 2)] } },
    { params: { fromLogits: false }, inputs: { prediction: [f32(3, 2)], target: [f32(3, 2)] } },
    {
      params: {},
      inputs: { prediction: [f32(4, 1)], target: [i32(4)], sampleWeight: [f32(4)] },
    },
  ],
});
