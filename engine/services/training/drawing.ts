/** Takes a drawing of any size; gives the picture that data of drawn digits would have of it. */
import type { Field, Part } from '../../data/types.ts';
import { NetloomError } from '../../util/errors.ts';
import type { Drawing } from './types.ts';

/** Ink fainter than this does not count for where the drawing is. */
const faintest = 1 / 255;
/** The longer side of what is drawn, as a share of the field: 20 of 28 pixels. */
const filled = 20 / 28;

/**
 * Brings a drawing into a field of height × width as MNIST was prepared (LeCun et al., Gradient-Based Learning Applied
 * to Document Recognition, 1998): the inked box is scaled to 20/28 of the field, keeping its proportions, by averaging
 * areas; the centre of mass comes to the centre. Greys 0 … 1, row-major; throws 'drawing-invalid'.
 */
export function placeDrawing(drawing: Drawing, height: number, width: number): Float32Array {
  const { ink } = drawing;
  if (!(drawing.width > 0) || ink.length !== drawing.width * drawing.height) {
    throw new NetloomError(
      'drawing-invalid',
      `A drawing of ${drawing.width}×${drawing.height} has ${ink.length} greys.`,
    );
  }
  const placed = new Float32Array(height * width);
  const box = inkedBox(drawing);
  if (!box) return placed;
  const scale = (filled * Math.min(height, width)) / Math.max(box.height, box.width);
  const across = overlaps(width, drawing.width, (x) => (x - width / 2) / scale + box.centreX);
  const down = overlaps(height, drawing.height, (y) => (y - height / 2) / scale + box.centreY);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (const [row, tall] of down[y] as Overlaps)
        for (const [column, wide] of across[x] as Overlaps)
          sum += tall * wide * (ink[row * drawing.width + column] as number);
      placed[y * width + x] = Math.min(1, Math.max(0, sum));
    }
  return placed;
}

/** Size of the inked box and the centre of mass, in pixels of the drawing; null without ink. */
function inkedBox({ ink, width, height }: Drawing) {
  let [top, bottom, left, right] = [height, -1, width, -1];
  let [mass, sumX, sumY] = [0, 0, 0];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const value = ink[y * width + x] as number;
      if (!(value >= faintest)) continue;
      top = Math.min(top, y);
      bottom = y;
      left = Math.min(left, x);
      right = Math.max(right, x);
      mass += value;
      sumX += value * (x + 0.5);
      sumY += value * (y + 0.5);
    }
  if (mass === 0) return null;
  return {
    height: bottom - top + 1,
    width: right - left + 1,
    centreX: sumX / mass,
    centreY: sumY / mass,
  };
}

/** For one pixel of the field: pixels of the drawing below it, and the share of it that each covers. */
type Overlaps = readonly (readonly [source: number, share: number])[];

/** `toSource` maps a coordinate of the field to one of the drawing. */
function overlaps(size: number, sourceSize: number, toSource: (at: number) => number): Overlaps[] {
  return Array.from({ length: size }, (_, i) => {
    const begin = toSource(i);
    const end = toSource(i + 1);
    const found: [number, number][] = [];
    const last = Math.min(sourceSize - 1, Math.ceil(end) - 1);
    for (let source = Math.max(0, Math.floor(begin)); source <= last; source++) {
      const covered = Math.min(end, source + 1) - Math.max(begin, source);
      if (covered > 0) found.push([source, covered / (end - begin)]);
    }
    return found;
  });
}

/** How greys of a drawing become values of the data. */
export interface Tone {
  readonly background: number;
  readonly ink: number;
}
/** Pictures that are looked at to learn the tone. */
const examined = 64;

/**
 * What paper and ink are in these data: the ends of the values seen in some pictures, [0, 1] or [0, 255] where they lie
 * within; the background is what most of the pictures' borders are nearer to.
 */
export async function toneOf(part: Part, indices: Uint32Array, field: Field): Promise<Tone> {
  const [height = 1, width = 1, channels = 1] = field.shape;
  const chosen = indices.slice(0, examined);
  const size = height * width * channels;
  const values = new Float32Array(chosen.length * size);
  await part.read(field.name, chosen, values);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [border, count] = [0, 0];
  values.forEach((value, i) => {
    low = Math.min(low, value);
    high = Math.max(high, value);
    const x = Math.floor((i % (width * channels)) / channels);
    const y = Math.floor((i % size) / (width * channels));
    if (x > 0 && y > 0 && x < width - 1 && y < height - 1) return;
    border += value;
    count++;
  });
  if (low >= 0 && low < high / 10) low = 0;
  if (low === 0 && high <= 1) high = 1;
  if (low === 0 && high > 128 && high < 255) high = 255;
  const dark = border / Math.max(1, count) <= (low + high) / 2;
  return dark ? { background: low, ink: high } : { background: high, ink: low };
}

/** Greys as values of the field: every channel alike. */
export function toneDrawing(greys: Float32Array, channels: number, tone: Tone): Float32Array {
  const values = new Float32Array(greys.length * channels);
  greys.forEach((grey, i) => {
    const value = tone.background + grey * (tone.ink - tone.background);
    values.fill(value, i * channels, (i + 1) * channels);
  });
  return values;
}
