/**
 * Zip archives (PKWARE APPNOTE 6.3.10): a byte source in; its entries, and each one's bytes, out. The central directory
 * is trusted for nothing: every range is checked against the file and against the others before it is read.
 */
import type { ByteSource } from '../platform.ts';
import {
  ByteReader,
  bytesSource,
  checkRanges,
  checkSize,
  placeAt,
  readExactly,
} from './byteReader.ts';
import { crc32 } from './crc32.ts';
import { NetloomError } from './errors.ts';
import { inflateExactly } from './inflate.ts';

const [END, CENTRAL, LOCAL] = [0x06054b50, 0x02014b50, 0x04034b50];
const END_BYTES = 22;
const LOCAL_BYTES = 30;
const LONGEST_COMMENT = 65535;
const MOST_ENTRIES = 10_000;
const IN_ZIP64 = 0xffffffff;
const [STORED, DEFLATED] = [0, 8];
const ENCRYPTED = 1;
/** What one compressed entry may unpack to: it is kept in memory. */
const UNPACKED_LIMIT = 2 ** 30;
/** Stored entries up to this size are read at once and their checksums checked. */
const CHECKED_LIMIT = 256 * 2 ** 20;

export interface ZipEntry {
  readonly name: string;
  /** Unpacked. */
  readonly size: number;
  readonly packedSize: number;
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc: number;
  /** Of the entry's local header. */
  readonly offset: number;
}

/** The entries in the directory's order; throws 'zip-malformed', 'zip-unsupported', and the errors of ranges. */
export async function readZipEntries(source: ByteSource): Promise<readonly ZipEntry[]> {
  const { name, size } = source;
  const tailStart = Math.max(0, size - END_BYTES - LONGEST_COMMENT);
  const tail = await readExactly(source, tailStart, size - tailStart);
  const end = findEnd(tail, name);
  const reader = new ByteReader(tail, name, { base: tailStart, littleEndian: true });
  reader.seek(end + 4);
  const [disk, directoryDisk, here, count] = [
    reader.u16(),
    reader.u16(),
    reader.u16(),
    reader.u16(),
  ];
  const [length, offset] = [reader.u32(), reader.u32()];
  if (disk !== 0 || directoryDisk !== 0 || here !== count) {
    throw unsupported(name, 'is spread over several files');
  }
  if (offset === IN_ZIP64 || count === 0xffff) throw unsupported(name, 'has a zip64 directory');
  if (count > MOST_ENTRIES) throw unsupported(name, `has ${count} entries`);
  const endOffset = tailStart + end;
  if (offset + length > endOffset)
    throw malformed(name, endOffset, 'its directory lies outside it');
  const directory = await readExactly(source, offset, length);
  const entries = readDirectory(directory, offset, count, name);
  checkRanges(
    entries.map((entry) => ({
      name: entry.name,
      begin: entry.offset,
      end: entry.offset + LOCAL_BYTES + entry.packedSize,
    })),
    offset,
    name,
  );
  const names = new Set(entries.map((entry) => entry.name));
  if (names.size !== entries.length)
    throw malformed(name, offset, 'two entries have the same name');
  return entries;
}

/** The bytes of one entry as a source of their own; throws also 'checksum-mismatch' and the errors of `inflateExactly`. */
export async function openZipEntry(source: ByteSource, entry: ZipEntry): Promise<ByteSource> {
  const place = `${source.name}, ${entry.name}`;
  if (entry.encrypted) throw unsupported(place, 'is encrypted');
  const header = await readExactly(source, entry.offset, LOCAL_BYTES);
  const reader = new ByteReader(header, source.name, { base: entry.offset, littleEndian: true });
  if (reader.u32() !== LOCAL) throw malformed(source.name, entry.offset, 'an entry is not there');
  reader.seek(26);
  const begin = entry.offset + LOCAL_BYTES + reader.u16() + reader.u16();
  if (entry.method === STORED) return await openStored(source, entry, begin, place);
  if (entry.method !== DEFLATED) throw unsupported(place, `uses compression ${entry.method}`);
  checkSize(entry.size, UNPACKED_LIMIT, place);
  const packed = await readExactly(source, begin, entry.packedSize);
  const bytes = inflateExactly(packed, entry.size, 'deflate', place);
  checkCrc(bytes, entry, place);
  return bytesSource(place, bytes);
}

