/** What the decoders of pictures give. */

/** The header of a picture file, known before anything is decoded. */
export interface PictureHeader {
  readonly format: 'png' | 'jpeg';
  readonly width: number;
  readonly height: number;
  /** 1 for grey, 3 for colour. */
  readonly channels: 1 | 3;
  /** Whether pixels may be transparent. */
  readonly alpha: boolean;
}
/** Row-major pixels of 8-bit samples, `channels` for each; transparency laid over white. */
export interface Picture extends PictureHeader {
  readonly pixels: Uint8Array;
}
/** Pictures with more pixels than this are refused: decoding them would take seconds. */
export const MOST_PIXELS = 2 ** 23;
