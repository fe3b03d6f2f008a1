/** Average pooling: pictures in, smaller pictures out, each pixel the mean of a window's real pixels. */
import { constant, mul, num, windowSum } from '../ir/construct.ts';
import type { ValueId, WindowAttributes } from '../ir/types.ts';
import { defineNode, f32 } from './define.ts';
import { inferPooling, type PoolingParams, poolingGeometry, poolingParams } from './pooling.ts';

/** How many real pixels the window sees at each output position of one axis. */
function counts(size: number, outputs: number, axis: number, window: WindowAttributes): number[] {
  const before = (window.padding[axis] as readonly [number, number])[0];
  const length = window.size[axis] as number;
  return Array.from({ length: outputs }, (_, i) => {
    const start = i * (window.stride[axis] as number) - before;
    return Math.min(start + length, size) - Math.max(start, 0);
  });
}

export default defineNode<PoolingParams>({
  type: 'averagePooling2d',
  version: 1,
  category: 'pooling',
  name: { en: 'Average pooling', zh: '平均池化' },
  synonyms: ['AvgPool2d', 'AveragePooling2D', 'Mean pooling', '平均池化层'],
  params: poolingParams,
  inputs: [{ name: 'input' }],
  outputs: [{ name: 'output' }],
  infer: inferPooling,
  build({ emitter: e, params, inputs }) {
    const x = inputs.input?.[0] as ValueId;
    const window = poolingGeometry(params, e.typeOf(x));
    const total = windowSum(e, x, window);
    const [, height = 1, width = 1] = e.typeOf(x).shape;
    const [, rows = 1, columns = 1] = e.typeOf(total).shape;
    const down = counts(height, rows, 0, window);
    const across = counts(width, columns, 1, window);
    const shares = down.flatMap((a) => across.map((b) => 1 / (a * b)));
    const first = shares[0] as number;
    const even = shares.every((share) => share === first);
    const share = even ? num(first) : constant(e, [1, rows, columns, 1], shares);
    return { output: mul(e, total, share) };
  },
  migrations: [],
  docs: {
    summary:
      'The mean of each window. Padding does not count: at the edge it is the mean of real pixels.',
    formula: 'N = (W − F + 2P)/S + 1',
    reference: 'LeCun et al., Gradient-Based Learning Applied to Document Recognition, 1998',
  },
  examples: [
    { params: {}, inputs: { input: [f32(2, 4, 4, 2)] } },
    {
      params: { poolSize: [3, 3], stride: [2, 2], padding: 'same' },
      inputs: { input: [f32(1, 5, 4, 2)] },
    },
  ],
});
