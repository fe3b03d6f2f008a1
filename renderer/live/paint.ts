/** Painting at the resolution of the values: numbers, a scale and a canvas in, pixels out; one value is one pixel. */
import type { Range } from '../../engine/index.ts';
import { type ColorMap, packedTable } from './colorMaps.ts';
import { colorIndex } from './scale.ts';

/** What is no number is magenta, in every map, so that it is seen. */
const notANumber = new Uint32Array(new Uint8ClampedArray([255, 0, 200, 255]).buffer)[0] as number;

/** Fills `pixels` (one a value) from `values[offset…]`; where `mask` is 0 the pixel stays transparent. */
export function colorValues(
  values: ArrayLike<number>,
  offset: number,
  pixels: Uint32Array,
  range: Range,
  map: ColorMap,
  mask: ArrayLike<number> | null = null,
): void {
  const table = packedTable(map);
  for (let i = 0; i < pixels.length; i++) {
    if (mask && mask[offset + i] === 0) {
      pixels[i] = 0;
      continue;
    }
    const index = colorIndex(values[offset + i] ?? Number.NaN, range);
    pixels[i] = index < 0 ? notANumber : (table[index] as number);
  }
}

const scratch = new Map<string, ImageData>();
/** A picture to fill and to put at once; pictures of the same size share it. */
export function scratchImage(width: number, height: number): ImageData {
  const key = `${width}×${height}`;
  let image = scratch.get(key);
  if (!image) {
    if (scratch.size >= 32) scratch.clear();
    image = new ImageData(width, height);
    scratch.set(key, image);
  }
  return image;
}
export const pixelsOf = (image: ImageData): Uint32Array => new Uint32Array(image.data.buffer);

/** Gives the canvas this many pixels; keeps its contents where it already has them. */
export function resize(canvas: HTMLCanvasElement, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}

/**
 * One plane of `width` × `height` values from `offset` on, a pixel each; CSS enlarges it. The scale is written to
 * `data-minimum`, `data-maximum` and `data-map`, so that what is shown can be checked from outside.
 */
export function paintPlane(
  canvas: HTMLCanvasElement,
  values: ArrayLike<number>,
  width: number,
  height: number,
  range: Range,
  map: ColorMap,
  offset = 0,
  mask: ArrayLike<number> | null = null,
): void {
  if (width < 1 || height < 1) return;
  resize(canvas, width, height);
  const image = scratchImage(width, height);
  colorValues(values, offset, pixelsOf(image), range, map, mask);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  describeScale(canvas, range, map);
}

/** Three channels as one colour picture, planes one after the other, values 0…1. */
export function paintColors(
  canvas: HTMLCanvasElement,
  values: ArrayLike<number>,
  width: number,
  height: number,
  range: Range,
): void {
  if (width < 1 || height < 1) return;
  resize(canvas, width, height);
  const image = scratchImage(width, height);
  mixColors(values, image, range);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  describeScale(canvas, range, 'greys');
}
export function mixColors(values: ArrayLike<number>, image: ImageData, range: Range): void {
  const area = image.width * image.height;
  for (let i = 0; i < area; i++) {
    for (let channel = 0; channel < 3; channel++) {
      image.data[i * 4 + channel] = Math.max(
        0,
        colorIndex(values[channel * area + i] ?? Number.NaN, range),
      );
    }
    image.data[i * 4 + 3] = 255;
  }
}

/** Written only when it changes: attributes cost more than pixels. */
function describeScale(canvas: HTMLCanvasElement, range: Range, map: ColorMap): void {
  const minimum = String(range.minimum);
  const maximum = String(range.maximum);
  if (canvas.dataset.minimum !== minimum) canvas.dataset.minimum = minimum;
  if (canvas.dataset.maximum !== maximum) canvas.dataset.maximum = maximum;
  if (canvas.dataset.map !== map) canvas.dataset.map = map;
}
