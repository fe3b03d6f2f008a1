/** The header of a .npy file (NEP 1): a byte source in; element type, order, shape and where the data begin, out. */
import type { ByteSource } from '../../platform.ts';
import { ByteReader, placeAt, readExactly } from '../../util/byteReader.ts';
import { NetloomError } from '../../util/errors.ts';

const MAGIC = '\x93NUMPY';
const LONGEST_HEADER = 65536;
const MOST_DIMENSIONS = 8;

/** Kind (float, integer, unsigned, truth value) and bytes of the elements that are read. */
export const ELEMENT_TYPES = [
  'f4',
  'f8',
  'i1',
  'i2',
  'i4',
  'i8',
  'u1',
  'u2',
  'u4',
  'u8',
  'b1',
] as const;
export type NpyElementType = (typeof ELEMENT_TYPES)[number];

export interface NpyHeader {
  readonly type: NpyElementType;
  readonly littleEndian: boolean;
  /** Column-major: the first axis is fastest. */
  readonly fortran: boolean;
  readonly shape: readonly number[];
  readonly dataOffset: number;
}

export function isNpy(start: Uint8Array): boolean {
  return String.fromCharCode(...start.subarray(0, 6)) === MAGIC;
}

/** Throws 'npy-malformed', 'npy-unsupported', 'contains-code', 'file-truncated'. */
export async function readNpyHeader(source: ByteSource): Promise<NpyHeader> {
  const { name } = source;
  const prefix = await readExactly(source, 0, Math.min(12, source.size));
  const reader = new ByteReader(prefix, name, { littleEndian: true });
  if (reader.characters(6) !== MAGIC) throw malformedNpy(name, 0, 'its signature is not there');
  const [major, minor] = [reader.u8(), reader.u8()];
  if (major < 1 || major > 3 || minor !== 0) {
    throw new NetloomError(
      'npy-unsupported',
      `${name} has format version ${major}.${minor}; versions 1.0, 2.0 and 3.0 are known.`,
      placeAt(name, 6),
    );
  }
  const length = major === 1 ? reader.u16() : reader.u32();
  if (length > LONGEST_HEADER) throw malformedNpy(name, 8, `its header has ${length} bytes`);
  const bytes = await readExactly(source, reader.position, length);
  const text = String.fromCharCode(...bytes);
  const fields = new HeaderParser(text, name, reader.position).fields();
  return { ...describe(fields, name), dataOffset: reader.position + length };
}

type HeaderValue = string | boolean | readonly number[];

function describe(
  fields: ReadonlyMap<string, HeaderValue>,
  name: string,
): Omit<NpyHeader, 'dataOffset'> {
  const descr = fields.get('descr');
  const fortran = fields.get('fortran_order');
  const shape = fields.get('shape');
  if (typeof descr !== 'string' || typeof fortran !== 'boolean' || !Array.isArray(shape)) {
    throw malformedNpy(name, 10, 'its header lacks descr, fortran_order or shape');
  }
  const sizes: readonly number[] = shape;
  if (sizes.length > MOST_DIMENSIONS)
    throw malformedNpy(name, 10, `it has ${sizes.length} dimensions`);
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
  const type = ELEMENT_TYPES.find((known) => known === `${kind}${elementBytes}`);
  if (type === undefined) {
    throw new NetloomError(
      'npy-unsupported',
      `${name} has elements of type ${JSON.stringify(descr.slice(0, 40))}; numbers of f4, f8, i1 to i8, u1 to u8 and b1 are read.`,
      name,
    );
  }
  return {
    type,
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
    return malformedNpy(this.name, this.base + this.at, reason);
  }
}

export function malformedNpy(name: string, offset: number, reason: string): NetloomError {
  const place = placeAt(name, offset);
  return new NetloomError('npy-malformed', `${name} is not a sound .npy file: ${reason}.`, place);
}
