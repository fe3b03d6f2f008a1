/** Mean absolute error: numbers and what they should be in, the mean of the differences' sizes out. */
import * as z from 'zod';
import { abs, sub } from '../ir/construct.ts';
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
  type: 'meanAbsoluteError',
  version: 1,
  category: 'loss',
  name: { en: 'Mean absolute error', zh: '平均绝对误差' },
  synonyms: ['MAE', 'L1Loss', 'L1 loss', '绝对误差'],
  params,
  inputs: lossPorts,
  outputs: lossOutputs,
  infer: (_, inputs) => inferValues(inputs),
  build(context) {
    const e = context.emitter;
    const prediction = port(context, 'prediction');
    const error = sub(e, prediction, targetValues(e, prediction, port(context, 'target')));
    return { loss: perSample(context, abs(e, error)) };
  },
  loss: { target: 'values', expects: () => 'values', link: 'linear' },
  migrations: [],
  docs: {
    summary: 'The mean size of the differences; outliers weigh less than with squares.',
    formula: 'L = mean |y − t|',
    reference: 'Bishop, Pattern Recognition and Machine Learning, 2006, section 1.5.5',
  },
  examples: [
    { params: {}, inputs: { prediction: [f32(3, 2)], target: [f32(3, 2)] } },
    { params: {}, inputs: { prediction: [f32(4, 1)], target: [f32(4)], sampleWeight: [f32(4)] } },
  ],
});
