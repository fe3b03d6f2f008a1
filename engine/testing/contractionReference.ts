/** Matrix products and convolutions as plain loops in f64: operands in, results out. The oracle of kernel tests. */
import type { ConvKernel, DotKernel } from '../fuse/kernel.ts';

type Numbers = ArrayLike<number>;
export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

export function referenceDot(
  { batch, m, n, k, transposeA, transposeB }: Omit<DotKernel, 'epilogue' | 'a' | 'b' | 'kind'>,
  a: Numbers,
  b: Numbers,
): Float64Array {
  const result = new Float64Array(batch * m * n);
  for (let t = 0; t < batch; t++)
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let l = 0; l < k; l++) {
          const left = a[t * m * k + (transposeA ? l * m + i : i * k + l)] as number;
          sum += left * (b[t * k * n + (transposeB ? j * k + l : l * n + j)] as number);
        }
        result[(t * m + i) * n + j] = sum;
      }
  return result;
}

/** Any direction, any number of spatial axes, straight from the definition of the forward convolution. */
export function referenceConv(
  conv: Omit<ConvKernel, 'epilogue' | 'a' | 'b'>,
  a: Numbers,
  b: Numbers,
): Float64Array {
  const { geometry, input, kernel, output } = conv;
  const shapes = { conv: output, convGradInput: input, convGradWeight: kernel };
  const result = new Float64Array(sizeOf(shapes[conv.kind]));
  const spatial = input.slice(1, -1);
  const channels = input.at(-1) as number;
  const outChannels = output.at(-1) as number;
  const groupIn = channels / geometry.groups;
  const groupOut = outChannels / geometry.groups;
  const outputs = output.slice(1, -1);
  const taps = kernel.slice(0, -2);
  for (let image = 0; image < (input[0] as number); image++)
    for (const place of places(outputs))
      for (const tap of places(taps)) {
        const from = place.map(
          (p, axis) =>
            p * (geometry.stride[axis] as number) +
            (tap[axis] as number) * (geometry.dilation[axis] as number) -
            (geometry.padding[axis]?.[0] as number),
        );
        if (from.some((p, axis) => p < 0 || p >= (spatial[axis] as number))) continue;
        const pixel = (image * sizeOf(spatial) + flatten(from, spatial)) * channels;
        const out = (image * sizeOf(outputs) + flatten(place, outputs)) * outChannels;
        const weights = flatten(tap, taps) * groupIn * outChannels;
        for (let o = 0; o < outChannels; o++)
          for (let c = 0; c < groupIn; c++) {
            const i = pixel + Math.floor(o / groupOut) * groupIn + c;
            const w = weights + c * outChannels + o;
            if (conv.kind === 'conv') add(result, out + o, a[i], b[w]);
            else if (conv.kind === 'convGradInput') add(result, i, a[out + o], b[w]);
            else add(result, w, a[i], b[out + o]);
          }
      }
  return result;
}

function add(result: Float64Array, at: number, a: number | undefined, b: number | undefined): void {
  result[at] = (result[at] as number) + (a as number) * (b as number);
}

function flatten(index: readonly number[], shape: readonly number[]): number {
  return index.reduce((flat, p, axis) => flat * (shape[axis] as number) + p, 0);
}

/** Every index of `shape`, row-major. */
function places(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (found, length) =>
      found.flatMap((head) => Array.from({ length }, (_, position) => [...head, position])),
    [[]],
  );
}
