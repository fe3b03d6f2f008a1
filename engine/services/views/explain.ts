/** Takes a pixel of a map, what its layer saw and the layer's weights; gives why the pixel has its value. */
import type { TensorData } from '../../backends/types.ts';
import type { InferredNetwork, NodeInference } from '../../graph/infer/types.ts';
import type { SpatialWindow } from '../../layers/types.ts';
import { NetloomError } from '../../util/errors.ts';
import type { PixelExplanation } from '../training/types.ts';
import { sourceOf } from './sampleView.ts';

export interface Pixel {
  readonly node: string;
  readonly channel: number;
  readonly row: number;
  readonly column: number;
}
/** A layer whose pixels can be explained. */
export interface Explainable {
  readonly node: NodeInference;
  readonly source: { readonly node: string; readonly port: string };
  readonly window: SpatialWindow;
  /** [height, width, channels]. */
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly kind: 'convolution' | 'pooling';
}

/** Throws 'cannot-explain' for other layers than convolution and pooling, 'pixel-outside'. */
export function explainable(network: InferredNetwork, pixel: Pixel): Explainable {
  const node = network.nodes.get(pixel.node);
  const source = node && sourceOf(node);
  const input = source && network.nodes.get(source.node)?.outputs[source.port];
  const output = node?.outputs.output;
  const inferred =
    input &&
    node.definition?.infer(node.params, { [node.inputs.keys().next().value ?? '']: [input] });
  const window = inferred && 'window' in inferred ? inferred.window : undefined;
  if (!node || !source || !input || !output || !window) {
    throw new NetloomError(
      'cannot-explain',
      'Only pixels of convolution and pooling layers are computed from a window.',
      pixel.node,
    );
  }
  const shape = output.shape.slice(1);
  const place = [pixel.row, pixel.column, pixel.channel];
  if (place.some((at, i) => !Number.isInteger(at) || at < 0 || at >= (shape[i] ?? 0))) {
    throw new NetloomError('pixel-outside', `There is no pixel [${place.join(', ')}] in this map.`);
  }
  const kind = node.weights.some(({ name }) => name === 'kernel') ? 'convolution' : 'pooling';
  return { node, source, window, input: input.shape.slice(1), output: shape, kind };
}

/** `weights` by name (kernel HWIO, bias), empty for pooling; values channels last, of one sample. */
export function explain(
  layer: Explainable,
  pixel: Pixel,
  values: { readonly input: TensorData; readonly output: TensorData },
  weights: ReadonlyMap<string, Float32Array>,
): PixelExplanation {
  const { window, output, kind } = layer;
  const [, width = 1, filters = 1] = output;
  const value = Number(values.output[(pixel.row * width + pixel.column) * filters + pixel.channel]);
  const patch = patchOf(layer, pixel, values.input);
  const kernel = kind === 'pooling' ? null : filterOf(layer, pixel.channel, weights);
  const bias = Number(weights.get('bias')?.[pixel.channel] ?? 0);
  const [height, across] = window.size.map(
    (size, i) => (size - 1) * (window.dilation[i] as number) + 1,
  ) as [number, number];
  const [top, left] = originOf(window, pixel);
  return {
    node: pixel.node,
    window: { top, left, height, width: across },
    patch,
    kernel: kernel ?? { shape: [0], values: new Float32Array(0) },
    sum: kernel ? dot(patch.values, kernel.values) : value,
    bias,
    value,
  };
}

function originOf({ stride, padding }: SpatialWindow, { row, column }: Pixel) {
  return [row, column].map(
    (at, i) => at * (stride[i] as number) - ((padding[i] as readonly number[])[0] as number),
  ) as [number, number];
}

/** What the filter sees: [kernel height, kernel width, channels of its group]; for pooling the one channel. */
function patchOf(layer: Explainable, pixel: Pixel, input: TensorData) {
  const { window, input: shape } = layer;
  const [rows = 1, columns = 1, depth = 1] = shape;
  const [high = 1, wide = 1] = window.size;
  const [down = 1, right = 1] = window.dilation;
  const [top, left] = originOf(window, pixel);
  const { first, count } = channelsSeen(layer, pixel.channel);
  const values = new Float32Array(high * wide * count);
  for (let y = 0; y < high; y++)
    for (let x = 0; x < wide; x++) {
      const row = top + y * down;
      const column = left + x * right;
      if (row < 0 || column < 0 || row >= rows || column >= columns) continue;
      const from = (row * columns + column) * depth + first;
      for (let c = 0; c < count; c++)
        values[(y * wide + x) * count + c] = input[from + c] as number;
    }
  return { shape: [high, wide, count], values };
}
function channelsSeen({ kind, input, output, node }: Explainable, channel: number) {
  const [, , depth = 1] = input;
  const [, , filters = 1] = output;
  if (kind === 'pooling') return { first: channel, count: 1 };
  const { groups } = node.params as { readonly groups: number };
  const count = depth / groups;
  return { first: Math.floor(channel / (filters / groups)) * count, count };
}

/** One filter of an HWIO kernel. */
function filterOf(layer: Explainable, channel: number, weights: ReadonlyMap<string, Float32Array>) {
  const all = weights.get('kernel') ?? new Float32Array(0);
  const [, , filters = 1] = layer.output;
  const [high = 1, wide = 1] = layer.window.size;
  const { count } = channelsSeen(layer, channel);
  const values = new Float32Array(high * wide * count);
  for (let i = 0; i < values.length; i++) values[i] = all[i * filters + channel] as number;
  return { shape: [high, wide, count], values };
}
function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
