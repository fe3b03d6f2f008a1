/** Permute: the same values with their axes in another order. */
import * as z from 'zod';
import { transpose } from '../ir/construct.ts';
import type { ValueId } from '../ir/types.ts';
import { described } from '../util/described.ts';
import { at, defineNode, f32, problem, sampleShape } from './define.ts';

const params = z.strictObject({
  order: described(
    z.array(z.int().min(0).max(6)).min(1).max(7).default([1, 0]),
    'Order',
    'Which axis of a sample becomes the first, the second and so on; axes count from 0.',
  ),
});

export default defineNode<z.infer<typeof params>>({
  type: 'permute',
  version: 1,
  category: 'shape',
  name: { en: 'Permute', zh: '换轴' },
  synonyms: ['Transpose', 'Swap axes', '转置', '维度重排'],
  params,
  inputs: [{ name: 'input' }],
  outputs: [{ name: 'output' }],
  infer(p, inputs) {
    const input = at(inputs, 'input');
    const sample = sampleShape(input);
    const whole = sample.every((_, axis) => p.order.includes(axis));
    if (!whole || p.order.length !== sample.length)
      return problem(
        'permute-axes-differ',
        { order: p.order.join(', '), shape: sample },
        { parameter: 'order' },
      );
    const shape = [0, ...p.order.map((axis) => axis + 1)].map(
      (axis) => input.shape[axis] as number,
    );
    return { outputs: { output: { dtype: input.dtype, shape } }, weights: [], multiplyAdds: 0 };
  },
  build({ emitter: e, params: p, inputs }) {
    const x = inputs.input?.[0] as ValueId;
    return { output: transpose(e, x, [0, ...p.order.map((axis) => axis + 1)]) };
  },
  migrations: [],
  docs: {
    summary: 'Swaps the axes of each sample: rows become columns, or channels come first.',
    reference: 'Harris et al., Array programming with NumPy, 2020',
  },
  examples: [
    { params: {}, inputs: { input: [f32(2, 3, 4)] } },
    { params: { order: [2, 0, 1] }, inputs: { input: [f32(2, 3, 2, 4)] } },
  ],
});
