/**
 * Safetensors: bytes in, named tensors out, and back.
 *
 * Format (github.com/huggingface/safetensors, README): the length of the header as a little-endian u64; the header,
 * a JSON object of `name: {dtype, shape, data_offsets: [begin, end]}` and `__metadata__: {text: text}`, which starts
 * with '{' and may end in spaces; then the elements, little-endian, row-major, one tensor after another without holes.
 */
import { ByteReader, checkedProduct, checkRanges } from '../util/byteReader.ts';
import { NetloomError } from '../util/errors.ts';
import { ELEMENT_BYTES, toFloat32 } from './elements.ts';
import { type JsonValue, parseStrictJson } from './strictJson.ts';
import type {
  ElementType,
  FormatDefinition,
  StoredTensor,
  TensorToWrite,
  WeightsFile,
} from './types.ts';

/** Room for some 100,000 tensors; the reference reader takes six times as much, but not in two seconds. */
const LONGEST_HEADER = 2 ** 24;
const LENGTH_BYTES = 8;
const METADATA = '__metadata__';
const MOST_DIMENSIONS = 32;

interface Entry {
  readonly name: string;
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  /** Offsets from the first byte after the header. */
  readonly begin: number;
  readonly end: number;
}

/**
 * Reads a whole file. Throws NetloomError 'file-truncated', 'size-overflow', 'json-malformed',
 * 'safetensors-malformed', 'safetensors-unsupported', 'file-offset-outside', 'data-overlap', 'data-gap'.
 */
export function readSafetensors(bytes: Uint8Array, place: string): WeightsFile {
  const reader = new ByteReader(bytes, place, { littleEndian: true });
  const length = reader.u64();
  if (length > LONGEST_HEADER) {
    throw malformed(place, `it states a header of ${length} bytes; ${LONGEST_HEADER} are possible`);
  }
  const header = parseHeader(reader.take(length), place);
  const data = reader.take(reader.remaining);
  const entries: Entry[] = [];
  let metadata: ReadonlyMap<string, string> = new Map();
  for (const [name, value] of header) {
    if (name === METADATA) metadata = readMetadata(value, place);
    else entries.push(readEntry(name, value, place));
  }
  checkCoverage(entries, data.length, place);
  return { tensors: new Map(entries.map((entry) => [entry.name, stored(entry, data)])), metadata };
}

function parseHeader(bytes: Uint8Array, place: string): ReadonlyMap<string, JsonValue> {
  if (bytes[0] !== 0x7b) throw malformed(place, 'its header does not start with a brace');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw malformed(place, 'its header is not UTF-8');
  }
  const header = parseStrictJson(text, place);
  if (!(header instanceof Map)) throw malformed(place, 'its header is not an object');
  return header;
}

function readMetadata(value: JsonValue, place: string): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  if (!(value instanceof Map)) throw malformed(place, 'its metadata are not an object', METADATA);
  for (const [key, text] of value) {
    if (typeof text !== 'string')
      throw malformed(place, 'its metadata hold more than texts', METADATA);
    out.set(key, text);
  }
  return out;
}

function readEntry(name: string, value: JsonValue, place: string): Entry {
  if (!(value instanceof Map)) throw malformed(place, `"${name}" is not an object`, name);
  const known = ['dtype', 'shape', 'data_offsets'];
  for (const key of value.keys()) {
    if (!known.includes(key))
      throw malformed(place, `"${name}" has an unknown entry "${key}"`, name);
  }
  const dtype = value.get('dtype');
  if (typeof dtype !== 'string') throw malformed(place, `"${name}" has no dtype`, name);
  const elementBytes = ELEMENT_BYTES.get(dtype as ElementType);
  if (elementBytes === undefined) {
    throw new NetloomError(
      'safetensors-unsupported',
      `"${name}" in ${place} has elements of type ${JSON.stringify(dtype)}, which Netloom cannot read.`,
      `${place}, ${name}`,
    );
  }
  const shape = naturals(value.get('shape'), name, 'shape', place);
  const offsets = naturals(value.get('data_offsets'), name, 'data_offsets', place);
  const [begin, end] = offsets;
  if (begin === undefined || end === undefined || offsets.length !== 2) {
    throw malformed(place, `"${name}" needs two data_offsets`, name);
  }
  const size = checkedProduct(
    [elementBytes, ...shape],
    Number.MAX_SAFE_INTEGER,
    `${place}, ${name}`,
  );
  if (end - begin !== size) {
    throw malformed(
      place,
      `"${name}" of shape [${shape.join(', ')}] needs ${size} bytes and has ${end - begin}`,
      name,
    );
  }
  return { name, dtype: dtype as ElementType, shape, begin, end };
}

