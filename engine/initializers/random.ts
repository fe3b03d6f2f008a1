/** Initializers that draw from one distribution, whatever the layer. */
import * as z from 'zod';
import { described } from '../util/described.ts';
import { defineInitializer, fillWith } from './define.ts';

const uniformParams = z.object({
  minimum: described(z.number().default(-0.05), 'Minimum', 'The lower end of the interval.'),
  maximum: described(z.number().default(0.05), 'Maximum', 'The upper end of the interval.'),
});
export const uniform = defineInitializer<z.infer<typeof uniformParams>>({
  type: 'uniform',
  name: { en: 'Uniform', zh: '均匀分布' },
  params: uniformParams,
  fill: (p, weight, key) =>
    fillWith(weight.shape, key, (stream) => p.minimum + (p.maximum - p.minimum) * stream.uniform()),
  docs: {
    summary: 'All numbers of an interval are equally likely.',
    reference: 'LeCun et al., Efficient BackProp, 1998',
  },
});

const normalParams = z.object({
  mean: described(z.number().default(0), 'Mean', 'The centre of the bell curve.'),
  standardDeviation: described(
    z.number().min(0).default(0.05),
    'Standard deviation',
    'The width of the bell curve.',
  ),
});
export const normal = defineInitializer<z.infer<typeof normalParams>>({
  type: 'normal',
  name: { en: 'Normal', zh: '正态分布' },
  params: normalParams,
  fill: (p, weight, key) =>
    fillWith(weight.shape, key, (stream) => p.mean + p.standardDeviation * stream.normal()),
  docs: {
    summary: 'Numbers around a mean, as a bell curve spreads them.',
    reference: 'Krizhevsky, Sutskever and Hinton, ImageNet Classification, 2012, section 5',
  },
});

export const truncatedNormal = defineInitializer<z.infer<typeof normalParams>>({
  type: 'truncatedNormal',
  name: { en: 'Truncated normal', zh: '截断正态分布' },
  params: normalParams,
  fill: (p, weight, key) =>
    fillWith(weight.shape, key, (stream) => {
      for (;;) {
        const x = stream.normal();
        if (Math.abs(x) <= 2) return p.mean + p.standardDeviation * x;
      }
    }),
  docs: {
    summary: 'A bell curve without what lies more than two standard deviations away.',
    reference: 'Abadi et al., TensorFlow, 2016 (truncated_normal)',
  },
});
