/** Huber loss: numbers and what they should be in; squared error where it is small, absolute error where it is large. */
import * as z from 'zod';
import { abs, lessEqual, mul, num, select, sub } from '../ir/construct.ts';
import { defineNode, f32 } from '../layers/define.ts';
import { described } from '../util/described.ts';
import {
  inferValues,
  lossOutputs,
  lossParams,
  lossPorts,
  perSample,
  port,
  targetValues,
} from './shared.ts';

const params = z.strictObject({
  ...lossParams,
  delta: described(
    z.number().min(1e-6).max(1e6).default(1),
    'Delta',
    'Up to this difference the error is squared, beyond it grows in a line.',
  ),
});

export default defineNode<z.infer<typeof params>>({
  type: 'huber',
  version: 1,
  category: 'loss',
  name: { en: 'Huber', zh: 'Huber 损失' },
  synonyms: ['HuberLoss', 'SmoothL1Loss', 'Smooth L1', '平滑 L1'],
  params,
  inputs: lossPorts,
  outputs: lossOutputs,
  infer: (_, inputs) => inferValues(inputs),
  build(context) {
    const { emitter: e, params: p } = context;
    const prediction = port(context, 'prediction');
    const error = sub(e, prediction, targetValues(e, prediction, port(context, 'target')));
    const size = abs(e, error);
    const squared = mul(e, mul(e, error, error), num(0.5));
    const linear = mul(e, sub(e, size, num(p.delta / 2)), num(p.delta));
    const elements = select(e, lessEqual(e, size, num(p.delta)), squared, linear);
    return { loss: perSample(context, elements) };
  },
  loss: { target: 'values', expects: () => 'values', link: 'linear' },
  migrations: [],
  docs: {
    summary: 'Squared error for small differences, absolute error for large ones.',
    formula: 'L = d²/2 where |d| ≤ δ, else δ·(|d| − δ/2)',
    reference: 'Huber, Robust Estimation of a Location Parameter, 1964',
  },
  examples: [
    { params: {}, inputs: { prediction: [f32(3, 2)], target: [f32(3, 2)] } },
    {
      params: { delta: 0.5 },
      inputs: { prediction: [f32(4, 1)], target: [f32(4)], sampleWeight: [f32(4)] },
    },
  ],
});
