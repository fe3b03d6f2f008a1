/** Mean squared error: numbers and what they should be in, the mean of the squared differences out. */
import * as z from 'zod';
import { mul, sub } from '../ir/construct.ts';
import { defineNode, f32 } from '../layers/define.ts';
import {
  inferValues,
  lossOutputs,
  lossParams,
  lossPorts,
  perSample,
  port,
  targetValues,
} from './shared.ts';

const params = z.strictObject({ ...lossParams });

export default defineNode<z.infer<typeof params>>({
  type: 'meanSquaredError',
  version: 1,
  category: 'loss',
  name: { en: 'Mean squared error', zh: '均方误差' },
  synonyms: ['MSE', 'MSELoss', 'L2 loss', '平方误差'],
  params,
  inputs: lossPorts,
  outputs: lossOutputs,
  infer: (_, inputs) => inferValues(inputs),
  build(context) {
    const e = context.emitter;
    const prediction = port(context, 'prediction');
    const error = sub(e, prediction, targetValues(e, prediction, port(context, 'target')));
    return { loss: perSample(context, mul(e, error, error)) };
  },
  loss: { target: 'values', expects: () => 'values', link: 'linear' },
  migrations: [],
  docs: {
    summary: 'The mean of the squared differences; large errors weigh most.',
    formula: 'L = mean (y − t)²',
    reference: 'Goodfellow, Bengio and Courville, Deep Learning, 2016, section 5.1.4',
  },
  examples: [
    { params: {}, inputs: { prediction: [f32(3, 2)], target: [f32(3, 2)] } },
    { params: {}, inputs: { prediction: [f32(4, 1)], target: [f32(4)], sampleWeight: [f32(4)] } },
  ],
});
