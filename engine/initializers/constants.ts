/** Initializers without chance: every element gets one value. */
import * as z from 'zod';
import { described } from '../util/described.ts';
import { defineInitializer, sizeOf } from './define.ts';

const none = z.object({});

export const zeros = defineInitializer<z.infer<typeof none>>({
  type: 'zeros',
  name: { en: 'Zeros', zh: '全零' },
  params: none,
  fill: (_, weight) => new Float32Array(sizeOf(weight.shape)),
  docs: {
    summary: 'Every element is 0; usual for biases.',
    reference: 'Goodfellow, Bengio and Courville, Deep Learning, 2016, section 8.4',
  },
});

export const ones = defineInitializer<z.infer<typeof none>>({
  type: 'ones',
  name: { en: 'Ones', zh: '全一' },
  params: none,
  fill: (_, weight) => new Float32Array(sizeOf(weight.shape)).fill(1),
  docs: {
    summary: 'Every element is 1; usual for the scale of a normalization.',
    reference: 'Ioffe and Szegedy, Batch Normalization, 2015',
  },
});

const constantParams = z.object({
  value: described(z.number().default(0), 'Value', 'What every element is.'),
});
export const constant = defineInitializer<z.infer<typeof constantParams>>({
  type: 'constant',
  name: { en: 'Constant', zh: '常数' },
  params: constantParams,
  fill: (p, weight) => new Float32Array(sizeOf(weight.shape)).fill(p.value),
  docs: {
    summary: 'Every element is the same number.',
    reference: 'Goodfellow, Bengio and Courville, Deep Learning, 2016, section 8.4',
  },
});
