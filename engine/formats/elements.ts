/** Elements of stored tensors: little-endian bytes of any element type in, f32 values out. */
import type { ElementType } from './types.ts';

export const ELEMENT_BYTES: ReadonlyMap<ElementType, number> = new Map([
  ['F64', 8],
  ['I64', 8],
  ['U64', 8],
  ['F32', 4],
  ['I32', 4],
  ['U32', 4],
  ['F16', 2],
  ['BF16', 2],
  ['I16', 2],
  ['U16', 2],
  ['I8', 1],
  ['U8', 1],
  ['BOOL', 1],
]);

/** Every element as f32, rounded to nearest; the bytes may start anywhere. */
export function toFloat32(dtype: ElementType, bytes: Uint8Array): Float32Array {
  const size = ELEMENT_BYTES.get(dtype)!;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = reader(dtype, view);
  const out = new Float32Array(bytes.length / size);
  for (let i = 0; i < out.length; i++) out[i] = read(i * size);
  return out;
}

/** Every element as a number; whole numbers beyond 2⁵³ become the nearest one. */
export function toNumbers(dtype: ElementType, bytes: Uint8Array): readonly number[] {
  const size = ELEMENT_BYTES.get(dtype)!;
  const read = reader(dtype, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  return Array.from({ length: bytes.length / size }, (_, i) => read(i * size));
}

function reader(dtype: ElementType, view: DataView): (offset: number) => number {
  switch (dtype) {
    case 'F64':
      return (o) => view.getFloat64(o, true);
    case 'F32':
      return (o) => view.getFloat32(o, true);
    case 'F16':
      return (o) => halfToNumber(view.getUint16(o, true));
    case 'BF16': {
      const word = new DataView(new ArrayBuffer(4));
      return (o) => {
        word.setUint16(0, view.getUint16(o, true));
        return word.getFloat32(0);
      };
    }
    case 'I64':
      return (o) => Number(view.getBigInt64(o, true));
    case 'U64':
      return (o) => Number(view.getBigUint64(o, true));
    case 'I32':
      return (o) => view.getInt32(o, true);
    case 'U32':
      return (o) => view.getUint32(o, true);
    case 'I16':
      return (o) => view.getInt16(o, true);
    case 'U16':
      return (o) => view.getUint16(o, true);
    case 'I8':
      return (o) => view.getInt8(o);
    case 'U8':
      return (o) => view.getUint8(o);
    case 'BOOL':
      return (o) => (view.getUint8(o) === 0 ? 0 : 1);
  }
  return dtype satisfies never;
}

/** IEEE 754 binary16. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return (sign * fraction) / 2 ** 24;
  return (sign * (1024 + fraction) * 2 ** exponent) / 2 ** 25;
}

const single = new Float32Array(1);
const singleBits = new Uint32Array(single.buffer);
/** The bits of the nearest IEEE 754 binary16, ties to even; too large ones become infinite. */
export function numberToHalf(value: number): number {
  single[0] = value;
  const bits = singleBits[0] as number;
  const sign = (bits >>> 16) & 0x8000;
  const size = bits & 0x7fffffff;
  if (size > 0x7f800000) return sign | 0x7e00;
  // From the middle between 65504 and what would follow it.
  if (size >= 0x477ff000) return sign | 0x7c00;
  if (size < 0x38800000) {
    // Below 2⁻¹⁴ halves are multiples of 2⁻²⁴; adding 2⁻¹ to a f32 rounds to them.
    single[0] = Math.abs(single[0] as number) + 0.5;
    return sign | ((singleBits[0] as number) - 0x3f000000);
  }
  const odd = (size >>> 13) & 1;
  return sign | ((size - 0x38000000 + 0xfff + odd) >>> 13);
}
