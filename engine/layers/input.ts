/** Input: gives the network a field of the data. */
import * as z from 'zod';
import type { ValueId } from '../ir/types.ts';
import { described } from '../util/described.ts';
import { defineNode, f32, positiveInteger, problem, sameDims, sampleShape } from './define.ts';

const params = z.strictObject({
  field: described(
    z.string().max(200).default(''),
    'Field',
    'Name of the field of the data; empty means the only one.',
  ),
  shape: described(
    z.union([z.literal('data'), z.array(positiveInteger).min(1).max(7)]).default('data'),
    'Shape',
    "Of one sample: [height, width, channels] for pictures, [n] for n numbers, or 'data' to take the data's own.",
  ),
});

export default defineNode<z.infer<typeof params>>({
  type: 'input',
  version: 1,
  category: 'data',
  name: { en: 'Input', zh: '输入' },
  synonyms: ['Placeholder', 'Data', '输入层', '数据'],
  params,
  inputs: [{ name: 'field', optional: true, data: { role: 'feature', parameter: 'field' } }],
  outputs: [{ name: 'output' }],
  /** Without data the shape asked for is taken on trust, for a batch of one. */
  infer(p, inputs) {
    const field = inputs.field?.[0];
    if (!field && p.shape === 'data') return problem('no-data', {}, { parameter: 'shape' });
    if (field && p.shape !== 'data' && !sameDims(sampleShape(field), p.shape))
      return problem(
        'data-does-not-fit',
        { wanted: p.shape, found: sampleShape(field) },
        { parameter: 'shape' },
      );
    const output = field ?? f32(1, ...(p.shape === 'data' ? [] : p.shape));
    return { outputs: { output }, weights: [], multiplyAdds: 0 };
  },
  build({ inputs }) {
    return { output: inputs.field?.[0] as ValueId };
  },
  migrations: [],
  docs: {
    summary: 'Where the data enter: one field, such as the picture or the columns of a table.',
    reference: 'Pictures are [height, width, channels] with values from 0 to 1.',
  },
  examples: [
    { params: {}, inputs: { field: [f32(2, 3)] } },
    { params: { shape: [4, 4, 1] }, inputs: { field: [f32(2, 4, 4, 1)] } },
  ],
});
