/**
 * One IDX file, gzip or not: a byte source in; its shape and elements by number out.
 *
 * Format (Y. LeCun, C. Cortes, "The MNIST database"): two zero bytes, an element type, the number of dimensions,
 * each dimension as a big-endian u32, then the elements, big-endian, last dimension fastest.
 */
import type { ByteSource } from '../../platform.ts';
import {
  ByteReader,
  checkedProduct,
  MEMORY_LIMIT,
  placeAt,
  readExactly,
} from '../../util/byteReader.ts';
import { NetloomError } from '../../util/errors.ts';
import { gunzip, looksLikeGzip } from '../../util/inflate.ts';

const ELEMENT_BYTES: ReadonlyMap<number, number> = new Map([
  [0x08, 1],
  [0x09, 1],
  [0x0b, 2],
  [0x0c, 4],
  [0x0d, 4],
  [0x0e, 8],
]);
/** The most dimensions a header may state: enough for video in colour. */
const MOST_DIMENSIONS = 5;
const LONGEST_HEADER = 4 + 4 * MOST_DIMENSIONS;
/** Files up to this size are read once and kept. */
const KEPT_LIMIT = 256 * 2 ** 20;
/** Unpacked bytes that are kept in memory; larger files have to be unpacked on disk. */
const UNPACKED_LIMIT = MEMORY_LIMIT;

export interface IdxFile {
  readonly name: string;
  readonly type: number;
  readonly shape: readonly number[];
  /** Bytes of one item along the first dimension. */
  readonly itemBytes: number;
  /** The raw bytes of item `index`, as stored. */
  item(index: number): Promise<Uint8Array>;
  /** The file's bytes piece by piece, unpacked, header included: for the fingerprint. */
  bytes(): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

interface Header {
  readonly type: number;
  readonly shape: readonly number[];
  readonly headerBytes: number;
  readonly itemBytes: number;
  readonly totalBytes: number;
}

/**
 * Opens an IDX file and checks its header against its size. Throws 'idx-malformed', 'file-truncated',
 * 'size-overflow', and the codes of `gunzip`. The source is closed with the file.
 */
export async function openIdx(source: ByteSource): Promise<IdxFile> {
  const start = await source.read(0, LONGEST_HEADER);
  if (looksLikeGzip(start)) return await openPacked(source);
  const header = readHeader(start, source.name, Number.MAX_SAFE_INTEGER);
  checkLength(header, source.size, source.name);
  return await openPlain(source, header);
}

function readHeader(start: Uint8Array, name: string, limit: number): Header {
  const reader = new ByteReader(start, name, { littleEndian: false });
  const zeros = reader.u16();
  const type = reader.u8();
  const elementBytes = ELEMENT_BYTES.get(type);
  if (zeros !== 0 || elementBytes === undefined) {
    throw malformed(name, 0, 'its first four bytes are not those of an IDX file');
  }
  const rank = reader.u8();
  if (rank < 1 || rank > MOST_DIMENSIONS) {
    throw malformed(
      name,
      3,
      `it states ${rank} dimensions, and 1 to ${MOST_DIMENSIONS} are possible`,
    );
  }
  const shape = Array.from({ length: rank }, () => reader.u32());
  const itemBytes = checkedProduct([elementBytes, ...shape.slice(1)], limit, placeAt(name, 8));
  const dataBytes = checkedProduct([elementBytes, ...shape], limit, placeAt(name, 4));
  const headerBytes = reader.position;
  return { type, shape, headerBytes, itemBytes, totalBytes: headerBytes + dataBytes };
}

function checkLength(header: Header, size: number, name: string): void {
  if (size < header.totalBytes) {
    throw new NetloomError(
      'file-truncated',
      `${name} ends too early: ${header.shape.join(' × ')} elements need ${header.totalBytes} bytes, and it has ${size}.`,
      placeAt(name, size),
    );
  }
  if (size > header.totalBytes) {
    throw malformed(
      name,
      header.totalBytes,
      `${size - header.totalBytes} bytes follow its last element`,
    );
  }
}

/** Small files stay in memory; of large ones each item is read when it is wanted. */
async function openPlain(source: ByteSource, header: Header): Promise<IdxFile> {
  const whole = source.size <= KEPT_LIMIT ? await readExactly(source, 0, source.size) : null;
  return {
    name: source.name,
    type: header.type,
    shape: header.shape,
    itemBytes: header.itemBytes,
    item: async (index) => {
      const begin = header.headerBytes + index * header.itemBytes;
      if (whole) return whole.subarray(begin, begin + header.itemBytes);
      return await readExactly(source, begin, header.itemBytes);
    },
    bytes: async function* () {
      for (let at = 0; at < source.size; at += 2 ** 20) {
        const length = Math.min(2 ** 20, source.size - at);
        yield whole ? whole.subarray(at, at + length) : await readExactly(source, at, length);
      }
    },
    close: () => source.close(),
  };
}

/** Unpacks into memory: the header first, then never more than it states. */
async function openPacked(source: ByteSource): Promise<IdxFile> {
  const unpacked = new Unpacked(source.name);
  await gunzip(
    source,
    (piece) => unpacked.write(piece),
    () => unpacked.header?.totalBytes ?? LONGEST_HEADER,
  );
  const { header, data } = unpacked.finish();
  return {
    name: source.name,
    type: header.type,
    shape: header.shape,
    itemBytes: header.itemBytes,
    item: async (index) => {
      const begin = header.headerBytes + index * header.itemBytes;
      return data.subarray(begin, begin + header.itemBytes);
    },
    bytes: async function* () {
      yield data;
    },
    close: () => source.close(),
  };
}

/** Bytes as they are unpacked: memory grows with what arrives, not with what the header promises. */
class Unpacked {
  private readonly name: string;
  private data: Uint8Array = new Uint8Array(2 ** 16);
  private length = 0;
  header: Header | undefined;

  constructor(name: string) {
    this.name = name;
  }

  write(piece: Uint8Array): void {
    const wanted = this.length + piece.length;
    if (wanted > this.data.length) {
      const most = this.header ? this.header.totalBytes : UNPACKED_LIMIT;
      const grown = new Uint8Array(Math.max(wanted, Math.min(2 * this.data.length, most)));
      grown.set(this.data.subarray(0, this.length));
      this.data = grown;
    }
    this.data.set(piece, this.length);
    this.length = wanted;
    if (!this.header && this.length >= LONGEST_HEADER) this.readHeader();
  }

  finish(): { readonly header: Header; readonly data: Uint8Array } {
    const header = this.header ?? this.readHeader();
    checkLength(header, this.length, this.name);
    return { header, data: this.data.subarray(0, this.length) };
  }

  private readHeader(): Header {
    this.header = readHeader(this.data.subarray(0, this.length), this.name, UNPACKED_LIMIT);
    return this.header;
  }
}

function malformed(name: string, offset: number, reason: string): NetloomError {
  return new NetloomError(
    'idx-malformed',
    `${name} is not a sound IDX file: ${reason}.`,
    placeAt(name, offset),
  );
}
