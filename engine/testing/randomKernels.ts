/** Draws kernels at random for property tests: random numbers in; map and reduce kernels with buffers and data out. */
import type { Access, Buffer, Pointwise, Scalar, ScalarOp, Write } from '../fuse/kernel.ts';
import type { DType, Shape } from '../ir/types.ts';
import type { RandomStream } from '../util/random.ts';
import { bufferOf, contents, type PointwiseCase } from './pointwiseCases.ts';

/** Ops that give finite, well-conditioned results of finite operands, so that results can be compared exactly. */
const floatOps: readonly ScalarOp[] = [
  'add',
  'sub',
  'mul',
  'maximum',
  'minimum',
  'neg',
  'abs',
  'tanh',
  'sigmoid',
  'floor',
  'exp',
];
const integerOps: readonly ScalarOp[] = ['add', 'sub', 'mul', 'maximum', 'minimum'];
const castable: readonly DType[] = ['f32', 'i32', 'u32', 'bool', 'u8'];

/** Buffers of a kernel as they are drawn. */
class Draft {
  readonly buffers: Buffer[] = [];
  readonly data = new Map<number, ReturnType<typeof contents>>();
  private readonly random: RandomStream;

  constructor(random: RandomStream) {
    this.random = random;
  }

  /**
   * An access over `shape` in one of the ways that fusion makes: dense, transposed, broadcast along some axes,
   * reversed, or a window of a larger tensor. Of writes no two places coincide.
   */
  access(shape: Shape, dtype: DType, isWrite: boolean): Access {
    const order = shape.map((_, axis) => axis);
    if (this.random.integer(3) === 0) order.sort(() => this.random.integer(3) - 1);
    const isPadded = this.random.integer(4) === 0;
    const strides = shape.map(() => 0);
    let size = 1;
    let offset = 0;
    for (const axis of order.reverse()) {
      const length = shape[axis] as number;
      if (!isWrite && this.random.integer(4) === 0) continue;
      const step = isPadded ? this.random.integer(2) + 1 : 1;
      const isReversed = isPadded && this.random.integer(3) === 0;
      strides[axis] = isReversed ? -size * step : size * step;
      if (isReversed) offset += size * step * (length - 1);
      size *= length * step;
    }
    const buffer = this.buffers.push(bufferOf([size], dtype)) - 1;
    this.data.set(buffer, contents(size, dtype, this.random));
    return { buffer, offset, strides };
  }

  /** A body over `shape`; `leaves` come first. The last entries are the values worth using. */
  pointwise(shape: Shape, leaves: readonly Scalar[], writes: number): Pointwise {
    const reads: Access[] = [];
    const body: Scalar[] = [...leaves];
    for (let i = this.random.integer(4) + (leaves.length === 0 ? 1 : 0); i > 0; i--) {
      const dtype = this.random.integer(3) > 0 ? 'f32' : this.oneOf(castable);
      reads.push(this.access(shape, dtype, false));
      body.push({ op: 'read', read: reads.length - 1, dtype });
    }
    if (shape.length > 0 && this.random.integer(3) === 0)
      body.push({ op: 'index', axis: this.random.integer(shape.length), dtype: 'i32' });
    for (let i = this.random.integer(8); i > 0; i--) body.push(this.scalar(body));
    const stored: Write[] = [];
    for (let i = 0; i < writes; i++) {
      const value = body.length - 1 - this.random.integer(Math.min(3, body.length));
      const { dtype } = body[value] as Scalar;
      stored.push({ access: this.access(shape, dtype, true), value });
    }
    return { reads, body, writes: stored };
  }

  private scalar(body: readonly Scalar[]): Scalar {
    const first = this.random.integer(body.length);
    const { dtype } = body[first] as Scalar;
    const alike = body.flatMap((scalar, i) => (scalar.dtype === dtype ? [i] : []));
    const second = this.oneOf(alike);
    const isNumeric = dtype === 'f32' || dtype === 'i32' || dtype === 'u32';
    const choice = this.random.integer(6);
    if (choice === 0) return { op: 'cast', operands: [first], dtype: this.oneOf(castable) };
    if (choice === 1 && isNumeric) return { op: 'less', operands: [first, second], dtype: 'bool' };
    if (choice === 2 && isNumeric) return { op: 'constant', value: this.random.integer(7), dtype };
    if (dtype === 'bool') {
      const branch = this.random.integer(body.length);
      const other = body[branch] as Scalar;
      return { op: 'select', operands: [first, branch, branch], dtype: other.dtype };
    }
    if (!isNumeric) return { op: 'equal', operands: [first, second], dtype: 'bool' };
    const op = this.oneOf(dtype === 'f32' ? floatOps : integerOps);
    return { op, operands: [first, second].slice(0, unary.has(op) ? 1 : 2), dtype };
  }

  oneOf<T>(list: readonly T[]): T {
    return list[this.random.integer(list.length)] as T;
  }
}
const unary: ReadonlySet<ScalarOp> = new Set(['neg', 'abs', 'tanh', 'sigmoid', 'floor', 'exp']);

/** Lengths that take every path of loops and tails, but not many elements in all. */
function shapeOf(random: RandomStream, rank: number, most = 6000): number[] {
  const lengths = [1, 2, 3, 4, 5, 6, 7, 10, 16, 20, 33, 70];
  let left = most;
  return Array.from({ length: rank }, () => {
    const length = Math.min(lengths[random.integer(lengths.length)] as number, left);
    left = Math.floor(left / length);
    return length;
  });
}

export function randomMap(random: RandomStream): PointwiseCase {
  const draft = new Draft(random);
  const shape = shapeOf(random, random.integer(4));
  const pointwise = draft.pointwise(shape, [], 1 + random.integer(2));
  const { buffers, data } = draft;
  return { kernel: { kind: 'map', shape, pointwise, origins: [] }, buffers, data };
}

export function randomReduce(random: RandomStream): PointwiseCase {
  const draft = new Draft(random);
  const outer = random.integer(3);
  const reduced = 1 + random.integer(2);
  const shape = shapeOf(random, outer + reduced);
  // Now and then long enough to be cut into parts.
  if (random.integer(4) === 0) {
    shape.fill(1 + random.integer(3));
    shape[outer] = 900 + random.integer(4000);
  }
  const before = draft.pointwise(shape, [], 0);
  const numeric = before.body.flatMap(({ dtype }, i) =>
    dtype === 'f32' || dtype === 'i32' || dtype === 'u32' ? [i] : [],
  );
  if (numeric.length === 0) return randomReduce(random);
  const reductions = Array.from({ length: 1 + random.integer(3) }, () => ({
    op: draft.oneOf(
      reduced === 1 ? (['sum', 'max', 'argmax'] as const) : (['sum', 'max'] as const),
    ),
    value: draft.oneOf(numeric),
  }));
  const results = reductions.map(
    ({ op, value }, reduction): Scalar => ({
      op: 'accumulator',
      reduction,
      dtype: op === 'argmax' ? 'i32' : (before.body[value] as Scalar).dtype,
    }),
  );
  const outerShape = shape.slice(0, outer);
  const after = draft.pointwise(outerShape, results, 0);
  const writes = results.map(({ dtype }, value) => ({
    access: draft.access(outerShape, dtype, true),
    value,
  }));
  return {
    kernel: {
      kind: 'reduce',
      shape,
      outer,
      before,
      reductions,
      after: { ...after, writes },
      origins: [],
    },
    buffers: draft.buffers,
    data: draft.data,
  };
}
