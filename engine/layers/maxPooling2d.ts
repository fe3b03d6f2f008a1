/** Max pooling: pictures in, smaller pictures out, each pixel the largest of a window. */
import { windowMax } from '../ir/construct.ts';
import type { ValueId } from '../ir/types.ts';
import { defineNode, f32 } from './define.ts';
import { inferPooling, type PoolingParams, poolingGeometry, poolingParams } from './pooling.ts';

export default defineNode<PoolingParams>({
  type: 'maxPooling2d',
  version: 1,
  category: 'pooling',
  name: { en: 'Max pooling', zh: '最大池化' },
  synonyms: ['MaxPool2d', 'MaxPooling2D', 'Subsampling', '最大池化层'],
  params: poolingParams,
  inputs: [{ name: 'input' }],
  outputs: [{ name: 'output' }],
  infer: inferPooling,
  build({ emitter: e, params, inputs }) {
    const x = inputs.input?.[0] as ValueId;
    return { output: windowMax(e, x, poolingGeometry(params, e.typeOf(x)))[0] as ValueId };
  },
  migrations: [],
  docs: {
    summary: 'Keeps the largest value of each window; padding never wins.',
    formula: 'N = (W − F + 2P)/S + 1',
    reference: 'Scherer, Müller and Behnke, Evaluation of Pooling Operations, 2010',
  },
  examples: [
    { params: {}, inputs: { input: [f32(2, 4, 4, 2)] } },
    {
      params: { poolSize: [3, 2], stride: [2, 1], padding: 'same' },
      inputs: { input: [f32(1, 5, 4, 2)] },
    },
  ],
});
