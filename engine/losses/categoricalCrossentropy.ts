/** Categorical crossentropy: scores of classes and a target distribution in, their crossentropy out. */
import * as z from 'zod';
import { log, mul, neg, rankOf, reshape, shapeOf, sub, sum } from '../ir/construct.ts';
import { at, defineNode, f32, problem, sameDims, sampleShape } from '../layers/define.ts';
import { clipProbabilities, shiftedLogSumExp } from './crossentropy.ts';
import {
  checkSampleWeight,
  fromLogits,
  lossOf,
  lossOutputs,
  lossParams,
  lossPorts,
  perSample,
  port,
} from './shared.ts';

const params = z.strictObject({ ...lossParams, fromLogits });

export default defineNode<z.infer<typeof params>>({
  type: 'categoricalCrossentropy',
  version: 1,
  category: 'loss',
  name: { en: 'Categorical crossentropy', zh: '分类交叉熵' },
  synonyms: ['CategoricalCrossentropy', 'Soft targets', 'One-hot crossentropy', '多类交叉熵'],
  params,
  inputs: lossPorts,
  outputs: lossOutputs,
  infer(_, inputs) {
    const prediction = at(inputs, 'prediction');
    const target = inputs.target?.[0];
    const wrong = checkSampleWeight(inputs);
    if (wrong) return wrong;
    if (prediction.shape.length < 2)
      return problem(
        'prediction-needs-classes',
        { shape: sampleShape(prediction) },
        { port: 'prediction' },
      );
    if (target && target.dtype !== 'f32')
      return problem('target-is-class-numbers', {}, { port: 'target' });
    if (target && !sameDims(prediction.shape, target.shape))
      return problem(
        'target-shape-differs',
        { prediction: sampleShape(prediction), target: sampleShape(target) },
        { port: 'prediction' },
      );
    return lossOf(prediction);
  },
  build(context) {
    const { emitter: e, params: p } = context;
    const prediction = port(context, 'prediction');
    const target = port(context, 'target');
    const axes = [rankOf(e, prediction) - 1];
    if (!p.fromLogits) {
      const logs = log(e, clipProbabilities(e, prediction));
      return { loss: perSample(context, neg(e, sum(e, mul(e, target, logs), axes))) };
    }
    const { shifted, sum: logSum } = shiftedLogSumExp(e, prediction);
    const kept = reshape(e, logSum, [...shapeOf(e, logSum), 1]);
    const elements = mul(e, target, sub(e, kept, shifted));
    return { loss: perSample(context, sum(e, elements, axes)) };
  },
  loss: {
    target: 'one-hot',
    expects: (p) => (p.fromLogits ? 'logits' : 'probabilities'),
    link: 'softmax',
  },
  migrations: [],
  docs: {
    summary:
      'How far the predicted distribution is from the target one, such as a one for the class.',
    formula: 'L = −Σ t·log p',
    reference: 'Goodfellow, Bengio and Courville, Deep Learning, 2016, section 6.2.2.3',
  },
  examples: [
    { params: {}, inputs: { prediction: [f32(3, 4)], target: [f32(3, 4)] } },
    { params: { fromLogits: false }, inputs: { prediction: [f32(3, 4)], target: [f32(3, 4)] } },
    {
      params: {},
      inputs: { prediction: [f32(2, 2, 3)], target: [f32(2, 2, 3)], sampleWeight: [f32(2, 1)] },
    },
  ],
});
