/** Reshape: the same values in the same order, in another shape. */
import * as z from 'zod';
import { reshape, shapeOf } from '../ir/construct.ts';
import type { ValueId } from '../ir/types.ts';
import { described } from '../util/described.ts';
import {
  at,
  defineNode,
  dim,
  f32,
  positiveInteger,
  problem,
  product,
  sampleShape,
} from './define.ts';

const params = z.strictObject({
  shape: described(
    z
      .array(z.union([positiveInteger, z.literal(-1)]))
      .min(1)
      .max(7)
      .refine((shape) => shape.filter((size) => size === -1).length <= 1, {
        error: 'only one size may be -1',
      })
      .default([-1]),
    'Shape',
    'Of one sample, without the batch; one size may be -1, which means what is left.',
  ),
});

/** The shape with −1 filled in, or null when the sizes do not divide. */
function resolve(wanted: readonly number[], size: number): readonly number[] | null {
  const known = product(wanted.filter((n) => n !== -1));
  const shape = wanted.map((n) => (n === -1 ? size / known : n));
  return shape.every(Number.isInteger) && product(shape) === size ? shape : null;
}

export default defineNode<z.infer<typeof params>>({
  type: 'reshape',
  version: 1,
  category: 'shape',
  name: { en: 'Reshape', zh: '变形' },
  synonyms: ['View', 'Unflatten', '重塑', '改变形状'],
  params,
  inputs: [{ name: 'input' }],
  outputs: [{ name: 'output' }],
  infer(p, inputs) {
    const input = at(inputs, 'input');
    const size = product(sampleShape(input));
    const shape = resolve(p.shape, size);
    if (shape === null)
      return problem(
        'reshape-does-not-fit',
        { from: sampleShape(input), size, to: p.shape },
        { parameter: 'shape' },
      );
    return {
      outputs: { output: { dtype: input.dtype, shape: [dim(input, 0), ...shape] } },
      weights: [],
      multiplyAdds: 0,
    };
  },
  build({ emitter: e, params: p, inputs }) {
    const x = inputs.input?.[0] as ValueId;
    const [batch = 1, ...rest] = shapeOf(e, x);
    return { output: reshape(e, x, [batch, ...(resolve(p.shape, product(rest)) ?? rest)]) };
  },
  migrations: [],
  docs: {
    summary: 'Arranges the values of each sample in another shape with as many values.',
    reference: 'The order is that of channels-last (NHWC) memory.',
  },
  examples: [
    { params: { shape: [2, 3] }, inputs: { input: [f32(2, 6)] } },
    { params: { shape: [-1, 2] }, inputs: { input: [f32(1, 2, 2, 3)] } },
  ],
});
