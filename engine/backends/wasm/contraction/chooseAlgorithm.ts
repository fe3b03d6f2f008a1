/** The one place that decides how a convolution is computed: geometry in; an algorithm's name out. */
import type { Pair, PlaneGeometry } from './geometry.ts';

/**
 * product: a 1×1 convolution is a matrix product over pixels; winograd: F(4×4, 3×3), a quarter of the
 * multiplications; direct: implicit GEMM, any geometry.
 */
export type Algorithm = 'product' | 'winograd' | 'direct';

/** Fewer channels spend more on transforms than the multiplications save. */
const fewestChannels = 16;
/** Fewer pixels do not pay for transforming the kernel. */
const fewestPixels = 256;
/** Larger kernels, 36/9 times their size when transformed, would not stay in any cache. */
const mostKernelElements = 256 * 256;
/** Bytes of a thread's scratch that one row of tiles may take: wide images with many channels do not fit. */
const mostRowBytes = 512 << 10;
/** Tiles of 4×4 results may cover this many times the results there are. */
const mostWaste = 2;

export function chooseAlgorithm(g: PlaneGeometry): Algorithm {
  const all = (pair: Pair, value: number) => pair[0] === value && pair[1] === value;
  if (!all(g.stride, 1) || g.groups !== 1) return 'direct';
  const sameSize = g.input[0] === g.output[0] && g.input[1] === g.output[1];
  if (all(g.kernel, 1) && all(g.before, 0) && sameSize) return 'product';
  return all(g.kernel, 3) && all(g.dilation, 1) && paysForTransforms(g) ? 'winograd' : 'direct';
}

function paysForTransforms({
  images,
  channels,
  outChannels,
  input,
  output,
}: PlaneGeometry): boolean {
  const waste = ([rows, columns]: Pair) =>
    (Math.ceil(rows / 4) * Math.ceil(columns / 4) * 16) / (rows * columns);
  const columns = Math.ceil(Math.max(input[1], output[1]) / 4);
  return (
    columns * 36 * 4 * (channels + outChannels) <= mostRowBytes &&
    channels % 4 === 0 &&
    outChannels % 4 === 0 &&
    Math.min(channels, outChannels) >= fewestChannels &&
    channels * outChannels <= mostKernelElements &&
    images * output[0] * output[1] >= fewestPixels &&
    Math.max(waste(input), waste(output)) <= mostWaste
  );
}
