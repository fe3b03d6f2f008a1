/** What max and average pooling have in common: parameters, types and the geometry of the window. */
import * as z from 'zod';
import type { TensorType } from '../ir/types.ts';
import { described } from '../util/described.ts';
import { at, dim, f32, needsPictures, pair, problem } from './define.ts';
import { outputSizes, padding2d, resolvePadding } from './spatial.ts';
import type { InferProblem, InferredNode, PortTypes } from './types.ts';

export const poolingParams = z.strictObject({
  poolSize: described(pair.default([2, 2]), 'Window', '[height, width].', 'pixels'),
  stride: described(
    pair.default([2, 2]),
    'Stride',
    'How far the window moves each time.',
    'pixels',
  ),
  padding: padding2d,
});
export type PoolingParams = z.infer<typeof poolingParams>;

export function poolingGeometry(p: PoolingParams, input: TensorType) {
  const padding = resolvePadding(p.padding, input.shape.slice(1, 3), p.poolSize, p.stride);
  return { size: p.poolSize, stride: p.stride, padding };
}

/** Every window must see a pixel of the picture: padding stays smaller than the window. */
export function inferPooling(
  p: PoolingParams,
  inputs: PortTypes,
): InferredNode | { readonly problem: InferProblem } {
  const input = at(inputs, 'input');
  const wrong = needsPictures(input, 'input');
  if (wrong) return wrong;
  const sizes = input.shape.slice(1, 3);
  const window = poolingGeometry(p, input);
  if (window.padding.some((sides, i) => sides.some((n) => n >= (p.poolSize[i] as number))))
    return problem(
      'padding-hides-picture',
      { padding: window.padding.flat(), window: p.poolSize },
      { parameter: 'padding' },
    );
  const output = outputSizes(sizes, p.poolSize, p.stride, window.padding);
  if (output.some((size) => size < 1))
    return problem(
      'window-larger-than-picture',
      { window: p.poolSize, picture: sizes },
      { parameter: 'poolSize' },
    );
  return {
    outputs: { output: f32(dim(input, 0), ...output, dim(input, 3)) },
    weights: [],
    multiplyAdds: 0,
    window: { ...window, dilation: [1, 1] },
  };
}
