/** Picture files of any known format: bytes in, pixels of the wanted size and channels out. */
import { NetloomError } from '../../util/errors.ts';
import { decodeJpeg, isJpeg, readJpegHeader } from './jpeg.ts';
import { decodePng, isPng, readPngHeader } from './png.ts';
import type { Picture, PictureHeader } from './types.ts';

/** By content, not by name; throws 'picture-unknown-format' and the errors of the formats. */
export function readPictureHeader(bytes: Uint8Array, place: string): PictureHeader {
  if (isPng(bytes)) return readPngHeader(bytes, place);
  if (isJpeg(bytes)) return readJpegHeader(bytes, place);
  throw unknownFormat(place);
}

/** By content, not by name; throws 'picture-unknown-format' and the errors of the formats. */
export function decodePicture(bytes: Uint8Array, place: string): Picture {
  if (isPng(bytes)) return decodePng(bytes, place);
  if (isJpeg(bytes)) return decodeJpeg(bytes, place);
  throw unknownFormat(place);
}

/** Pixels with this many channels: grey is repeated; colour becomes luma, (299 R + 587 G + 114 B) / 1000 rounded. */
export function withChannels(picture: Picture, channels: 1 | 3): Uint8Array {
  const { pixels } = picture;
  if (picture.channels === channels) return pixels;
  const count = picture.width * picture.height;
  const out = new Uint8Array(count * channels);
  for (let i = 0; i < count; i++) {
    if (channels === 3) out.fill(pixels[i]!, 3 * i, 3 * i + 3);
    else {
      const luma = 299 * pixels[3 * i]! + 587 * pixels[3 * i + 1]! + 114 * pixels[3 * i + 2]!;
      out[i] = Math.floor((luma + 500) / 1000);
    }
  }
  return out;
}

/**
 * Pixels at another size, by area: each new pixel is the mean of the old area it covers, first along rows, then along
 * columns. The sides change independently of each other.
 */
export function resizeByArea(
  pixels: Uint8Array,
  from: { readonly width: number; readonly height: number },
  to: { readonly width: number; readonly height: number },
  channels: number,
): Uint8Array {
  if (from.width === to.width && from.height === to.height) return pixels;
  const rows = new Float64Array(from.height * to.width * channels);
  for (let y = 0; y < from.height; y++) {
    averageLine(
      (at) => pixels[y * from.width * channels + at]!,
      (at, value) => {
        rows[y * to.width * channels + at] = value;
      },
      from.width,
      to.width,
      channels,
    );
  }
  const out = new Uint8Array(to.height * to.width * channels);
  const stride = to.width * channels;
  averageLine(
    (at) => rows[at]!,
    (at, value) => {
      out[at] = Math.floor(value + 0.5);
    },
    from.height,
    to.height,
    stride,
  );
  return out;
}

/** Means along one axis of `from` cells into `to` cells, for `width` numbers that lie next to each other. */
function averageLine(
  read: (at: number) => number,
  write: (at: number, value: number) => void,
  from: number,
  to: number,
  width: number,
): void {
  const scale = from / to;
  for (let cell = 0; cell < to; cell++) {
    const begin = cell * scale;
    const end = Math.min(from, begin + scale);
    const last = Math.min(from - 1, Math.ceil(end) - 1);
    for (let k = 0; k < width; k++) {
      let sum = 0;
      for (let i = Math.floor(begin); i <= last; i++) {
        const share = Math.min(end, i + 1) - Math.max(begin, i);
        sum += share * read(i * width + k);
      }
      write(cell * width + k, sum / (end - begin));
    }
  }
}

function unknownFormat(place: string): NetloomError {
  return new NetloomError(
    'picture-unknown-format',
    `${place} is neither a PNG nor a JPEG picture.`,
    place,
  );
}
