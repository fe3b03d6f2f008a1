/** Bytes from strangers: bounded reads of a file or an array in; numbers, texts and checked sizes out. */
import type { ByteSource } from '../platform.ts';
import { NetloomError } from './errors.ts';

/** What one importer may take into memory at once, in bytes. */
export const MEMORY_LIMIT = 2 ** 30;

/**
 * A cursor over bytes in memory that never reads past their end.
 * `name` is the file as the person knows it; `base` is the offset of the first byte in that file.
 * Every read throws NetloomError 'file-truncated' with the offset where bytes are missing.
 */
export class ByteReader {
  readonly name: string;
  readonly length: number;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly base: number;
  private readonly littleEndian: boolean;
  position = 0;

  constructor(bytes: Uint8Array, name: string, options: { base?: number; littleEndian: boolean }) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.name = name;
    this.length = bytes.length;
    this.base = options.base ?? 0;
    this.littleEndian = options.littleEndian;
  }

  get remaining(): number {
    return this.length - this.position;
  }

  /** `file, byte 12`: where the cursor is, for error messages. */
  get place(): string {
    return placeAt(this.name, this.base + this.position);
  }

  /** Moves the cursor to an offset in the bytes. */
  seek(position: number): void {
    if (!Number.isSafeInteger(position) || position < 0 || position > this.length) {
      throw new NetloomError(
        'file-offset-outside',
        `${this.name} points to byte ${this.base + position}, which is outside the file.`,
        this.place,
      );
    }
    this.position = position;
  }

  /** The next `length` bytes as a view, not a copy. */
  take(length: number): Uint8Array {
    this.need(length);
    const out = this.bytes.subarray(this.position, this.position + length);
    this.position += length;
    return out;
  }

  u8(): number {
    return this.view.getUint8(this.advance(1));
  }

  u16(): number {
    return this.view.getUint16(this.advance(2), this.littleEndian);
  }

  u32(): number {
    return this.view.getUint32(this.advance(4), this.littleEndian);
  }

  /** An unsigned 64-bit number; above 2⁵³ − 1 throws 'size-overflow'. */
  u64(): number {
    const place = this.place;
    const value = this.view.getBigUint64(this.advance(8), this.littleEndian);
    if (value <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(value);
    throw new NetloomError(
      'size-overflow',
      `${this.name} states a size of ${value} bytes, which no file can have.`,
      place,
    );
  }

  /** Bytes as Latin-1 characters: for signatures and tags. */
  characters(length: number): string {
    return String.fromCharCode(...this.take(length));
  }

  private need(length: number): void {
    if (length <= this.remaining) return;
    throw truncated(this.name, this.base + this.position, length, this.remaining);
  }

  private advance(length: number): number {
    this.need(length);
    const position = this.position;
    this.position += length;
    return position;
  }
}

/** Exactly `length` bytes of a file from `offset`; throws 'file-truncated' where the file is shorter. */
export async function readExactly(
  source: ByteSource,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  if (offset + length > source.size) {
    throw truncated(source.name, offset, length, Math.max(0, source.size - offset));
  }
  const bytes = await source.read(offset, length);
  if (bytes.length !== length) throw truncated(source.name, offset, length, bytes.length);
  return bytes;
}

/** The whole file, when it is at most `limit` bytes; throws 'file-too-large' before taking memory. */
export async function readWhole(source: ByteSource, limit = MEMORY_LIMIT): Promise<Uint8Array> {
  checkSize(source.size, limit, source.name);
  return await readExactly(source, 0, source.size);
}

/** Throws 'file-too-large' when `size` bytes of `name` are more than `limit`. */
export function checkSize(size: number, limit: number, name: string): void {
  if (size <= limit) return;
  throw new NetloomError(
    'file-too-large',
    `${name} has ${size} bytes, and at most ${limit} are read at once.`,
    name,
  );
}

/**
 * The product of sizes as a file states them; throws 'size-overflow' for a factor that is not a natural number
 * or a product above `limit`. An empty list gives 1.
 */
export function checkedProduct(factors: readonly number[], limit: number, place: string): number {
  let product = 1;
  let zero = false;
  for (const factor of factors) {
    if (!Number.isSafeInteger(factor) || factor < 0) {
      throw new NetloomError('size-overflow', `${factor} is not a size.`, place);
    }
    if (factor === 0) zero = true;
    else product *= factor;
    // Checked at each factor, so that the product stays exact; zeros do not hide an overflow elsewhere.
    if (product > limit) {
      throw new NetloomError(
        'size-overflow',
        `The size ${factors.join(' × ')} is more than the ${limit} that are possible here.`,
        place,
      );
    }
  }
  return zero ? 0 : product;
}

export interface ByteRange {
  readonly begin: number;
  readonly end: number;
  /** For error messages. */
  readonly name: string;
}
/**
 * Checks ranges of a file against its end and against each other: 'file-offset-outside', 'data-overlap'.
 * Returns them in file order.
 */
export function checkRanges(
  ranges: readonly ByteRange[],
  fileEnd: number,
  fileName: string,
): readonly ByteRange[] {
  const sorted = [...ranges].sort((a, b) => a.begin - b.begin || a.end - b.end);
  let previous: ByteRange | undefined;
  for (const range of sorted) {
    const whole = Number.isSafeInteger(range.begin) && Number.isSafeInteger(range.end);
    if (!whole || range.begin < 0 || range.end < range.begin || range.end > fileEnd) {
      throw new NetloomError(
        'file-offset-outside',
        `"${range.name}" says it lies at bytes ${range.begin} to ${range.end}, but there are ${fileEnd}.`,
        `${fileName}, ${range.name}`,
      );
    }
    if (previous && range.begin < previous.end && range.begin < range.end) {
      throw new NetloomError(
        'data-overlap',
        `"${range.name}" and "${previous.name}" claim the same bytes.`,
        `${fileName}, ${range.name}`,
      );
    }
    if (range.end > range.begin) previous = range;
  }
  return sorted;
}

/** A byte source over bytes in memory, for readers that take files. */
export function bytesSource(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    size: bytes.length,
    read: async (offset, length) => bytes.subarray(offset, offset + length),
    close: async () => {},
  };
}

/** `file, byte 12`. */
export function placeAt(name: string, offset: number): string {
  return `${name}, byte ${offset}`;
}

function truncated(name: string, offset: number, wanted: number, left: number): NetloomError {
  return new NetloomError(
    'file-truncated',
    `${name} ends too early: ${wanted} bytes are needed at byte ${offset}, and ${left} are left.`,
    placeAt(name, offset),
  );
}
