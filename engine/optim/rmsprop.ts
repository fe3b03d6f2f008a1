/** Takes a parameter, its gradient and its mean squared gradient; gives one step of RMSProp. */
import * as z from 'zod';
import { add, div, mul, num, sqrt, sub } from '../ir/construct.ts';
import {
  decayRate,
  epsilon,
  learningRate,
  movingAverage,
  weightDecay,
  withWeightDecay,
} from './shared.ts';
import type { OptimizerDefinition } from './types.ts';

const params = z.strictObject({
  learningRate: learningRate(0.01),
  decay: decayRate(
    0.99,
    'Decay',
    'Share of the past in the running mean of the squared gradients.',
  ),
  epsilon: epsilon(1e-8),
  weightDecay: weightDecay(0),
});

/** s ← αs + (1 − α)g², p ← p − η·g/(√s + ε), with g + λp for g. */
export const rmsprop: OptimizerDefinition<z.infer<typeof params>> = {
  type: 'rmsprop',
  name: { en: 'RMSProp', zh: '均方根传播' },
  params,
  slots: [{ name: 'meanSquare', initial: () => 0 }],
  scalars: (_, at) => ({ learningRate: at.learningRate }),
  update(e, settings, { parameter, gradient, slots, scalars }) {
    const g = withWeightDecay(e, gradient, parameter, settings.weightDecay);
    const meanSquare = movingAverage(e, slots.meanSquare as number, mul(e, g, g), settings.decay);
    const direction = div(e, g, add(e, sqrt(e, meanSquare), num(settings.epsilon)));
    return {
      parameter: sub(e, parameter, mul(e, scalars.learningRate as number, direction)),
      slots: { meanSquare },
    };
  },
  docs: {
    summary: 'Divides each step by the recent size of that weight’s gradients.',
    reference: 'Tieleman and Hinton, Neural Networks for Machine Learning, lecture 6.5, 2012',
  },
};
