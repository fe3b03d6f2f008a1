/** Writes .npy files, with headers as they should be or as a test wants them. */
import { bytesOf, littleEndian } from './fileCases.ts';

/** A file with this header text, padded as NumPy pads it, and these data. */
export function npyText(header: string, data: Iterable<number>, version = 1): Uint8Array {
  const lengthBytes = version === 1 ? 2 : 4;
  const unpadded = 8 + lengthBytes + header.length + 1;
  const padded = `${header}${' '.repeat((64 - (unpadded % 64)) % 64)}\n`;
  const length = littleEndian(padded.length, lengthBytes);
  return bytesOf('\x93NUMPY', version, 0, length, padded, data);
}

/** A file of this type and shape. */
export function npy(
  descr: string,
  shape: readonly number[],
  data: Iterable<number>,
  options: { readonly fortran?: boolean; readonly version?: number } = {},
): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const order = options.fortran ? 'True' : 'False';
  const header = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${tuple}, }`;
  return npyText(header, data, options.version);
}

/** Little-endian bytes of these numbers. */
export function elements(
  type: 'f4' | 'f8' | 'i2' | 'i4' | 'i8' | 'u2' | 'u4',
  values: readonly number[],
  little = true,
): Uint8Array {
  const size = Number(type[1]);
  const out = new Uint8Array(size * values.length);
  const view = new DataView(out.buffer);
  for (const [i, value] of values.entries()) {
    const at = i * size;
    if (type === 'f4') view.setFloat32(at, value, little);
    else if (type === 'f8') view.setFloat64(at, value, little);
    else if (type === 'i2' || type === 'u2') view.setUint16(at, value & 0xffff, little);
    else if (type === 'i8') view.setBigInt64(at, BigInt(value), little);
    else view.setInt32(at, value, little);
  }
  return out;
}
