/** Zero padding: pictures in, the same pictures with a border of zeros out. */
import * as z from 'zod';
import { pad } from '../ir/construct.ts';
import type { ValueId } from '../ir/types.ts';
import { described } from '../util/described.ts';
import { at, defineNode, dim, explicitPadding, f32, needsPictures } from './define.ts';

const params = z.strictObject({
  padding: described(
    explicitPadding.default([
      [1, 1],
      [1, 1],
    ]),
    'Border',
    '[[top, bottom], [left, right]].',
    'pixels',
  ),
});

export default defineNode<z.infer<typeof params>>({
  type: 'zeroPadding2d',
  version: 1,
  category: 'shape',
  name: { en: 'Zero padding', zh: '零填充' },
  synonyms: ['Pad', 'ZeroPad2d', '填充'],
  params,
  inputs: [{ name: 'input' }],
  outputs: [{ name: 'output' }],
  infer(p, inputs) {
    const input = at(inputs, 'input');
    const wrong = needsPictures(input, 'input');
    if (wrong) return wrong;
    const grown = p.padding.map(([before, after], i) => before + after + dim(input, i + 1));
    return {
      outputs: { output: f32(dim(input, 0), ...grown, dim(input, 3)) },
      weights: [],
      multiplyAdds: 0,
      window: { size: [1, 1], stride: [1, 1], dilation: [1, 1], padding: p.padding },
    };
  },
  build({ emitter: e, params: p, inputs }) {
    const [[top, bottom], [left, right]] = p.padding;
    const x = inputs.input?.[0] as ValueId;
    return { output: pad(e, x, [0, top, left, 0], [0, bottom, right, 0]) };
  },
  migrations: [],
  docs: {
    summary: 'Adds a border of zeros around each picture.',
    reference: 'Dumoulin and Visin, A Guide to Convolution Arithmetic, 2016',
  },
  examples: [
    { params: {}, inputs: { input: [f32(1, 2, 3, 2)] } },
    {
      params: {
        padding: [
          [0, 2],
          [1, 0],
        ],
      },
      inputs: { input: [f32(2, 2, 2, 1)] },
    },
  ],
});
