/** Compressed bytes in, the original bytes out, never more than stated: deflate (RFC 1951), zlib, gzip (RFC 1952). */
import { Gunzip, Inflate, Unzlib } from 'fflate';
import type { ByteSource } from '../platform.ts';
import { placeAt, readExactly } from './byteReader.ts';
import { crc32 } from './crc32.ts';
import { NetloomError } from './errors.ts';

/** Deflate makes at most this many bytes of one: 258 for each two bits. */
const LARGEST_RATIO = 1032;
/** Pieces this small keep what one step makes below 17 MB. */
const PIECE = 16 * 1024;
/** Output up to this size is taken from any input; beyond it, input that swells more is a bomb. */
const FREE_OUTPUT = 64 * 2 ** 20;
const BOMB_RATIO = 200;
/** Bytes of a gzip member that are not compressed data. */
const GZIP_TRAILER = 8;
const GZIP_SHORTEST = 18;

/**
 * Inflates `bytes` to exactly `size` bytes. `place` names the file and the part of it for errors:
 * 'compressed-damaged' (not deflate, cut short, too few bytes), 'compressed-too-long' (more than `size`).
 */
export function inflateExactly(
  bytes: Uint8Array,
  size: number,
  format: 'zlib' | 'deflate',
  place: string,
): Uint8Array<ArrayBuffer> {
  if (size > bytes.length * LARGEST_RATIO) {
    throw damaged(place, `${bytes.length} bytes cannot hold the ${size} that belong there`);
  }
  const out = new Uint8Array(size);
  let length = 0;
  const collect = (piece: Uint8Array) => {
    if (length + piece.length > size) throw tooLong(place, size);
    out.set(piece, length);
    length += piece.length;
  };
  const stream = format === 'zlib' ? new Unzlib(collect) : new Inflate(collect);
  wrapErrors(place, () => {
    for (let at = 0; at < bytes.length; at += PIECE) {
      stream.push(bytes.subarray(at, at + PIECE), at + PIECE >= bytes.length);
    }
  });
  if (length < size) throw damaged(place, `it holds ${length} bytes instead of ${size}`);
  return out;
}

/** One gzip member's sum, checked against the eight bytes that end it. */
interface Member {
  end: number;
  crc: number;
  length: number;
}

/**
 * Inflates a gzip file piece by piece into `write`, which may throw to stop; several members follow one another.
 * At most `limit()` bytes come out ('compressed-too-long'; asked anew for each piece), and input that swells more
 * than 200-fold stops at 64 MB ('compressed-bomb'). Checksums and lengths must agree ('compressed-damaged').
 */
export async function gunzip(
  source: ByteSource,
  write: (piece: Uint8Array) => void,
  limit: () => number,
): Promise<void> {
  const { name, size } = source;
  if (size < GZIP_SHORTEST) throw damaged(name, 'it ends too early');
  const members: Member[] = [];
  let current: Member = { end: size, crc: 0, length: 0 };
  let total = 0;
  let consumed = 0;
  const stream = new Gunzip((piece) => {
    total += piece.length;
    current.crc = crc32(piece, current.crc);
    current.length += piece.length;
    if (total > FREE_OUTPUT && total > consumed * BOMB_RATIO) throw bomb(name);
    // The writer learns sizes from what it is given, so it sees the piece before the limit is asked.
    write(piece);
    if (total > limit()) throw tooLong(name, limit());
  });
  stream.onmember = (offset) => {
    current.end = offset;
    members.push(current);
    current = { end: size, crc: 0, length: 0 };
  };
  for (let at = 0; at < size; at += PIECE) {
    const piece = await readExactly(source, at, Math.min(PIECE, size - at));
    consumed = at + piece.length;
    wrapErrors(name, () => stream.push(piece, consumed === size));
  }
  for (const member of [...members, current]) await checkMember(source, member);
}

async function checkMember(source: ByteSource, member: Member): Promise<void> {
  const trailer = await readExactly(source, member.end - GZIP_TRAILER, GZIP_TRAILER);
  const view = new DataView(trailer.buffer, trailer.byteOffset, GZIP_TRAILER);
  const place = placeAt(source.name, member.end - GZIP_TRAILER);
  if (view.getUint32(4, true) !== member.length % 2 ** 32) {
    throw damaged(place, 'its length does not match; it is cut short or has bytes after its end');
  }
  if (view.getUint32(0, true) !== member.crc) throw damaged(place, 'its checksum does not match');
}

/** Whether bytes begin like a gzip file. */
export function looksLikeGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Turns errors of the decompressor into ours. */
function wrapErrors(place: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (error instanceof NetloomError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw damaged(place, reason);
  }
}

function damaged(place: string, reason: string): NetloomError {
  return new NetloomError(
    'compressed-damaged',
    `The compressed data in ${place} is damaged: ${reason}.`,
    place,
  );
}

function tooLong(place: string, size: number): NetloomError {
  return new NetloomError(
    'compressed-too-long',
    `The compressed data in ${place} holds more than the ${size} bytes that belong there.`,
    place,
  );
}

function bomb(place: string): NetloomError {
  return new NetloomError(
    'compressed-bomb',
    `The compressed data in ${place} swells more than ${BOMB_RATIO}-fold and was not read to its end.`,
    place,
  );
}
