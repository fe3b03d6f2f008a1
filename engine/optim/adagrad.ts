/** Takes a parameter, its gradient and its sum of squared gradients; gives one step of AdaGrad. */
import * as z from 'zod';
import { add, div, mul, num, sqrt, sub } from '../ir/construct.ts';
import { described } from '../util/described.ts';
import { epsilon, learningRate, weightDecay, withWeightDecay } from './shared.ts';
import type { OptimizerDefinition } from './types.ts';

const params = z.strictObject({
  learningRate: learningRate(0.01),
  learningRateDecay: described(
    z.number().nonnegative().default(0),
    'Learning rate decay',
    'After t steps the learning rate is divided by 1 + t times this.',
  ),
  weightDecay: weightDecay(0),
  initialAccumulator: described(
    z.number().nonnegative().default(0),
    'Initial sum',
    'What the sums of squared gradients start at.',
  ),
  epsilon: epsilon(1e-10),
});

/** s ← s + g², p ← p − η/(1 + (t − 1)·decay) · g/(√s + ε), with g + λp for g. */
export const adagrad: OptimizerDefinition<z.infer<typeof params>> = {
  type: 'adagrad',
  name: { en: 'AdaGrad', zh: '自适应梯度' },
  params,
  slots: [{ name: 'sumOfSquares', initial: (settings) => settings.initialAccumulator }],
  scalars: (settings, at) => ({
    learningRate: at.learningRate / (1 + (at.step - 1) * settings.learningRateDecay),
  }),
  update(e, settings, { parameter, gradient, slots, scalars }) {
    const g = withWeightDecay(e, gradient, parameter, settings.weightDecay);
    const sumOfSquares = add(e, slots.sumOfSquares as number, mul(e, g, g));
    const direction = div(e, g, add(e, sqrt(e, sumOfSquares), num(settings.epsilon)));
    return {
      parameter: sub(e, parameter, mul(e, scalars.learningRate as number, direction)),
      slots: { sumOfSquares },
    };
  },
  docs: {
    summary: 'Gives weights that have seen large gradients smaller steps.',
    reference: 'Duchi, Hazan and Singer, Adaptive Subgradient Methods, JMLR 2011',
  },
};
