/** A convolution kernel's geometry in; two spatial axes, whatever there were (one or two), out. */
import type { ConvKernel } from '../../../fuse/kernel.ts';

export type Pair = readonly [number, number];

/** A two-dimensional convolution: shapes of the forward direction, padding before the first row and column. */
export interface PlaneGeometry {
  readonly images: number;
  /** Rows and columns of the input, of the kernel and of the output. */
  readonly input: Pair;
  readonly kernel: Pair;
  readonly output: Pair;
  readonly channels: number;
  readonly outChannels: number;
  readonly stride: Pair;
  readonly before: Pair;
  readonly dilation: Pair;
  readonly groups: number;
}

/** null for three and more spatial axes; one axis becomes the columns of a single row. */
export function planeOf(
  conv: Pick<ConvKernel, 'geometry' | 'input' | 'kernel' | 'output'>,
): PlaneGeometry | null {
  const { geometry, input, kernel, output } = conv;
  const rank = geometry.stride.length;
  if (rank > 2 || rank === 0) return null;
  const pair = (values: readonly number[], missing: number): Pair =>
    rank === 2 ? [values[0] as number, values[1] as number] : [missing, values[0] as number];
  return {
    images: input[0] as number,
    input: pair(input.slice(1), 1),
    kernel: pair(kernel, 1),
    output: pair(output.slice(1), 1),
    channels: input[rank + 1] as number,
    outChannels: output[rank + 1] as number,
    stride: pair(geometry.stride, 1),
    before: pair(
      geometry.padding.map(([before]) => before),
      0,
    ),
    dilation: pair(geometry.dilation, 1),
    groups: geometry.groups,
  };
}

/** Whether every channel has its own kernel and result, in whole vectors. */
export function isDepthwise({ channels, outChannels, groups }: PlaneGeometry): boolean {
  return groups === channels && outChannels === channels && channels % 4 === 0;
}

/** Multiply-adds of the direct algorithm, padding included; they count as two. All directions have as many. */
export function directFlops(g: PlaneGeometry): number {
  const taps = g.kernel[0] * g.kernel[1];
  return 2 * g.images * g.output[0] * g.output[1] * g.outChannels * taps * (g.channels / g.groups);
}
