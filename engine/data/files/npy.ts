/**
 * Arrays of NumPy (NEP 1, format versions 1 to 3): a byte source in; the shape, and any item along the first axis, out.
 * Numbers only: arrays of Python objects hold pickled code and are refused.
 */
import type { ByteSource } from '../../platform.ts';
import {
  ByteReader,
  bytesSource,
  checkedProduct,
  checkSize,
  MEMORY_LIMIT,
  placeAt,
  readExactly,
} from '../../util/byteReader.ts';
import { NetloomError } from '../../util/errors.ts';

const MAGIC = '\x93NUMPY';
const LONGEST_HEADER = 65536;
const MOST_DIMENSIONS = 8;
/** Files up to this size are read once and kept. */
const KEPT_LIMIT = 256 * 2 ** 20;

/** Numbers (float), whole numbers with and without sign, truth values. */
export type ElementKind = 'f' | 'i' | 'u' | 'b';

export interface NpyArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly kind: ElementKind;
  readonly elementBytes: number;
  /** Writes the numbers of item `index` of the first axis, last axis fastest. */
  item(index: number, out: Float64Array): Promise<void>;
}

interface Header {
  readonly kind: ElementKind;
  readonly elementBytes: number;
  readonly littleEndian: boolean;
  readonly fortran: boolean;
  readonly shape: readonly number[];
  readonly dataOffset: number;
}

export function isNpy(start: Uint8Array): boolean {
  return String.fromCharCode(...start.subarray(0, 6)) === MAGIC;
}

/**
 * Opens an array; the source stays open as long as the array is used. Throws 'npy-malformed', 'npy-unsupported',
 * 'contains-code', 'size-overflow', 'file-truncated', 'file-too-large'.
 */
export async function openNpy(source: ByteSource): Promise<NpyArray> {
  const header = await readHeader(source);
  const { shape, elementBytes } = header;
  const place = source.name;
  const count = checkedProduct(shape, Number.MAX_SAFE_INTEGER, place);
  const bytes = checkedProduct([elementBytes, ...shape], Number.MAX_SAFE_INTEGER, place);
  const end = header.dataOffset + bytes;
  if (source.size < end) {
    throw new NetloomError(
      'file-truncated',
      `${place} ends too early: shape [${shape.join(', ')}] needs ${end} bytes, and it has ${source.size}.`,
      placeAt(place, source.size),
    );
  }
  if (source.size > end) {
    throw malformed(place, end, `${source.size - end} bytes follow its last element`);
  }
  // Items of a column-major array are scattered over the whole file.
  if (header.fortran) checkSize(bytes, MEMORY_LIMIT, place);
  const keep = header.fortran || bytes <= KEPT_LIMIT;
  const data = keep
    ? bytesSource(place, await readExactly(source, header.dataOffset, bytes))
    : source;
  const itemSize = (shape[0] ?? 1) === 0 ? 0 : count / (shape[0] ?? 1);
  const base = keep ? 0 : header.dataOffset;
  const item = header.fortran ? columnMajorItem : rowMajorItem;
  return {
    name: place,
    shape,
    kind: header.kind,
    elementBytes,
    item: (index, out) => item(data, base, header, itemSize, index, out),
  };
}

async function rowMajorItem(
  source: ByteSource,
  base: number,
  header: Header,
  itemSize: number,
  index: number,
  out: Float64Array,
): Promise<void> {
  const length = itemSize * header.elementBytes;
  const bytes = await readExactly(source, base + index * length, length);
  const read = elementReader(header, bytes);
  for (let i = 0; i < itemSize; i++) out[i] = read(i * header.elementBytes);
}

/** Position of an element is the sum of its indices times the product of the sizes before; the first axis is fastest. */
async function columnMajorItem(
  source: ByteSource,
  base: number,
  header: Header,
  itemSize: number,
  index: number,
  out: Float64Array,
): Promise<void> {
  const bytes = await source.read(base, source.size);
  const read = elementReader(header, bytes);
  const [first = 1, ...inner] = header.shape;
  const strides: number[] = [];
  let stride = first;
  for (const size of inner) {
    strides.push(stride);
    stride *= size;
  }
  for (let i = 0; i < itemSize; i++) {
    let rest = i;
    let position = index;
    for (let axis = inner.length - 1; axis >= 0; axis--) {
      position += (rest % inner[axis]!) * strides[axis]!;
      rest = Math.floor(rest / inner[axis]!);
    }
    out[i] = read(position * header.elementBytes);
  }
}

function elementReader(header: Header, bytes: Uint8Array): (offset: number) => number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = header.littleEndian;
  const type = `${header.kind}${header.elementBytes}` as keyof typeof READERS;
  const read = READERS[type];
  return (offset) => read(view, offset, little);
}

const READERS = {
  f4: (v: DataView, o: number, little: boolean) => v.getFloat32(o, little),
  f8: (v: DataView, o: number, little: boolean) => v.getFloat64(o, little),
  i1: (v: DataView, o: number) => v.getInt8(o),
  i2: (v: DataView, o: number, little: boolean) => v.getInt16(o, little),
  i4: (v: DataView, o: number, little: boolean) => v.getInt32(o, little),
  i8: (v: DataView, o: number, little: boolean) => Number(v.getBigInt64(o, little)),
  u1: (v: DataView, o: number) => v.getUint8(o),
  u2: (v: DataView, o: number, little: boolean) => v.getUint16(o, little),
  u4: (v: DataView, o: number, little: boolean) => v.getUint32(o, little),
  u8: (v: DataView, o: number, little: boolean) => Number(v.getBigUint64(o, little)),
  b1: (v: DataView, o: number) => (v.getUint8(o) === 0 ? 0 : 1),
};

