/**
 * PNG pictures (W3C, "Portable Network Graphics", third edition): bytes in, 8-bit grey or RGB pixels out.
 *
 * Reads the chunks IHDR, PLTE, tRNS, IDAT and IEND, each with its checksum; others are skipped, unread. All colour types,
 * depths and Adam7 interlacing. Samples of 16 bits are rounded to 8; palettes become RGB; transparent pixels are laid
 * over white; gamma and colour profiles are ignored.
 */
import { ByteReader, placeAt } from '../../util/byteReader.ts';
import { crc32 } from '../../util/crc32.ts';
import { NetloomError } from '../../util/errors.ts';
import { inflateExactly } from '../../util/inflate.ts';
import { unfilterPng } from './pngFilter.ts';
import { MOST_PIXELS, type Picture, type PictureHeader } from './types.ts';

const SIGNATURE = '\x89PNG\r\n\x1a\n';
/** Samples for each pixel and possible depths, by colour type. */
const COLOUR_TYPES: ReadonlyMap<number, { samples: number; depths: readonly number[] }> = new Map([
  [0, { samples: 1, depths: [1, 2, 4, 8, 16] }],
  [2, { samples: 3, depths: [8, 16] }],
  [3, { samples: 1, depths: [1, 2, 4, 8] }],
  [4, { samples: 2, depths: [8, 16] }],
  [6, { samples: 4, depths: [8, 16] }],
]);
const [PALETTE_TYPE, GREY, GREY_ALPHA] = [3, 0, 4];

/** Everything a PNG file says beside its pixels. */
interface PngFile extends PictureHeader {
  readonly depth: number;
  readonly colourType: number;
  readonly samples: number;
  readonly interlaced: boolean;
  readonly palette: Uint8Array | null;
  readonly transparency: Uint8Array | null;
  readonly data: Uint8Array;
}

export function isPng(start: Uint8Array): boolean {
  return String.fromCharCode(...start.subarray(0, 8)) === SIGNATURE;
}

/** The header of a whole file, its chunks checked; throws 'png-malformed', 'file-truncated', 'picture-too-large'. */
export function readPngHeader(bytes: Uint8Array, place: string): PictureHeader {
  const { format, width, height, channels, alpha } = readChunks(bytes, place);
  return { format, width, height, channels, alpha };
}

/** Throws what `readPngHeader` throws, 'compressed-damaged' and 'compressed-too-long'. */
export function decodePng(bytes: Uint8Array, place: string): Picture {
  const file = readChunks(bytes, place);
  const passes = file.interlaced ? ADAM7 : PROGRESSIVE;
  const bits = file.depth * file.samples;
  const sizes = passes.map(({ x, y, stepX, stepY }) => ({
    x,
    y,
    stepX,
    stepY,
    columns: Math.ceil(Math.max(0, file.width - x) / stepX),
    rows: Math.ceil(Math.max(0, file.height - y) / stepY),
  }));
  const rowBytes = (columns: number) => Math.ceil((columns * bits) / 8);
  const total = sizes
    .map(({ columns, rows }) => (columns > 0 ? rows * (1 + rowBytes(columns)) : 0))
    .reduce((sum, size) => sum + size, 0);
  const raw = inflateExactly(file.data, total, 'zlib', place);
  const writer = new PixelWriter(file);
  let at = 0;
  for (const pass of sizes) {
    if (pass.columns === 0) continue;
    const width = rowBytes(pass.columns);
    const rows = unfilterPng(raw, at, pass.rows, width, Math.max(1, bits >> 3), place);
    for (let row = 0; row < pass.rows; row++) {
      const begin = at + row * (1 + width) + 1;
      const line = rows.subarray(begin, begin + width);
      writer.row(line, pass.columns, pass.y + row * pass.stepY, pass.x, pass.stepX, place);
    }
    at += pass.rows * (1 + width);
  }
  const { format, width, height, channels, alpha } = file;
  return { format, width, height, channels, alpha, pixels: writer.pixels };
}

