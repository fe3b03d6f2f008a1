/** Global average pooling: feature maps in, one number a map out: its mean. */
import * as z from 'zod';
import { mean, shapeOf } from '../ir/construct.ts';
import type { ValueId } from '../ir/types.ts';
import { at, defineNode, dim, f32, needsNumbers, problem, sampleShape } from './define.ts';

const params = z.strictObject({});

export default defineNode<z.infer<typeof params>>({
  type: 'globalAveragePooling',
  version: 1,
  category: 'pooling',
  name: { en: 'Global average pooling', zh: '全局平均池化' },
  synonyms: ['GlobalAveragePooling2D', 'AdaptiveAvgPool2d', 'GAP', '全局池化'],
  params,
  inputs: [{ name: 'input' }],
  outputs: [{ name: 'output' }],
  infer(_, inputs) {
    const input = at(inputs, 'input');
    if (input.shape.length < 3)
      return problem('needs-picture', { shape: sampleShape(input) }, { port: 'input' });
    return (
      needsNumbers(input, 'input') ?? {
        outputs: { output: f32(dim(input, 0), dim(input, -1)) },
        weights: [],
        multiplyAdds: 0,
      }
    );
  },
  build({ emitter: e, inputs }) {
    const x = inputs.input?.[0] as ValueId;
    const spatial = shapeOf(e, x).flatMap((_, axis, shape) =>
      axis > 0 && axis < shape.length - 1 ? [axis] : [],
    );
    return { output: mean(e, x, spatial) };
  },
  migrations: [],
  docs: {
    summary: 'The mean of each feature map: a vector with one number a channel.',
    formula: 'y[c] = mean of x[·, ·, c]',
    reference: 'Lin, Chen and Yan, Network In Network, 2014',
  },
  examples: [
    { params: {}, inputs: { input: [f32(2, 3, 4, 2)] } },
    { params: {}, inputs: { input: [f32(2, 3, 2)] } },
  ],
});
