/** Parts over samples that a function makes one by one: checks what is asked for and keeps pictures as bytes. */
import { invariant } from '../util/errors.ts';
import type { Field, FieldPreparation, Part } from './types.ts';

/** What one data set may keep of decoded or generated pictures, in bytes. */
export const CACHE_LIMIT = 256 * 2 ** 20;

/** How many numbers one sample has under this field. */
export function fieldWidth(field: Field): number {
  return field.shape.reduce((product, size) => product * size, 1);
}

/** Checks a call of `Part.read`, and gives the field and the count of numbers of a sample. */
export function checkRead(
  fields: readonly Field[],
  size: number,
  name: string,
  indices: Uint32Array,
  out: Float32Array | Int32Array,
): { readonly field: Field; readonly width: number } {
  const field = fields.find((f) => f.name === name);
  invariant(field, `the data has no field "${name}"`);
  const width = fieldWidth(field);
  invariant(out.length >= indices.length * width, `"${name}" is read into too small an array`);
  for (const index of indices) invariant(index < size, `sample ${index} of ${size} is read`);
  return { field, width };
}

/** One picture as bytes and its class number. */
export interface LabelledPicture {
  readonly pixels: Uint8Array;
  readonly label: number;
}
/** Gives the picture of one sample; `pixels` may be reused by the next call. */
export type PictureMaker = (index: number) => LabelledPicture | Promise<LabelledPicture>;

/**
 * Keeps pictures of one size as bytes, each in its place in one array that grows to at most `limit` bytes; what
 * does not fit is made anew each time. `label` is the class number of each picture that is kept.
 */
export class PictureCache {
  private readonly pixels: Uint8Array;
  private readonly labels: Int32Array;
  private readonly known: Uint8Array;
  private readonly bytes: number;
  private readonly make: PictureMaker;

  constructor(count: number, bytes: number, make: PictureMaker, limit = CACHE_LIMIT) {
    const kept = Math.min(count, Math.floor(limit / Math.max(1, bytes)));
    this.pixels = new Uint8Array(kept * bytes);
    this.labels = new Int32Array(kept);
    this.known = new Uint8Array(kept);
    this.bytes = bytes;
    this.make = make;
  }

  async get(index: number): Promise<LabelledPicture> {
    const begin = index * this.bytes;
    if (this.known[index] === 1) {
      const pixels = this.pixels.subarray(begin, begin + this.bytes);
      return { pixels, label: this.labels[index]! };
    }
    const made = this.make(index);
    const picture = made instanceof Promise ? await made : made;
    invariant(picture.pixels.length === this.bytes, 'a picture has another size than its field');
    // Never the maker's own array: another read may have it painted over before this one goes on.
    const { label } = picture;
    if (index >= this.known.length) return { pixels: picture.pixels.slice(), label };
    this.pixels.set(picture.pixels, begin);
    this.labels[index] = label;
    this.known[index] = 1;
    return { pixels: this.pixels.subarray(begin, begin + this.bytes), label };
  }
}

/** A part whose samples are a picture field (bytes / 255) and a class-number field. */
export function picturePart(
  fields: { readonly image: Field; readonly label: Field },
  size: number,
  make: PictureMaker,
): Part {
  const cache = new PictureCache(size, fieldWidth(fields.image), make);
  const both = [fields.image, fields.label];
  return {
    size,
    read: async (name, indices, out) => {
      const { field, width } = checkRead(both, size, name, indices, out);
      for (let i = 0; i < indices.length; i++) {
        const picture = await cache.get(indices[i]!);
        if (field === fields.label) out[i] = picture.label;
        else writeBytesAsUnit(picture.pixels, out, i * width);
      }
    },
  };
}

/** Bytes 0 … 255 as f32 0 … 1: x / 255 rounded once. */
export function writeBytesAsUnit(
  bytes: Uint8Array,
  out: Float32Array | Int32Array,
  start: number,
): void {
  for (let k = 0; k < bytes.length; k++) out[start + k] = bytes[k]! / 255;
}

/** What `writeBytesAsUnit` does, in words for who feeds the network elsewhere. */
export const picturePreparation = (field: Field): Readonly<Record<string, FieldPreparation>> => ({
  [field.name]: { kind: 'pictures', divideBy: 255 },
});

/** The usual two fields of pictures in classes. */
export function pictureFields(
  shape: readonly [height: number, width: number, channels: number],
  classes: readonly string[],
): { readonly image: Field; readonly label: Field } {
  return {
    image: { name: 'image', dtype: 'f32', shape, role: 'feature' },
    label: { name: 'label', dtype: 'i32', shape: [], role: 'target', classes },
  };
}