const PROGRESSIVE = [{ x: 0, y: 0, stepX: 1, stepY: 1 }];
const ADAM7 = [
  { x: 0, y: 0, stepX: 8, stepY: 8 },
  { x: 4, y: 0, stepX: 8, stepY: 8 },
  { x: 0, y: 4, stepX: 4, stepY: 8 },
  { x: 2, y: 0, stepX: 4, stepY: 4 },
  { x: 0, y: 2, stepX: 2, stepY: 4 },
  { x: 1, y: 0, stepX: 2, stepY: 2 },
  { x: 0, y: 1, stepX: 1, stepY: 2 },
];

function readChunks(bytes: Uint8Array, place: string): PngFile {
  const reader = new ByteReader(bytes, place, { littleEndian: false });
  if (reader.characters(8) !== SIGNATURE) throw malformed(place, 0, 'its signature is not there');
  const pieces: Uint8Array[] = [];
  let header: ReturnType<typeof readIhdr> | undefined;
  let palette: Uint8Array | null = null;
  let transparency: Uint8Array | null = null;
  let previous = '';
  for (;;) {
    const start = reader.position;
    const length = reader.u32();
    const tagged = reader.take(4);
    const type = String.fromCharCode(...tagged);
    const content = reader.take(length);
    if (crc32(content, crc32(tagged)) !== reader.u32()) {
      throw malformed(place, start, `the checksum of the chunk ${name(type)} does not match`);
    }
    if (!header && type !== 'IHDR')
      throw malformed(place, start, 'it does not start with a header');
    if (type === 'IHDR') {
      if (header) throw malformed(place, start, 'it has two headers');
      header = readIhdr(content, place);
    } else if (type === 'PLTE') {
      if (palette || pieces.length > 0)
        throw malformed(place, start, 'its palette is out of place');
      if (length === 0 || length % 3 !== 0 || length > 768) {
        throw malformed(place, start, `its palette has ${length} bytes`);
      }
      palette = content;
    } else if (type === 'tRNS') {
      if (transparency || pieces.length > 0) {
        throw malformed(place, start, 'its transparency is out of place');
      }
      checkTransparency(header!, palette, length, place, start);
      transparency = content;
    } else if (type === 'IDAT') {
      if (pieces.length > 0 && previous !== 'IDAT') {
        throw malformed(place, start, 'its data are not in one run');
      }
      pieces.push(content);
    } else if (type === 'IEND') break;
    else if (tagged[0]! < 0x61) {
      throw malformed(place, start, `it needs the chunk ${name(type)}, which is not known`);
    }
    previous = type;
  }
  if (pieces.length === 0) throw malformed(place, reader.position, 'it has no data');
  if (header!.colourType === PALETTE_TYPE && !palette) {
    throw malformed(place, reader.position, 'its palette is missing');
  }
  const alpha = transparency !== null || header!.colourType === 4 || header!.colourType === 6;
  return { ...header!, alpha, palette, transparency, data: join(pieces) };
}

function readIhdr(content: Uint8Array, place: string) {
  if (content.length !== 13) throw malformed(place, 8, `its header has ${content.length} bytes`);
  const reader = new ByteReader(content, place, { base: 16, littleEndian: false });
  const [width, height, depth, colourType] = [reader.u32(), reader.u32(), reader.u8(), reader.u8()];
  const [compression, filter, interlace] = [reader.u8(), reader.u8(), reader.u8()];
  const known = COLOUR_TYPES.get(colourType);
  if (!known?.depths.includes(depth)) {
    throw malformed(place, 24, `colour type ${colourType} with ${depth} bits does not exist`);
  }
  if (compression !== 0 || filter !== 0 || interlace > 1) {
    throw malformed(place, 26, 'its compression, filter or interlacing does not exist');
  }
  if (width === 0 || height === 0) throw malformed(place, 16, 'it has no pixels');
  if (width * height > MOST_PIXELS) throw tooLarge(place, width, height);
  const grey = colourType === GREY || colourType === GREY_ALPHA;
  return {
    format: 'png' as const,
    width,
    height,
    depth,
    colourType,
    channels: grey ? (1 as const) : (3 as const),
    samples: known.samples,
    interlaced: interlace === 1,
  };
}