async function readHeader(source: ByteSource): Promise<Header> {
  const { name } = source;
  const prefix = await readExactly(source, 0, Math.min(12, source.size));
  const reader = new ByteReader(prefix, name, { littleEndian: true });
  if (reader.characters(6) !== MAGIC) throw malformed(name, 0, 'its signature is not there');
  const [major, minor] = [reader.u8(), reader.u8()];
  if (major < 1 || major > 3 || minor !== 0) {
    throw new NetloomError(
      'npy-unsupported',
      `${name} has format version ${major}.${minor}; versions 1.0, 2.0 and 3.0 are known.`,
      placeAt(name, 6),
    );
  }
  const length = major === 1 ? reader.u16() : reader.u32();
  if (length > LONGEST_HEADER) throw malformed(name, 8, `its header has ${length} bytes`);
  const bytes = await readExactly(source, reader.position, length);
  const text = String.fromCharCode(...bytes);
  const fields = new HeaderParser(text, name, reader.position).fields();
  return { ...describe(fields, name), dataOffset: reader.position + length };
}

type HeaderValue = string | boolean | readonly number[];

function describe(
  fields: ReadonlyMap<string, HeaderValue>,
  name: string,
): Omit<Header, 'dataOffset'> {
  const descr = fields.get('descr');
  const fortran = fields.get('fortran_order');
  const shape = fields.get('shape');
  if (typeof descr !== 'string' || typeof fortran !== 'boolean' || !Array.isArray(shape)) {
    throw malformed(name, 10, 'its header lacks descr, fortran_order or shape');
  }
  const sizes: readonly number[] = shape;
  if (sizes.length > MOST_DIMENSIONS)
    throw malformed(name, 10, `it has ${sizes.length} dimensions`);
  const match = /^([<>|=]?)([A-Za-z?])(\d{0,4})$/.exec(descr);
  const letter = match?.[2] ?? '';
  if (letter === 'O') {
    throw new NetloomError(
      'contains-code',
      `${name} holds Python objects: it contains code and is not loaded.`,
      name,
    );
  }
  const kind = letter === '?' ? 'b' : letter;
  const elementBytes = letter === '?' ? 1 : Number(match?.[3]);
  if (!Object.hasOwn(READERS, `${kind}${elementBytes}`)) {
    throw new NetloomError(
      'npy-unsupported',
      `${name} has elements of type ${JSON.stringify(descr.slice(0, 40))}; numbers of f4, f8, i1 to i8, u1 to u8 and b1 are read.`,
      name,
    );
  }
  return {
    kind: kind as ElementKind,
    elementBytes,
    littleEndian: match?.[1] !== '>',
    fortran,
    shape: sizes,
  };
}

/** Reads the header: a Python dictionary of texts, truth values and tuples of whole numbers. */
class HeaderParser {
  private readonly text: string;
  private readonly name: string;
  private readonly base: number;
  private at = 0;

  constructor(text: string, name: string, base: number) {
    this.text = text;
    this.name = name;
    this.base = base;
  }

  fields(): ReadonlyMap<string, HeaderValue> {
    const out = new Map<string, HeaderValue>();
    this.expect('{');
    while (!this.accept('}')) {
      const key = this.word();
      if (out.has(key)) throw this.error(`"${key}" is there twice`);
      this.expect(':');
      out.set(key, this.value());
      if (!this.accept(',')) {
        this.expect('}');
        break;
      }
    }
    if (this.text.slice(this.at).trim() !== '') throw this.error('something follows the header');
    return out;
  }

  private value(): HeaderValue {
    this.skipSpace();
    const next = this.text[this.at];
    if (next === "'" || next === '"') return this.word();
    if (next === '(') return this.tuple();
    if (next === '[') {
      throw new NetloomError(
        'npy-unsupported',
        `${this.name} is an array of records; only arrays of numbers are read.`,
        this.name,
      );
    }
    for (const [text, value] of [
      ['True', true],
      ['False', false],
    ] as const) {
      if (this.text.startsWith(text, this.at)) {
        this.at += text.length;
        return value;
      }
    }
    throw this.error('a value is not understood');
  }

  private tuple(): readonly number[] {
    const out: number[] = [];
    this.expect('(');
    while (!this.accept(')')) {
      this.skipSpace();
      const digits = /^\d{1,16}/.exec(this.text.slice(this.at, this.at + 17))?.[0];
      if (digits === undefined || digits.length > 15) throw this.error('a size is not understood');
      this.at += digits.length;
      // Python 2 marked long numbers.
      if (this.text[this.at] === 'L') this.at++;
      out.push(Number(digits));
      if (!this.accept(',')) {
        this.expect(')');
        break;
      }
    }
    return out;
  }

  private word(): string {
    this.skipSpace();
    const quote = this.text[this.at];
    const end = quote === "'" || quote === '"' ? this.text.indexOf(quote, this.at + 1) : -1;
    if (end < 0) throw this.error('a text in quotes is missing');
    const word = this.text.slice(this.at + 1, end);
    if (word.length > 100 || word.includes('\\')) throw this.error('a text is not plain');
    this.at = end + 1;
    return word;
  }

  private accept(character: string): boolean {
    this.skipSpace();
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private expect(character: string): void {
    if (!this.accept(character)) throw this.error(`${character} is missing`);
  }

  private skipSpace(): void {
    while (' \n\t'.includes(this.text[this.at] ?? 'x')) this.at++;
  }

  private error(reason: string): NetloomError {
    return malformed(this.name, this.base + this.at, reason);
  }
}

function malformed(name: string, offset: number, reason: string): NetloomError {
  const place = placeAt(name, offset);
  return new NetloomError('npy-malformed', `${name} is not a sound .npy file: ${reason}.`, place);
}