function naturals(
  value: JsonValue | undefined,
  name: string,
  key: string,
  place: string,
): readonly number[] {
  if (!Array.isArray(value) || value.length > MOST_DIMENSIONS) {
    throw malformed(place, `the ${key} of "${name}" is not a short list`, name);
  }
  return value.map((item: JsonValue) => {
    if (typeof item === 'number' && Number.isSafeInteger(item) && item >= 0) return item;
    throw malformed(place, `the ${key} of "${name}" holds something that is not a size`, name);
  });
}

/** Tensors must cover the bytes after the header exactly: nothing twice, nothing left over. */
function checkCoverage(entries: readonly Entry[], length: number, place: string): void {
  let covered = 0;
  for (const range of checkRanges(entries, length, place)) {
    if (range.begin > covered) throw gap(place, covered, range.begin);
    covered = Math.max(covered, range.end);
  }
  if (covered < length) throw gap(place, covered, length);
}

function stored(entry: Entry, data: Uint8Array): StoredTensor {
  const { dtype, shape } = entry;
  const bytes = data.subarray(entry.begin, entry.end);
  return {
    dtype,
    shape,
    bytes,
    get values() {
      return toFloat32(dtype, bytes);
    },
  };
}

/**
 * A file with these tensors, wide elements first and then by name, so that the same tensors always give the same
 * bytes and every element is aligned. Throws 'safetensors-duplicate-name', 'safetensors-reserved-name'.
 */
export function writeSafetensors(
  tensors: readonly TensorToWrite[],
  metadata: ReadonlyMap<string, string> = new Map(),
): Uint8Array<ArrayBuffer> {
  const sorted = [...tensors].sort(
    (a, b) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT || (a.name < b.name ? -1 : 1),
  );
  const parts: string[] = [];
  if (metadata.size > 0) {
    const pairs = [...metadata].sort(([a], [b]) => (a < b ? -1 : 1));
    const texts = pairs.map(([key, text]) => `${JSON.stringify(key)}:${JSON.stringify(text)}`);
    parts.push(`"${METADATA}":{${texts.join(',')}}`);
  }
  const names = new Set<string>();
  let end = 0;
  for (const { name, dtype, shape, data } of sorted) {
    checkName(name, names);
    const count = checkedProduct(shape, Number.MAX_SAFE_INTEGER, name);
    if (count !== data.length)
      throw new Error(`Internal error: "${name}" has ${data.length} elements, not ${count}.`);
    const offsets = [end, end + data.byteLength];
    parts.push(
      `${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: offsets })}`,
    );
    end += data.byteLength;
  }
  const json = new TextEncoder().encode(`{${parts.join(',')}}`);
  const headerLength = Math.ceil(json.length / 8) * 8;
  const out = new Uint8Array(LENGTH_BYTES + headerLength + end);
  new DataView(out.buffer).setBigUint64(0, BigInt(headerLength), true);
  out.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerLength).set(json, LENGTH_BYTES);
  let at = LENGTH_BYTES + headerLength;
  for (const { data } of sorted) {
    // All hosts of the engine are little-endian, as WebAssembly's memory is.
    out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return out;
}

function checkName(name: string, names: Set<string>): void {
  if (name === METADATA) {
    throw new NetloomError(
      'safetensors-reserved-name',
      `No weight may be called ${METADATA}.`,
      name,
    );
  }
  if (names.has(name)) {
    throw new NetloomError('safetensors-duplicate-name', `Two weights are called "${name}".`, name);
  }
  names.add(name);
}

export const safetensors: FormatDefinition = {
  type: 'safetensors',
  name: { en: 'Safetensors', zh: 'Safetensors 权重' },
  extensions: ['safetensors'],
  match: (start) => {
    if (start.length < 10 || start[8] !== 0x7b) return false;
    // The upper four bytes of a plausible header length are zero.
    return start[4] === 0 && start[5] === 0 && start[6] === 0 && start[7] === 0;
  },
  read: readSafetensors,
  write: writeSafetensors,
};

function malformed(place: string, reason: string, name?: string): NetloomError {
  return new NetloomError(
    'safetensors-malformed',
    `${place} is not a sound safetensors file: ${reason}.`,
    name === undefined ? place : `${place}, ${name}`,
  );
}

function gap(place: string, from: number, to: number): NetloomError {
  return new NetloomError(
    'data-gap',
    `Bytes ${from} to ${to} of the data in ${place} belong to no tensor.`,
    `${place}, data byte ${from}`,
  );
}
