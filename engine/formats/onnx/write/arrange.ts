/** Weights in our order in, weights in the order that ONNX's operators want out. */
import type { Shape } from '../../../ir/types.ts';

/** The shape of a kernel [spatial…, in, out] as [out, in, spatial…]. */
export const kernelDims = (shape: Shape): Shape => [
  shape.at(-1) as number,
  shape.at(-2) as number,
  ...shape.slice(0, -2),
];
/** A kernel [spatial…, in, out] as [out, in, spatial…]. */
export function kernelChannelsFirst(data: Float32Array, shape: Shape): Float32Array {
  const [inputs = 1, outputs = 1] = shape.slice(-2);
  const pixels = shape.slice(0, -2).reduce((a, b) => a * b, 1);
  const out = new Float32Array(data.length);
  let at = 0;
  for (let o = 0; o < outputs; o++)
    for (let i = 0; i < inputs; i++)
      for (let p = 0; p < pixels; p++) out[at++] = data[(p * inputs + i) * outputs + o] as number;
  return out;
}

/** For each place of a sample flattened channels first, the place that we flatten it to; `of` is [spatial…, channels]. */
export function flattenedPlaces(of: Shape): Uint32Array {
  const channels = of.at(-1) as number;
  const pixels = of.slice(0, -1).reduce((a, b) => a * b, 1);
  const places = new Uint32Array(channels * pixels);
  for (let c = 0; c < channels; c++)
    for (let p = 0; p < pixels; p++) places[c * pixels + p] = p * channels + c;
  return places;
}

/** Rows of a matrix [places, columns], or the elements of a vector, in another order. */
export function rowsAt(data: Float32Array, places: Uint32Array): Float32Array {
  const width = data.length / places.length;
  const out = new Float32Array(data.length);
  for (const [to, from] of places.entries())
    out.set(data.subarray(from * width, (from + 1) * width), to * width);
  return out;
}
