/** Map, reduce and window kernels for tests: emitted, run, and compared with the interpretation of the same kernel. */
import type { TensorData } from '../backends/types.ts';
import { emitPointwise, type PointwiseKernel } from '../backends/wasm/pointwise/emit.ts';
import type { Access, Buffer, Scalar } from '../fuse/kernel.ts';
import type { DType, Shape } from '../ir/types.ts';
import type { RandomStream } from '../util/random.ts';
import { interpretKernels } from './interpretKernels.ts';
import { plainTarget, runKernel } from './runTasks.ts';

/** A kernel with its buffers and what they hold before. */
export interface PointwiseCase {
  readonly kernel: PointwiseKernel;
  readonly buffers: readonly Buffer[];
  readonly data: ReadonlyMap<number, TensorData>;
}

export function rowMajor(shape: Shape): number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((n, d) => n * d, 1));
}
export const dense = (buffer: number, shape: Shape): Access => ({
  buffer,
  offset: 0,
  strides: rowMajor(shape),
});
export const bufferOf = (shape: Shape, dtype: DType = 'f32'): Buffer => ({
  type: { dtype, shape },
  source: { kind: 'temporary' },
});
/** The leaf of a read. */
export const read = (number: number, dtype: DType = 'f32'): Scalar => ({
  op: 'read',
  read: number,
  dtype,
});

/** Random contents: small whole numbers and fractions, with ties and, where asked, extreme values. */
export function contents(
  length: number,
  dtype: DType,
  random: RandomStream,
  extremes = false,
): TensorData {
  const pick = (): number => {
    const kind = random.integer(extremes ? 8 : 6);
    if (kind >= 6) return EXTREMES[random.integer(EXTREMES.length)] as number;
    if (kind >= 4) return random.integer(9) - 4;
    return (random.uniform() - 0.5) * 8;
  };
  if (dtype === 'f32') return Float32Array.from({ length }, pick);
  if (dtype === 'i32') return Int32Array.from({ length }, () => random.integer(41) - 20);
  if (dtype === 'u32') return Uint32Array.from({ length }, () => random.integer(41));
  return Uint8Array.from({ length }, () => random.integer(dtype === 'bool' ? 2 : 256));
}
const EXTREMES: readonly number[] = [
  0,
  -0,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  1e-40,
  3e38,
  -3e38,
  88.9,
  -104,
];

/** Contents of all buffers after the interpretation in f32, or with sums and contractions in f64. */
export function interpret({ kernel, buffers, data }: PointwiseCase, precision: 'f32' | 'f64') {
  const named = buffers.map(({ type }, id) => ({
    type,
    source: { kind: 'state' as const, name: `${id}` },
  }));
  const params = Object.fromEntries([...data].map(([id, values]) => [`${id}`, values]));
  const program = {
    program: { name: 'test', values: [], instructions: [], outputs: [], updates: [] },
    buffers: named,
    kernels: [kernel],
    outputs: [],
  };
  const interpretation = interpretKernels(program, {}, params, precision);
  return buffers.map((_, id) => interpretation.params[`${id}`] as TensorData);
}

/** Runs the kernel with its units in both orders, which must agree bit by bit, and returns its buffers. */
export function run({ kernel, buffers, data }: PointwiseCase): TensorData[] {
  const emitted = emitPointwise(kernel, buffers, plainTarget);
  const forward = runKernel(emitted, buffers, data);
  const backward = runKernel(emitted, buffers, data, { order: 'descending' });
  return buffers.map((_, id) => {
    const result = forward.get(id) as TensorData;
    expectEqualBits(`buffer ${id} by order of units`, backward.get(id) as TensorData, result);
    return result;
  });
}

/** Equal in every bit, but that NaNs may differ in theirs. */
export function expectEqualBits(
  what: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
): void {
  for (let i = 0; i < expected.length; i++)
    if (!Object.is(actual[i], expected[i]))
      throw new Error(`${what}: element ${i} is ${actual[i]} instead of ${expected[i]}.`);
}
