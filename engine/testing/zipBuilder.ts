/** Writes zip archives byte by byte, so that tests can write what no archiver would. */
import { deflateSync } from 'fflate';
import { crc32 } from '../util/crc32.ts';
import { bytesOf, littleEndian } from './fileCases.ts';

/** What a writer says about an entry; each number may be a lie. */
export interface ZipPart {
  readonly name: string;
  readonly data: Uint8Array;
  readonly deflate?: boolean;
  readonly method?: number;
  readonly flags?: number;
  readonly crc?: number;
  readonly size?: number;
  readonly packedSize?: number;
  readonly offset?: number;
  /** Extra field of the directory. */
  readonly extra?: Uint8Array;
  readonly localSignature?: number;
  readonly centralSignature?: number;
  /** Extra field of the local header, as NumPy writes one. */
  readonly localExtra?: Uint8Array;
}
export interface ZipEnd {
  readonly count?: number;
  readonly countHere?: number;
  readonly disk?: number;
  readonly directorySize?: number;
  readonly directoryOffset?: number;
  readonly comment?: string;
  readonly commentLength?: number;
}

const word = (value: number) => littleEndian(value, 2);
const long = (value: number) => littleEndian(value, 4);

export function zipOf(parts: readonly ZipPart[], end: ZipEnd = {}): Uint8Array {
  let body: Uint8Array = new Uint8Array(0);
  let directory: Uint8Array = new Uint8Array(0);
  for (const part of parts) {
    const packed = part.deflate ? deflateSync(part.data) : part.data;
    const method = part.method ?? (part.deflate ? 8 : 0);
    const sums = [
      ...long(part.crc ?? crc32(part.data)),
      ...long(part.packedSize ?? packed.length),
      ...long(part.size ?? part.data.length),
    ];
    const common = [...word(20), ...word(part.flags ?? 0), ...word(method), ...long(0), ...sums];
    const name = new TextEncoder().encode(part.name);
    const offset = part.offset ?? body.length;
    const localExtra = part.localExtra ?? new Uint8Array(0);
    body = bytesOf(
      body,
      long(part.localSignature ?? 0x04034b50),
      common,
      [...word(name.length), ...word(localExtra.length)],
      name,
      localExtra,
      packed,
    );
    const extra = part.extra ?? new Uint8Array(0);
    directory = bytesOf(
      directory,
      long(part.centralSignature ?? 0x02014b50),
      word(20),
      common,
      [...word(name.length), ...word(extra.length), ...word(0), ...word(0), ...word(0), ...long(0)],
      long(offset),
      name,
      extra,
    );
  }
  const count = end.count ?? parts.length;
  const comment = end.comment ?? '';
  return bytesOf(
    body,
    directory,
    long(0x06054b50),
    [...word(end.disk ?? 0), ...word(0), ...word(end.countHere ?? count), ...word(count)],
    long(end.directorySize ?? directory.length),
    long(end.directoryOffset ?? body.length),
    word(end.commentLength ?? comment.length),
    comment,
  );
}
