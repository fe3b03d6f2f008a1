/** Initializers whose spread follows from a weight's fan-in and fan-out: Glorot, He and LeCun. */
import * as z from 'zod';
import { defineInitializer, fillWith } from './define.ts';
import type { InitializerDefinition } from './types.ts';

const params = z.object({});
interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/** Both forms of a scheme: uniform on ±√(3·variance), and normal (not truncated) with that variance. */
function scheme(
  type: string,
  name: { en: string; zh: string },
  variance: (fans: Fans) => number,
  docs: { summary: string; reference: string },
): readonly [InitializerDefinition, InitializerDefinition] {
  const uniform = defineInitializer<z.infer<typeof params>>({
    type: `${type}Uniform`,
    name: { en: `${name.en} uniform`, zh: `${name.zh}均匀分布` },
    params,
    fill(_, weight, key) {
      const limit = Math.sqrt(3 * variance(weight));
      return fillWith(weight.shape, key, (stream) => limit * (2 * stream.uniform() - 1));
    },
    docs,
  });
  const normal = defineInitializer<z.infer<typeof params>>({
    type: `${type}Normal`,
    name: { en: `${name.en} normal`, zh: `${name.zh}正态分布` },
    params,
    fill(_, weight, key) {
      const deviation = Math.sqrt(variance(weight));
      return fillWith(weight.shape, key, (stream) => deviation * stream.normal());
    },
    docs,
  });
  return [uniform, normal];
}

export const [glorotUniform, glorotNormal] = scheme(
  'glorot',
  { en: 'Glorot (Xavier)', zh: 'Glorot ' },
  ({ fanIn, fanOut }) => 2 / Math.max(1, fanIn + fanOut),
  {
    summary:
      'Variance 2/(fan-in + fan-out): keeps signals and gradients at one size, for tanh and sigmoid.',
    reference: 'Glorot and Bengio, Understanding the Difficulty of Training Deep Networks, 2010',
  },
);
export const [heUniform, heNormal] = scheme(
  'he',
  { en: 'He (Kaiming)', zh: 'He ' },
  ({ fanIn }) => 2 / Math.max(1, fanIn),
  {
    summary: 'Variance 2/fan-in: makes up for the half that ReLU sets to zero.',
    reference: 'He et al., Delving Deep into Rectifiers, 2015',
  },
);
export const [lecunUniform, lecunNormal] = scheme(
  'lecun',
  { en: 'LeCun', zh: 'LeCun ' },
  ({ fanIn }) => 1 / Math.max(1, fanIn),
  {
    summary: 'Variance 1/fan-in: for SELU, and wherever outputs should be as large as inputs.',
    reference: 'LeCun et al., Efficient BackProp, 1998',
  },
);
