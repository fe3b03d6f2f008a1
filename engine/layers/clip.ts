/** Clip: every value kept between a minimum and a maximum. */
import * as z from 'zod';
import { maximum, minimum, num } from '../ir/construct.ts';
import type { ValueId } from '../ir/types.ts';
import { described } from '../util/described.ts';
import { at, defineNode, f32, needsNumbers, problem } from './define.ts';

/** Largest f32. */
const LARGEST = 3.4028234663852886e38;
const bound = z.number().min(-LARGEST).max(LARGEST);
const params = z.strictObject({
  minimum: described(bound.default(0), 'Minimum', 'Smaller values become this one.'),
  maximum: described(bound.default(6), 'Maximum', 'Larger values become this one.'),
});

export default defineNode<z.infer<typeof params>>({
  type: 'clip',
  version: 1,
  category: 'activation',
  name: { en: 'Clip', zh: '截断' },
  synonyms: ['ReLU6', 'Hardtanh', 'Clamp', '裁剪', '限幅'],
  params,
  inputs: [{ name: 'input' }],
  outputs: [{ name: 'output' }],
  check({ minimum: least, maximum: most }) {
    if (least <= most) return null;
    return problem('bounds-reversed', { minimum: least, maximum: most }, { parameter: 'minimum' });
  },
  infer(_, inputs) {
    const input = at(inputs, 'input');
    return (
      needsNumbers(input, 'input') ?? { outputs: { output: input }, weights: [], multiplyAdds: 0 }
    );
  },
  build({ emitter: e, params: p, inputs }) {
    const x = inputs.input?.[0] as ValueId;
    return { output: minimum(e, maximum(e, x, num(p.minimum)), num(p.maximum)) };
  },
  migrations: [],
  docs: {
    summary: 'Keeps every value between two bounds; from 0 to 6 it is known as ReLU6.',
    formula: 'y = min(max(x, a), b)',
    reference: 'Krizhevsky, Convolutional Deep Belief Networks on CIFAR-10, 2010',
  },
  examples: [
    { params: { minimum: -1, maximum: 0.8 }, inputs: { input: [f32(3, 5)] } },
    { params: {}, inputs: { input: [f32(2, 2, 3, 1)] } },
  ],
});
