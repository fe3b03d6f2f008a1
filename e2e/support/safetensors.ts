/** Reads a safetensors file by the format's own words: bytes in; names, types, shapes and the SHA-256 out. */
import { createHash } from 'node:crypto';

export interface Tensors {
  readonly tensors: Readonly<
    Record<string, { readonly dtype: string; readonly shape: readonly number[] }>
  >;
  readonly parameters: number;
  readonly sha256: string;
}

/** Throws where the header, the offsets or the length are not as the format wants them. */
export function readHeader(bytes: Buffer): Tensors {
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, 8 + length).toString('utf8')) as Record<
    string,
    { dtype: string; shape: number[]; data_offsets: [number, number] }
  >;
  const entries = Object.entries(header).filter(([name]) => name !== '__metadata__');
  let end = 0;
  let parameters = 0;
  for (const [name, { dtype, shape, data_offsets }] of entries.sort(
    ([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0],
  )) {
    const size = shape.reduce((product, extent) => product * extent, 1);
    if (dtype !== 'F32' || data_offsets[0] !== end || data_offsets[1] - end !== size * 4) {
      throw new Error(`Tensor "${name}" is not where and as large as it says.`);
    }
    end = data_offsets[1];
    parameters += size;
  }
  if (8 + length + end !== bytes.length) throw new Error('Bytes are missing or left over.');
  return {
    tensors: Object.fromEntries(
      entries.map(([name, { dtype, shape }]) => [name, { dtype, shape }]),
    ),
    parameters,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}
