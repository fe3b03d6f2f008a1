/** Add: values of one shape in, their sum out. */
import * as z from 'zod';
import { add } from '../ir/construct.ts';
import { defineNode, f32, needsNumbers, problem, sameDims, sampleShape } from './define.ts';

const params = z.strictObject({});

export default defineNode<z.infer<typeof params>>({
  type: 'add',
  version: 1,
  category: 'merge',
  name: { en: 'Add', zh: '相加' },
  synonyms: ['Sum', 'Plus', '加法', '求和'],
  params,
  inputs: [{ name: 'inputs', variadic: true }],
  outputs: [{ name: 'output' }],
  infer(_, { inputs = [] }) {
    const [first = f32(1, 1), ...rest] = inputs;
    const different = rest.find((type) => !sameDims(type.shape, first.shape));
    if (different)
      return problem(
        'add-shapes-differ',
        { first: sampleShape(first), second: sampleShape(different) },
        { port: 'inputs' },
      );
    const wrong = inputs.map((type) => needsNumbers(type, 'inputs')).find((found) => found);
    return wrong ?? { outputs: { output: first }, weights: [], multiplyAdds: 0 };
  },
  build({ emitter: e, inputs: { inputs = [] } }) {
    return { output: inputs.reduce((total, value) => add(e, total, value)) };
  },
  migrations: [],
  docs: {
    summary: 'Adds values of the same shape, element by element.',
    formula: 'y = a + b + …',
    reference: 'He et al., Deep Residual Learning for Image Recognition, 2016',
  },
  examples: [
    { params: {}, inputs: { inputs: [f32(2, 3), f32(2, 3), f32(2, 3)] } },
    { params: {}, inputs: { inputs: [f32(1, 2, 2, 2), f32(1, 2, 2, 2)] } },
  ],
});
