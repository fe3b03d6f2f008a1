/** Contraction kernels with operands and epilogues for tests: shapes in; kernels run and compared with f64 loops. */
import { emitContraction } from '../backends/wasm/contraction/emit.ts';
import type { Target } from '../backends/wasm/task.ts';
import type { Access, Buffer, ConvKernel, DotKernel, Kernel, Pointwise } from '../fuse/kernel.ts';
import type { ConvAttributes, DType, Shape } from '../ir/types.ts';
import { referenceConv, referenceDot, sizeOf } from './contractionReference.ts';
import { type RunOptions, runKernel } from './runTasks.ts';

export type EpilogueName = 'identity' | 'bias relu' | 'residual and mask' | 'tanh of scaled';

interface Epilogue {
  readonly pointwise: Pointwise;
  /** Buffers from 2 on. */
  readonly buffers: readonly Buffer[];
  /** What the f32 result should be, from accumulator, column and position. */
  readonly expected: (sum: number, position: number) => number;
}

const buffer = (shape: Shape, dtype: DType = 'f32'): Buffer => ({
  type: { dtype, shape },
  source: { kind: 'temporary' },
});
export const rowMajor = (shape: Shape): number[] =>
  shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
/** Deterministic values in [-1, 1) without a pattern that sums could hide behind. */
export function values(length: number, seed: number): Float32Array {
  let state = (seed * 2654435761) >>> 0;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 23 - 1;
  });
}

/** Buffer 2 is the result; others follow. Their values are `values(length, buffer id)`. */
function epilogueOf(name: EpilogueName, shape: Shape): Epilogue {
  const size = sizeOf(shape);
  const columns = shape.at(-1) as number;
  const same = (id: number): Access => ({ buffer: id, offset: 0, strides: rowMajor(shape) });
  const column = (id: number): Access => ({
    buffer: id,
    offset: 0,
    strides: shape.map((_, axis) => (axis === shape.length - 1 ? 1 : 0)),
  });
  const scalar = (id: number): Access => ({ buffer: id, offset: 0, strides: shape.map(() => 0) });
  const f32 = { dtype: 'f32' } as const;
  const sum = { op: 'accumulator', reduction: 0, ...f32 } as const;
  switch (name) {
    case 'identity':
      return {
        pointwise: { reads: [], body: [sum], writes: [{ access: same(2), value: 0 }] },
        buffers: [buffer(shape)],
        expected: (total) => total,
      };
    case 'bias relu': {
      const bias = values(columns, 3);
      return {
        pointwise: {
          reads: [column(3)],
          body: [
            sum,
            { op: 'read', read: 0, ...f32 },
            { op: 'add', operands: [0, 1], ...f32 },
            { op: 'constant', value: 0, ...f32 },
            { op: 'maximum', operands: [2, 3], ...f32 },
          ],
          writes: [{ access: same(2), value: 4 }],
        },
        buffers: [buffer(shape), buffer([columns])],
        expected: (total, at) => Math.max(0, total + (bias[at % columns] as number)),
      };
    }
    case 'residual and mask': {
      const residual = values(size, 2);
      return {
        // In place: the result's buffer holds the residual before. A mask of its sign goes to buffer 3.
        pointwise: {
          reads: [same(2)],
          body: [
            sum,
            { op: 'read', read: 0, ...f32 },
            { op: 'add', operands: [0, 1], ...f32 },
            { op: 'constant', value: 0, ...f32 },
            { op: 'less', operands: [3, 2], dtype: 'bool' },
          ],
          writes: [
            { access: same(2), value: 2 },
            { access: same(3), value: 4 },
          ],
        },
        buffers: [buffer(shape), buffer(shape, 'bool')],
        expected: (total, at) => total + (residual[at] as number),
      };
    }
    case 'tanh of scaled': {
      const [scale] = values(8, 4);
      const bias = values(columns, 3);
      return {
        pointwise: {
          reads: [column(3), scalar(4)],
          body: [
            { op: 'read', read: 1, ...f32 },
            sum,
            { op: 'mul', operands: [0, 1], ...f32 },
            { op: 'read', read: 0, ...f32 },
            { op: 'add', operands: [2, 3], ...f32 },
            { op: 'tanh', operands: [4], ...f32 },
          ],
          writes: [{ access: same(2), value: 5 }],
        },
        buffers: [buffer(shape), buffer([columns]), buffer([8])],
        expected: (total, at) =>
          Math.tanh((scale as number) * total + (bias[at % columns] as number)),
      };
    }
    default:
      return name satisfies never;
  }
}

export interface Comparison {
  /** Largest difference from the f64 reference over the largest magnitude of the reference's result. */
  readonly error: number;
  readonly result: Float32Array;
  /** Keys of the tasks that computed it. */
  readonly tasks: readonly string[];
}