async function openStored(
  source: ByteSource,
  entry: ZipEntry,
  begin: number,
  place: string,
): Promise<ByteSource> {
  if (entry.size !== entry.packedSize) {
    throw malformed(source.name, entry.offset, `"${entry.name}" has two sizes`);
  }
  if (begin + entry.size > source.size) {
    throw malformed(source.name, entry.offset, `"${entry.name}" is longer than the file`);
  }
  if (entry.size <= CHECKED_LIMIT) {
    const bytes = await readExactly(source, begin, entry.size);
    checkCrc(bytes, entry, place);
    return bytesSource(place, bytes);
  }
  return {
    name: place,
    size: entry.size,
    read: (offset, length) =>
      source.read(begin + offset, Math.max(0, Math.min(length, entry.size - offset))),
    close: async () => {},
  };
}

function readDirectory(bytes: Uint8Array, base: number, count: number, name: string): ZipEntry[] {
  const reader = new ByteReader(bytes, name, { base, littleEndian: true });
  const entries: ZipEntry[] = [];
  for (let i = 0; i < count; i++) {
    const start = base + reader.position;
    if (reader.u32() !== CENTRAL) throw malformed(name, start, 'its directory is broken');
    reader.take(4);
    const [flags, method] = [reader.u16(), reader.u16()];
    reader.take(4);
    const crc = reader.u32();
    const sizes = { packedSize: reader.u32(), size: reader.u32() };
    const [nameLength, extraLength, commentLength] = [reader.u16(), reader.u16(), reader.u16()];
    reader.take(8);
    const offset = reader.u32();
    const entryName = new TextDecoder().decode(reader.take(nameLength));
    const extra = reader.take(extraLength);
    reader.take(commentLength);
    const wide = readZip64(extra, { ...sizes, offset }, name, start);
    entries.push({ name: entryName, method, crc, encrypted: (flags & ENCRYPTED) !== 0, ...wide });
  }
  return entries;
}

interface Extent {
  readonly size: number;
  readonly packedSize: number;
  readonly offset: number;
}

/** Numbers of 32 bits that are all ones stand in the zip64 field instead, in this order (4.5.3). */
function readZip64(extra: Uint8Array, extent: Extent, name: string, start: number): Extent {
  const { size, packedSize, offset } = extent;
  if (size !== IN_ZIP64 && packedSize !== IN_ZIP64 && offset !== IN_ZIP64) return extent;
  const reader = new ByteReader(extra, name, { base: start, littleEndian: true });
  while (reader.remaining >= 4) {
    const tag = reader.u16();
    const content = reader.take(reader.u16());
    if (tag !== 1) continue;
    const wide = new ByteReader(content, name, { base: start, littleEndian: true });
    return {
      size: size === IN_ZIP64 ? wide.u64() : size,
      packedSize: packedSize === IN_ZIP64 ? wide.u64() : packedSize,
      offset: offset === IN_ZIP64 ? wide.u64() : offset,
    };
  }
  throw malformed(name, start, 'the size of an entry is missing');
}

/** The last end-of-directory record whose comment reaches exactly to the end of the file. */
function findEnd(tail: Uint8Array, name: string): number {
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) !== END) continue;
    if (at + END_BYTES + view.getUint16(at + 20, true) === tail.length) return at;
  }
  throw malformed(name, tail.length, 'the end of its directory is missing');
}

function checkCrc(bytes: Uint8Array, entry: ZipEntry, place: string): void {
  if (crc32(bytes) === entry.crc) return;
  throw new NetloomError('checksum-mismatch', `The checksum of ${place} does not match.`, place);
}

function malformed(name: string, offset: number, reason: string): NetloomError {
  const place = placeAt(name, offset);
  return new NetloomError('zip-malformed', `${name} is not a sound zip file: ${reason}.`, place);
}

function unsupported(place: string, what: string): NetloomError {
  const sentence = `${place} ${what}, which Netloom cannot read.`;
  return new NetloomError('zip-unsupported', sentence, place);
}
