/** Strides, padding and dilation of a convolution or pool as ONNX writes them in; as Netloom's layers take them out. */
import { resolvePadding } from '../../../../layers/spatial.ts';
import type { Call, Picture } from '../call.ts';
import { Unsupported } from '../values.ts';

type Sides = readonly [before: number, after: number];
export interface WindowSettings {
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly padding: 'valid' | 'same' | readonly [Sides, Sides];
  /** The same in pixels; null where 'same' depends on a size that is not known. */
  readonly pixels: readonly [Sides, Sides] | null;
  /** Height and width of what comes out; null where it is not known. */
  readonly outputs: readonly (number | null)[];
}

/** `size` is the window's, height first; `roundsUp` only where the operator has `ceil_mode`. */
export function windowOf(call: Call, picture: Picture, size: readonly number[]): WindowSettings {
  const { attributes } = call;
  const { dimensions, sizes } = picture;
  const stride = pairOf(call, 'strides', dimensions, 1, 1);
  const dilation = pairOf(call, 'dilations', dimensions, 1, 1);
  const spans = size.map((pixels, i) => (pixels - 1) * (dilation[i] as number) + 1);
  const mode = attributes.string('auto_pad', 'NOTSET');
  let pixels: readonly Sides[] | null;
  if (mode === 'NOTSET') pixels = explicit(call, dimensions);
  else if (mode === 'VALID') pixels = [none, none];
  else if (mode === 'SAME_UPPER') pixels = same(sizes, size, stride, dilation);
  else if (mode === 'SAME_LOWER') {
    const upper = same(sizes, size, stride, dilation);
    if (!upper) throw new Unsupported('auto_pad = SAME_LOWER');
    pixels = upper.map(([before, after]) => [after, before]);
  } else throw new Unsupported(`auto_pad = ${mode}`);
  const roundsUp = attributes.int('ceil_mode', 0) !== 0;
  if (roundsUp) pixels = roundedUp(sizes, spans, stride, pixels);
  return {
    stride,
    dilation,
    pixels: pixels as readonly [Sides, Sides] | null,
    padding: named(pixels, same(sizes, size, stride, dilation)),
    outputs: sizes.map((length, i) => outputSize(length, spans[i], stride[i], pixels?.[i])),
  };
}
const none: Sides = [0, 0];

/** A setting for height and width; of one dimension, `first` stands for the height. */
export function pairOf(
  call: Call,
  name: string,
  dimensions: 1 | 2,
  otherwise: number | null,
  first: number,
): readonly [number, number] {
  const given = call.attributes.ints(name) ?? Array.from({ length: dimensions }, () => otherwise);
  const pair = dimensions === 1 ? [first, ...given] : given;
  const [height, width] = pair;
  const sound = pair.every(
    (n) => Number.isInteger(n) && (n as number) >= 1 && (n as number) <= 1e6,
  );
  if (!sound || pair.length !== 2) throw call.malformed(`${call.who} has unusable ${name}`);
  return [height as number, width as number];
}

/** `pads` are all beginnings, then all ends. */
function explicit(call: Call, dimensions: 1 | 2): readonly Sides[] {
  const pads = call.attributes.ints('pads') ?? Array.from({ length: 2 * dimensions }, () => 0);
  const all = dimensions === 1 ? [0, pads[0], 0, pads[1]] : pads;
  const sound =
    pads.length === 2 * dimensions && pads.every((n) => Number.isInteger(n) && n <= 1e6);
  if (!sound) throw call.malformed(`${call.who} has unusable pads`);
  if (pads.some((n) => n < 0)) throw new Unsupported(`pads = ${pads.join(', ')}`);
  return [0, 1].map((i) => [all[i] as number, all[i + 2] as number] as const);
}

/** Of known sizes; of others only where the stride is 1, for then they do not matter. */
function same(
  sizes: readonly (number | null)[],
  window: readonly number[],
  stride: readonly number[],
  dilation: readonly number[],
): readonly Sides[] | null {
  const found = sizes.map((size, i) => {
    const step = stride[i] as number;
    if (size === null && step !== 1) return null;
    const [sides] = resolvePadding(
      'same',
      [size ?? 1_000_000],
      [window[i] as number],
      [step],
      [dilation[i] as number],
    );
    return sides as Sides;
  });
  return found.every((sides) => sides !== null) ? found : null;
}

/** A last window that would reach over the end gets the pixels it lacks, unless it would see nothing but padding. */
function roundedUp(
  sizes: readonly (number | null)[],
  spans: readonly number[],
  stride: readonly number[],
  pixels: readonly Sides[] | null,
): readonly Sides[] {
  return sizes.map((size, i) => {
    const [before, after] = pixels?.[i] ?? none;
    if (size === null) throw new Unsupported('ceil_mode = 1');
    const step = stride[i] as number;
    const span = spans[i] as number;
    const room = size + before + after - span;
    let outputs = Math.ceil(room / step) + 1;
    if ((outputs - 1) * step >= size + before) outputs--;
    return [before, Math.max(after, (outputs - 1) * step + span - size - before)] as const;
  });
}

function named(
  pixels: readonly Sides[] | null,
  likeSame: readonly Sides[] | null,
): WindowSettings['padding'] {
  if (pixels === null) return 'same';
  if (pixels.flat().every((n) => n === 0)) return 'valid';
  if (likeSame?.flat().every((n, i) => n === pixels.flat()[i])) return 'same';
  return pixels as readonly [Sides, Sides];
}

function outputSize(
  size: number | null | undefined,
  span: number | undefined,
  stride: number | undefined,
  sides: Sides | undefined,
): number | null {
  if (size === null || size === undefined || !sides || !span || !stride) return null;
  return Math.max(1, Math.floor((size + sides[0] + sides[1] - span) / stride) + 1);
}
