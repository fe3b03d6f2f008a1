/**
 * JPEG pictures (ITU-T T.81): bytes in, 8-bit grey or RGB pixels out.
 *
 * The markers are walked before anything is decoded: sizes, sampling factors and the number of scans bound what the
 * decoder may take. Baseline and progressive with 8-bit samples and 1 or 3 components.
 */
import { decode } from 'jpeg-js';
import { ByteReader, placeAt } from '../../util/byteReader.ts';
import { NetloomError } from '../../util/errors.ts';
import { tooLarge } from './png.ts';
import { MOST_PIXELS, type Picture, type PictureHeader } from './types.ts';

/** Blocks of 8 × 8 samples that all scans together may visit: about a second of decoding. */
const MOST_BLOCK_VISITS = 3_000_000;
const MEMORY_MEGABYTES = 1024;

export function isJpeg(start: Uint8Array): boolean {
  return start[0] === 0xff && start[1] === 0xd8 && start[2] === 0xff;
}

/** The header of a whole file; throws 'jpeg-malformed', 'jpeg-unsupported', 'picture-too-large', 'file-truncated'. */
export function readJpegHeader(bytes: Uint8Array, place: string): PictureHeader {
  return headerOf(walkMarkers(bytes, place));
}

function headerOf({ width, height, components }: Frame): PictureHeader {
  return { format: 'jpeg', width, height, channels: components === 1 ? 1 : 3, alpha: false };
}

/** Throws what `readJpegHeader` throws. */
export function decodeJpeg(bytes: Uint8Array, place: string): Picture {
  const frame = walkMarkers(bytes, place);
  const header = headerOf(frame);
  const { width, height, channels } = header;
  let rgb: Uint8Array;
  try {
    const decoded = decode(bytes, {
      useTArray: true,
      formatAsRGBA: false,
      tolerantDecoding: false,
      colorTransform: frame.colourTransform,
      maxResolutionInMP: MOST_PIXELS / 1_000_000,
      maxMemoryUsageInMB: MEMORY_MEGABYTES,
    });
    if (decoded.width !== width || decoded.height !== height) {
      throw new Error('it states two sizes');
    }
    rgb = decoded.data;
  } catch (error) {
    // The decoder throws strings, plain errors and accidental TypeErrors on damaged data: one sentence for all.
    const reason = error instanceof Error ? error.message : String(error);
    throw malformed(place, bytes.length, `its data cannot be decoded (${reason.slice(0, 80)})`);
  }
  if (channels === 3) return { ...header, pixels: rgb };
  const grey = new Uint8Array(width * height);
  for (let i = 0; i < grey.length; i++) grey[i] = rgb[3 * i]!;
  return { ...header, pixels: grey };
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly components: number;
  /** Blocks of all components. */
  readonly blocks: number;
  /** False where an Adobe segment says that three components are RGB already. */
  readonly colourTransform: boolean;
}

/** Reads all marker segments; entropy-coded data are skipped to the next marker. */
function walkMarkers(bytes: Uint8Array, place: string): Frame {
  const reader = new ByteReader(bytes, place, { littleEndian: false });
  if (reader.u16() !== 0xffd8) throw malformed(place, 0, 'its signature is not there');
  let frame: Frame | undefined;
  let scans = 0;
  let colourTransform = true;
  for (;;) {
    const start = reader.position;
    if (reader.u8() !== 0xff) throw malformed(place, start, 'a marker is missing');
    let marker = reader.u8();
    while (marker === 0xff) marker = reader.u8();
    if (marker === 0xd9) break;
    if (marker === 0xd8 || marker === 0 || (marker >= 0xd0 && marker <= 0xd7)) {
      throw malformed(place, start, 'a marker is out of place');
    }
    const length = reader.u16();
    if (length < 2) throw malformed(place, start, 'a segment is shorter than its own length');
    const content = reader.take(length - 2);
    if (marker === 0xee && String.fromCharCode(...content.subarray(0, 5)) === 'Adobe') {
      colourTransform = content[11] !== 0;
    } else if (isFrame(marker)) {
      if (frame) throw malformed(place, start, 'it has two frames');
      frame = readFrame(marker, content, start + 4, place);
    } else if (marker === 0xda) {
      if (!frame) throw malformed(place, start, 'its data come before its size');
      const count = content[0] ?? 0;
      if (count < 1 || count > frame.components || content.length !== 4 + 2 * count) {
        throw malformed(place, start, 'a scan contradicts the frame');
      }
      scans++;
      if (scans * frame.blocks > MOST_BLOCK_VISITS)
        throw tooLarge(place, frame.width, frame.height);
      skipEntropyData(bytes, reader);
    }
  }
  if (!frame || scans === 0) throw malformed(place, reader.position, 'it has no data');
  // Each block takes at least one bit: a short file cannot claim a large picture.
  if (bytes.length * 8 < frame.blocks) {
    throw malformed(
      place,
      bytes.length,
      `it is too short for ${frame.width}×${frame.height} pixels`,
    );
  }
  return { ...frame, colourTransform };
}

/** The start-of-frame markers, without DHT (C4), JPG (C8) and DAC (CC). */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

function readFrame(marker: number, content: Uint8Array, base: number, place: string): Frame {
  if (marker > 0xc2)
    throw unsupported(place, 'a compression that is neither baseline nor progressive');
  const reader = new ByteReader(content, place, { base, littleEndian: false });
  const [precision, height, width, components] = [
    reader.u8(),
    reader.u16(),
    reader.u16(),
    reader.u8(),
  ];
  if (precision !== 8) throw unsupported(place, `samples of ${precision} bits`);
  if (width === 0 || height === 0) throw malformed(place, base, 'it has no pixels');
  if (components !== 1 && components !== 3) throw unsupported(place, `${components} components`);
  if (width * height > MOST_PIXELS) throw tooLarge(place, width, height);
  const factors: { h: number; v: number }[] = [];
  const ids = new Set<number>();
  for (let i = 0; i < components; i++) {
    const id = reader.u8();
    const sampling = reader.u8();
    const table = reader.u8();
    const [h, v] = [sampling >> 4, sampling & 15];
    if (h < 1 || h > 4 || v < 1 || v > 4 || table > 3 || ids.has(id)) {
      throw malformed(place, base, 'its components contradict the standard');
    }
    ids.add(id);
    factors.push({ h, v });
  }
  const across = Math.max(...factors.map(({ h }) => h));
  const down = Math.max(...factors.map(({ v }) => v));
  const units = Math.ceil(width / (8 * across)) * Math.ceil(height / (8 * down));
  const blocks = factors.reduce((sum, { h, v }) => sum + h * v * units, 0);
  return { width, height, components, blocks, colourTransform: true };
}

/** Moves to the next marker: an FF that is followed by neither 00 nor a restart. */
function skipEntropyData(bytes: Uint8Array, reader: ByteReader): void {
  let at = reader.position;
  for (;;) {
    at = bytes.indexOf(0xff, at);
    if (at < 0) {
      reader.seek(bytes.length);
      return;
    }
    const next = bytes[at + 1];
    if (next !== undefined && next !== 0 && !(next >= 0xd0 && next <= 0xd7)) break;
    at++;
  }
  reader.seek(at);
}

function malformed(place: string, offset: number, reason: string): NetloomError {
  return new NetloomError(
    'jpeg-malformed',
    `${place} is not a sound JPEG file: ${reason}.`,
    placeAt(place, offset),
  );
}

function unsupported(place: string, what: string): NetloomError {
  return new NetloomError(
    'jpeg-unsupported',
    `${place} is a JPEG file with ${what}, which Netloom cannot read.`,
    place,
  );
}
