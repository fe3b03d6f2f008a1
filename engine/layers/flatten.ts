/** Flatten: anything in, one vector a sample out. */
import * as z from 'zod';
import { reshape, shapeOf } from '../ir/construct.ts';
import type { ValueId } from '../ir/types.ts';
import { at, defineNode, dim, f32, product, sampleShape } from './define.ts';

const params = z.strictObject({});

export default defineNode<z.infer<typeof params>>({
  type: 'flatten',
  version: 1,
  category: 'shape',
  name: { en: 'Flatten', zh: '展平' },
  synonyms: ['Ravel', '扁平化', '拉平'],
  params,
  inputs: [{ name: 'input' }],
  outputs: [{ name: 'output' }],
  infer(_, inputs) {
    const input = at(inputs, 'input');
    const shape = [dim(input, 0), product(sampleShape(input))];
    return { outputs: { output: { dtype: input.dtype, shape } }, weights: [], multiplyAdds: 0 };
  },
  build({ emitter: e, inputs }) {
    const x = inputs.input?.[0] as ValueId;
    const [batch = 1, ...rest] = shapeOf(e, x);
    return { output: reshape(e, x, [batch, product(rest)]) };
  },
  migrations: [],
  docs: {
    summary: 'Lays the values of each sample out in one row: row by row, channels last.',
    reference: 'The order is that of channels-last (NHWC) memory.',
  },
  examples: [{ params: {}, inputs: { input: [f32(2, 3, 2, 2)] } }],
});