/** Results of the reference for shapes seen before: one case is compared several times. */
const known = new WeakMap<object, Float64Array>();

export function compareDot(
  shape: Omit<DotKernel, 'epilogue' | 'a' | 'b' | 'kind'>,
  epilogue: EpilogueName,
  target: Target,
  options: RunOptions = {},
): Comparison {
  const { batch, m, n, k } = shape;
  const result = [batch, m, n];
  const made = epilogueOf(epilogue, result);
  const kernel: Kernel = {
    ...{ kind: 'dot', ...shape, a: 0, b: 1 },
    epilogue: made.pointwise,
    origins: [],
  };
  const [a, b] = [values(batch * m * k, 0), values(batch * k * n, 1)];
  const sums = known.get(shape) ?? referenceDot(shape, a, b);
  known.set(shape, sums);
  return compare(kernel, [a, b], made, sums, target, options);
}

export interface ConvCase {
  readonly kind: ConvKernel['kind'];
  readonly images: number;
  readonly spatial: readonly number[];
  readonly taps: readonly number[];
  readonly groups: number;
  readonly groupIn: number;
  readonly groupOut: number;
  readonly stride: readonly number[];
  readonly padding: ConvAttributes['padding'];
  readonly dilation: readonly number[];
}

/** null where no output would remain. */
export function convKernel(given: ConvCase): Omit<ConvKernel, 'epilogue' | 'a' | 'b'> | null {
  const { images, spatial, taps, groups, groupIn, groupOut, stride, padding, dilation } = given;
  const outputs = spatial.map((length, axis) => {
    const padded = length + (padding[axis]?.[0] as number) + (padding[axis]?.[1] as number);
    const reach = ((taps[axis] as number) - 1) * (dilation[axis] as number) + 1;
    return Math.floor((padded - reach) / (stride[axis] as number)) + 1;
  });
  if (outputs.some((length) => length < 1)) return null;
  return {
    kind: given.kind,
    geometry: { stride, padding, dilation, groups },
    input: [images, ...spatial, groups * groupIn],
    kernel: [...taps, groupIn, groups * groupOut],
    output: [images, ...outputs, groups * groupOut],
  };
}

export function compareConv(
  conv: Omit<ConvKernel, 'epilogue' | 'a' | 'b'>,
  epilogue: EpilogueName,
  target: Target,
  options: RunOptions = {},
): Comparison {
  const { input, kernel, output } = conv;
  const [aShape, bShape, shape] = (
    {
      conv: [input, kernel, output],
      convGradInput: [output, kernel, input],
      convGradWeight: [input, output, kernel],
    } as const
  )[conv.kind];
  const made = epilogueOf(epilogue, shape);
  const [a, b] = [values(sizeOf(aShape), 0), values(sizeOf(bShape), 1)];
  const full: Kernel = { ...conv, a: 0, b: 1, epilogue: made.pointwise, origins: [] };
  const sums = known.get(conv) ?? referenceConv(conv, a, b);
  known.set(conv, sums);
  return compare(full, [a, b], made, sums, target, options);
}

function compare(
  kernel: Kernel,
  operands: readonly [Float32Array, Float32Array],
  epilogue: Epilogue,
  sums: Float64Array,
  target: Target,
  options: RunOptions,
): Comparison {
  const buffers = [buffer([operands[0].length]), buffer([operands[1].length]), ...epilogue.buffers];
  const data = new Map<number, Float32Array>(
    buffers.map(({ type }, id) => [id, operands[id] ?? values(sizeOf(type.shape), id)]),
  );
  const emitted = emitContraction(kernel, buffers, target);
  const after = runKernel(emitted, buffers, data, options);
  const result = after.get(2) as Float32Array;
  const expected = sums.map(epilogue.expected);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
  let error = 0;
  expected.forEach((value, at) => {
    const difference = Math.abs(value - (result[at] as number));
    error =
      Number.isNaN(error) || Number.isNaN(difference) ? Number.NaN : Math.max(error, difference);
  });
  buffers.forEach(({ type }, id) => {
    if (type.dtype !== 'bool') return;
    after.get(id)?.forEach((flag, at) => {
      if (flag !== ((result[at] as number) > 0 ? 1 : 0)) error = Number.NaN;
    });
  });
  return { error: error / largest, result, tasks: emitted.tasks.map(({ key }) => key) };
}

/** Whether two results are equal bit for bit. */
export function sameBits(a: Float32Array, b: Float32Array): boolean {
  const [x, y] = [a, b].map(
    ({ buffer, byteOffset, length }) => new Int32Array(buffer, byteOffset, length),
  );
  return x?.length === y?.length && x?.every((word, i) => word === y?.[i]) === true;
}
