/** Takes a parameter, its gradient and their two moments; gives one step of Adam or AdamW. */
import * as z from 'zod';
import { add, div, mul, num, sqrt, sub } from '../ir/construct.ts';
import { pow } from '../util/math.ts';
import {
  decayRate,
  epsilon,
  learningRate,
  movingAverage,
  weightDecay,
  withWeightDecay,
} from './shared.ts';
import type { OptimizerDefinition } from './types.ts';

const paramsWith = (decay: number) =>
  z.strictObject({
    learningRate: learningRate(0.001),
    beta1: decayRate(0.9, 'Beta 1', 'Share of the past in the running mean of the gradients.'),
    beta2: decayRate(
      0.999,
      'Beta 2',
      'Share of the past in the running mean of the squared gradients.',
    ),
    epsilon: epsilon(1e-8),
    weightDecay: weightDecay(decay),
  });
const adamParams = paramsWith(0);
const adamWParams = paramsWith(0.01);
type AdamParams = z.infer<typeof adamParams>;
type Definition = OptimizerDefinition<AdamParams>;

const slots: Definition['slots'] = [
  { name: 'mean', initial: () => 0 },
  { name: 'meanSquare', initial: () => 0 },
];

/** η/(1 − β₁ᵗ) and 1/√(1 − β₂ᵗ): the bias corrections, folded into two factors. */
const scalars: Definition['scalars'] = (settings, { step, learningRate: rate }) => ({
  stepSize: rate / (1 - pow(settings.beta1, step)),
  rootCorrection: 1 / Math.sqrt(1 - pow(settings.beta2, step)),
});

/** m ← β₁m + (1 − β₁)g, s ← β₂s + (1 − β₂)g², p ← from − stepSize · m/(√s·rootCorrection + ε). */
const step = (
  e: Parameters<Definition['update']>[0],
  settings: AdamParams,
  current: Parameters<Definition['update']>[2],
  gradient: number,
  from: number,
): ReturnType<Definition['update']> => {
  const mean = movingAverage(e, current.slots.mean as number, gradient, settings.beta1);
  const squared = mul(e, gradient, gradient);
  const meanSquare = movingAverage(e, current.slots.meanSquare as number, squared, settings.beta2);
  const root = mul(e, sqrt(e, meanSquare), current.scalars.rootCorrection as number);
  const direction = div(e, mean, add(e, root, num(settings.epsilon)));
  return {
    parameter: sub(e, from, mul(e, current.scalars.stepSize as number, direction)),
    slots: { mean, meanSquare },
  };
};

/** Adam; weight decay adds λp to the gradient. */
export const adam: Definition = {
  type: 'adam',
  name: { en: 'Adam', zh: '自适应矩估计' },
  params: adamParams,
  slots,
  scalars,
  update(e, settings, current) {
    const { gradient, parameter } = current;
    const g = withWeightDecay(e, gradient, parameter, settings.weightDecay);
    return step(e, settings, current, g, parameter);
  },
  docs: {
    summary: 'Momentum with steps scaled by the recent size of each weight’s gradients.',
    reference: 'Kingma and Ba, Adam: A Method for Stochastic Optimization, 2015',
  },
};

/** AdamW: p shrinks by ηλp beside the step, so that the decay is not scaled by the moments. */
export const adamw: Definition = {
  type: 'adamw',
  name: { en: 'AdamW', zh: '解耦权重衰减的 Adam' },
  params: adamWParams,
  slots,
  scalars: (settings, at) => ({
    ...scalars(settings, at),
    decay: at.learningRate * settings.weightDecay,
  }),
  update(e, settings, current) {
    const { gradient, parameter } = current;
    const shrunk = sub(e, parameter, mul(e, parameter, current.scalars.decay as number));
    return step(e, settings, current, gradient, shrunk);
  },
  docs: {
    summary: 'Adam with weight decay apart from the gradient, which regularizes evenly.',
    reference: 'Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019',
  },
};
