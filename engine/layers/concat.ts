/** Concat: values in, one value out that has them one behind the other along an axis. */
import * as z from 'zod';
import { concat, rankOf } from '../ir/construct.ts';
import type { ValueId } from '../ir/types.ts';
import { described } from '../util/described.ts';
import { defineNode, f32, problem, sameDims, sampleShape } from './define.ts';

const params = z.strictObject({
  axis: described(
    z.int().min(-6).max(6).default(-1),
    'Axis',
    'Of one sample, from 0; -1 is the last one, the channels.',
  ),
});
/** Among all axes of a value with a batch axis; NaN where there is none. */
function batchedAxis(axis: number, rank: number): number {
  const counted = axis < 0 ? rank + axis : axis + 1;
  return counted >= 1 && counted < rank ? counted : Number.NaN;
}

export default defineNode<z.infer<typeof params>>({
  type: 'concat',
  version: 1,
  category: 'merge',
  name: { en: 'Concat', zh: '拼接' },
  synonyms: ['Concatenate', 'Cat', '连接', '串联'],
  params,
  inputs: [{ name: 'inputs', variadic: true }],
  outputs: [{ name: 'output' }],
  infer(p, { inputs = [] }) {
    const [first = f32(1, 1), ...rest] = inputs;
    const axis = batchedAxis(p.axis, first.shape.length);
    if (Number.isNaN(axis))
      return problem(
        'axis-missing',
        { axis: p.axis, shape: sampleShape(first) },
        { parameter: 'axis' },
      );
    const others = (shape: readonly number[]) => shape.filter((_, i) => i !== axis);
    const different = rest.find(
      (type) => type.dtype !== first.dtype || !sameDims(others(type.shape), others(first.shape)),
    );
    if (different)
      return problem(
        'concat-shapes-differ',
        { first: sampleShape(first), second: sampleShape(different), axis: axis - 1 },
        { port: 'inputs' },
      );
    const length = inputs.reduce((total, type) => total + (type.shape[axis] as number), 0);
    const shape = first.shape.map((size, i) => (i === axis ? length : size));
    return { outputs: { output: { dtype: first.dtype, shape } }, weights: [], multiplyAdds: 0 };
  },
  build({ emitter: e, params: p, inputs: { inputs = [] } }) {
    const axis = batchedAxis(p.axis, rankOf(e, inputs[0] as ValueId));
    return { output: concat(e, inputs, axis) };
  },
  migrations: [],
  docs: {
    summary: 'Puts values side by side; all sizes but the one along the axis must be equal.',
    reference: 'Szegedy et al., Going Deeper with Convolutions, 2015',
  },
  examples: [
    { params: {}, inputs: { inputs: [f32(2, 3), f32(2, 1)] } },
    { params: { axis: 0 }, inputs: { inputs: [f32(1, 2, 2, 1), f32(1, 1, 2, 1)] } },
  ],
});
