/** The one place that decides how a convolution is computed: geometry and direction in; an algorithm's name out. */
import type { ConvKernel } from '../../../fuse/kernel.ts';
import type { PlaneGeometry } from './geometry.ts';

/**
 * product: a 1×1 convolution is a matrix product over pixels; winograd: F(4×4, 3×3), a quarter of the
 * multiplications; direct: implicit GEMM, any geometry.
 */
export type Algorithm = 'product' | 'winograd' | 'direct';

/** Fewer channels than this spend more on transforms than the multiplications save. */
const fewestChannels = 16;

export function chooseAlgorithm(_kind: ConvKernel['kind'], g: PlaneGeometry): Algorithm {
  const all = (pair: readonly [number, number], value: number) =>
    pair[0] === value && pair[1] === value;
  const plain = all(g.stride, 1) && g.groups === 1;
  if (plain && all(g.kernel, 1) && all(g.before, 0) && all(sub(g.input, g.output), 0))
    return 'product';
  const vectors = g.channels % 4 === 0 && g.outChannels % 4 === 0;
  const wide = Math.min(g.channels, g.outChannels) >= fewestChannels;
  if (plain && all(g.kernel, 3) && all(g.dilation, 1) && vectors && wide) return 'winograd';
  return 'direct';
}

function sub(a: readonly [number, number], b: readonly [number, number]): [number, number] {
  return [a[0] - b[0], a[1] - b[1]];
}
