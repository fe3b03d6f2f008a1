/**
 * Arrays of NumPy (NEP 1, format versions 1 to 3): a byte source in; the shape, and any item along the first axis, out.
 * Numbers only: arrays of Python objects hold pickled code and are refused.
 */
import type { ByteSource } from '../../platform.ts';
import {
  bytesSource,
  checkedProduct,
  checkSize,
  MEMORY_LIMIT,
  placeAt,
  readExactly,
} from '../../util/byteReader.ts';
import { NetloomError } from '../../util/errors.ts';
import { malformedNpy, type NpyElementType, type NpyHeader, readNpyHeader } from './npyHeader.ts';

/** Files up to this size are read once and kept. */
const KEPT_LIMIT = 256 * 2 ** 20;

export interface NpyArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: NpyElementType;
  /** Writes the numbers of item `index` of the first axis, last axis fastest. */
  item(index: number, out: Float64Array): Promise<void>;
}

/**
 * Opens an array; the source stays open as long as the array is used. Throws 'npy-malformed', 'npy-unsupported',
 * 'contains-code', 'size-overflow', 'file-truncated', 'file-too-large'.
 */
export async function openNpy(source: ByteSource): Promise<NpyArray> {
  const header = await readNpyHeader(source);
  const { shape } = header;
  const elementBytes = bytesOf(header.type);
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
    throw malformedNpy(place, end, `${source.size - end} bytes follow its last element`);
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
    type: header.type,
    item: (index, out) => item(data, base, header, itemSize, index, out),
  };
}

async function rowMajorItem(
  source: ByteSource,
  base: number,
  header: NpyHeader,
  itemSize: number,
  index: number,
  out: Float64Array,
): Promise<void> {
  const size = bytesOf(header.type);
  const length = itemSize * size;
  const bytes = await readExactly(source, base + index * length, length);
  const read = elementReader(header, bytes);
  for (let i = 0; i < itemSize; i++) out[i] = read(i * size);
}

/** Position of an element is the sum of its indices times the product of the sizes before; the first axis is fastest. */
async function columnMajorItem(
  source: ByteSource,
  base: number,
  header: NpyHeader,
  itemSize: number,
  index: number,
  out: Float64Array,
): Promise<void> {
  const bytes = await source.read(base, source.size);
  const read = elementReader(header, bytes);
  const [first = 1, ...inner] = header.shape;
  const size = bytesOf(header.type);
  const strides: number[] = [];
  let stride = first;
  for (const length of inner) {
    strides.push(stride);
    stride *= length;
  }
  for (let i = 0; i < itemSize; i++) {
    let rest = i;
    let position = index;
    for (let axis = inner.length - 1; axis >= 0; axis--) {
      position += (rest % inner[axis]!) * strides[axis]!;
      rest = Math.floor(rest / inner[axis]!);
    }
    out[i] = read(position * size);
  }
}

function elementReader(header: NpyHeader, bytes: Uint8Array): (offset: number) => number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = header.littleEndian;
  const read = READERS[header.type];
  return (offset) => read(view, offset, little);
}

function bytesOf(type: NpyElementType): number {
  return Number(type[1]);
}

const READERS: Readonly<
  Record<NpyElementType, (view: DataView, offset: number, little: boolean) => number>
> = {
  f4: (v, o, little) => v.getFloat32(o, little),
  f8: (v, o, little) => v.getFloat64(o, little),
  i1: (v, o) => v.getInt8(o),
  i2: (v, o, little) => v.getInt16(o, little),
  i4: (v, o, little) => v.getInt32(o, little),
  i8: (v, o, little) => Number(v.getBigInt64(o, little)),
  u1: (v, o) => v.getUint8(o),
  u2: (v, o, little) => v.getUint16(o, little),
  u4: (v, o, little) => v.getUint32(o, little),
  u8: (v, o, little) => Number(v.getBigUint64(o, little)),
  b1: (v, o) => (v.getUint8(o) === 0 ? 0 : 1),
};
