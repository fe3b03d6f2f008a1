/** Dropout: while training, sets a random share of the values to zero and scales the rest up. */
import * as z from 'zod';
import { less, mul, num, select, shapeOf } from '../ir/construct.ts';
import type { ValueId } from '../ir/types.ts';
import { described } from '../util/described.ts';
import { at, defineNode, f32, needsNumbers } from './define.ts';

const params = z.strictObject({
  rate: described(z.number().min(0).lt(1).default(0.5), 'Rate', 'Share of values set to zero.'),
});

export default defineNode<z.infer<typeof params>>({
  type: 'dropout',
  version: 1,
  category: 'regularization',
  name: { en: 'Dropout', zh: '随机失活' },
  synonyms: ['丢弃层', '丢弃法', '暂退法'],
  params,
  inputs: [{ name: 'input' }],
  outputs: [{ name: 'output' }],
  infer(_, inputs) {
    const input = at(inputs, 'input');
    return (
      needsNumbers(input, 'input') ?? { outputs: { output: input }, weights: [], multiplyAdds: 0 }
    );
  },
  build({ emitter: e, params: p, training, inputs, random }) {
    const x = inputs.input?.[0] as ValueId;
    if (!training || p.rate === 0) return { output: x };
    const dropped = less(e, random(shapeOf(e, x)), num(p.rate));
    return { output: select(e, dropped, num(0), mul(e, x, num(1 / (1 - p.rate)))) };
  },
  migrations: [],
  docs: {
    summary:
      'Sets a random share of values to zero while training, so that no unit relies on one other.',
    formula: 'y = x·mask/(1 − rate)',
    reference: 'Srivastava et al., Dropout, 2014',
  },
  examples: [
    { params: { rate: 0.4 }, inputs: { input: [f32(3, 5)] } },
    { params: { rate: 0 }, inputs: { input: [f32(2, 2, 2, 1)] } },
  ],
});