function checkTransparency(
  header: ReturnType<typeof readIhdr>,
  palette: Uint8Array | null,
  length: number,
  place: string,
  at: number,
): void {
  const sizes: ReadonlyMap<number, number> = new Map([
    [0, 2],
    [2, 6],
  ]);
  const most = palette ? palette.length / 3 : 0;
  const fits =
    header.colourType === PALETTE_TYPE
      ? length >= 1 && length <= most
      : sizes.get(header.colourType) === length;
  if (!fits) throw malformed(place, at, `its transparency has ${length} bytes`);
}

/** Turns unfiltered rows into 8-bit pixels. */
class PixelWriter {
  readonly pixels: Uint8Array;
  private readonly file: PngFile;
  private readonly largest: number;
  /** The colour that is transparent, where one is. */
  private readonly keyed: readonly number[] | null;

  constructor(file: PngFile) {
    this.file = file;
    this.pixels = new Uint8Array(file.width * file.height * file.channels);
    this.largest = 2 ** file.depth - 1;
    const key = file.colourType === PALETTE_TYPE ? null : file.transparency;
    this.keyed = key
      ? Array.from({ length: key.length / 2 }, (_, i) => (key[2 * i]! << 8) | key[2 * i + 1]!)
      : null;
  }

  /** One row of a pass: `count` pixels at y, every `step` pixels from x. */
  row(line: Uint8Array, count: number, y: number, x: number, step: number, place: string): void {
    const { width, channels, samples, colourType } = this.file;
    const values = [0, 0, 0, 0];
    for (let i = 0; i < count; i++) {
      for (let s = 0; s < samples; s++) values[s] = this.sample(line, i * samples + s);
      const at = (y * width + x + i * step) * channels;
      if (colourType === PALETTE_TYPE) this.writeIndexed(at, values[0]!, place);
      else this.write(at, values);
    }
  }

  private sample(line: Uint8Array, index: number): number {
    const { depth } = this.file;
    if (depth === 8) return line[index]!;
    if (depth === 16) return (line[2 * index]! << 8) | line[2 * index + 1]!;
    const bit = index * depth;
    return (line[bit >> 3]! >> (8 - depth - (bit & 7))) & this.largest;
  }

  private write(at: number, values: readonly number[]): void {
    const { channels, samples, alpha } = this.file;
    let opacity = this.largest;
    if (this.keyed?.every((value, s) => value === values[s])) opacity = 0;
    else if (alpha && samples > channels) opacity = values[samples - 1]!;
    for (let c = 0; c < channels; c++) {
      this.pixels[at + c] = overWhite(values[c]!, opacity, this.largest);
    }
  }

  private writeIndexed(at: number, index: number, place: string): void {
    const { palette, transparency } = this.file;
    if (3 * index >= palette!.length) {
      throw new NetloomError(
        'png-malformed',
        `${place} is not a sound PNG file: a pixel uses colour ${index} of ${palette!.length / 3}.`,
        place,
      );
    }
    const opacity = transparency?.[index] ?? 255;
    for (let c = 0; c < 3; c++) {
      this.pixels[at + c] = overWhite(palette![3 * index + c]!, opacity, 255);
    }
  }
}

/** A sample of 0 … largest laid over white, as a byte: rounded once. */
function overWhite(value: number, opacity: number, largest: number): number {
  if (opacity === largest && largest === 255) return value;
  const over = (value * opacity + largest * (largest - opacity)) / largest;
  return Math.floor((over * 255) / largest + 0.5);
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  const out = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

/** A chunk's name as text that is safe to show. */
function name(type: string): string {
  return /^[A-Za-z]{4}$/.test(type) ? type : 'without a name';
}

export function tooLarge(place: string, width: number, height: number): NetloomError {
  return new NetloomError(
    'picture-too-large',
    `${place} is a picture of ${width}×${height} pixels, and at most ${MOST_PIXELS} are decoded.`,
    place,
  );
}

function malformed(place: string, offset: number, reason: string): NetloomError {
  return new NetloomError(
    'png-malformed',
    `${place} is not a sound PNG file: ${reason}.`,
    placeAt(place, offset),
  );
}
