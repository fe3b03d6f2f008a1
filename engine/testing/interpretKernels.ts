/** Runs fused kernels one point after another in plain TypeScript: inputs and params in, outputs and new params out. */
import { evaluate, type NamedData } from '../backends/reference/evaluate.ts';
import type { TensorData } from '../backends/types.ts';
import type {
  Access,
  Body,
  BufferId,
  ConvKernel,
  DotKernel,
  Kernel,
  KernelProgram,
  MapKernel,
  Pointwise,
  ReduceKernel,
  WindowKernel,
} from '../fuse/kernel.ts';
import { castFunction, type Precision, scalarFunction } from '../ir/scalar.ts';
import type {
  BinaryOp,
  Instruction,
  OpAttributes,
  OpName,
  Shape,
  TensorType,
  UnaryOp,
} from '../ir/types.ts';
import { invariant } from '../util/errors.ts';
import { randomUniform } from '../util/random.ts';

export interface Interpretation {
  readonly outputs: Readonly<Record<string, TensorData>>;
  /** Every param that a kernel touched, as the kernels left it. */
  readonly params: Readonly<Record<string, TensorData>>;
}

/**
 * Executes the kernels in order over real buffers, params in place. What no kernel has written yet is NaN (or the
 * largest number of the dtype), so that a wrong order shows. Contractions and pooling are those of the reference.
 */
export function interpretKernels(
  { buffers, kernels, outputs }: KernelProgram,
  inputs: NamedData,
  params: NamedData,
  precision: Precision = 'f64',
): Interpretation {
  const memory: Memory = {
    precision,
    types: buffers.map(({ type }) => type),
    data: buffers.map(({ type, source }) => {
      const given = {
        input: () => inputs[source.kind === 'input' ? source.name : ''],
        state: () => params[source.kind === 'state' ? source.name : ''],
        constant: () => (source.kind === 'constant' ? source.data : undefined),
        temporary: () => undefined,
      }[source.kind]();
      const array = allocate(type, precision);
      const missing = source.kind === 'temporary' || source.kind === 'state';
      invariant(given !== undefined || missing, 'every input is given');
      if (given !== undefined) array.set(given);
      return array;
    }),
  };
  for (const kernel of kernels) run(kernel, memory);
  return {
    outputs: Object.fromEntries(
      outputs.map(({ name, buffer }) => [name, (memory.data[buffer] as TensorData).slice()]),
    ),
    params: Object.fromEntries(
      buffers.flatMap(({ source }, id) =>
        source.kind === 'state' ? [[source.name, memory.data[id] as TensorData]] : [],
      ),
    ),
  };
}

interface Memory {
  readonly precision: Precision;
  readonly types: readonly TensorType[];
  readonly data: readonly TensorData[];
}
const elements = (shape: Shape): number => shape.reduce((n, d) => n * d, 1);

function allocate({ dtype, shape }: TensorType, precision: Precision): TensorData {
  const length = elements(shape);
  if (dtype === 'f32')
    return (precision === 'f64' ? new Float64Array(length) : new Float32Array(length)).fill(NaN);
  if (dtype === 'i32') return new Int32Array(length).fill(2147483647);
  if (dtype === 'u32') return new Uint32Array(length).fill(4294967295);
  return new Uint8Array(length).fill(255);
}

function run(kernel: Kernel, memory: Memory): void {
  checkOverwriting(kernel);
  switch (kernel.kind) {
    case 'map':
      runMap(kernel, memory);
      break;
    case 'reduce':
      runReduce(kernel, memory);
      break;
    case 'dot':
      runEpilogue(
        kernel.epilogue,
        [kernel.batch, kernel.m, kernel.n],
        product(kernel, memory),
        memory,
      );
      break;
    case 'conv':
    case 'convGradInput':
    case 'convGradWeight':
      runEpilogue(kernel.epilogue, convResult(kernel), convolve(kernel, memory), memory);
      break;
    case 'windowMax':
    case 'windowMaxGrad':
    case 'windowSum':
    case 'windowSumGrad':
      runWindow(kernel, memory);
      break;
    default:
      kernel satisfies never;
  }
}

/** A map may write where it reads, at the same place; every other kernel must leave alone what it reads. */
function checkOverwriting(kernel: Kernel): void {
  const { reads, writes } = touchedBy(kernel);
  for (const write of writes)
    for (const read of reads) {
      if (write.buffer !== read.buffer) continue;
      const sameAccess =
        write.offset === read.offset && write.strides.every((s, axis) => s === read.strides[axis]);
      invariant(kernel.kind === 'map' && sameAccess, `a ${kernel.kind} writes only where it may`);
    }
}
function touchedBy(kernel: Kernel): { reads: readonly Access[]; writes: readonly Access[] } {
  const whole = (buffer: BufferId): Access => ({ buffer, offset: 0, strides: [] });
  const written = ({ writes }: Pointwise) => writes.map(({ access }) => access);
  switch (kernel.kind) {
    case 'map':
      return { reads: kernel.pointwise.reads, writes: written(kernel.pointwise) };
    case 'reduce':
      return {
        reads: [...kernel.before.reads, ...kernel.after.reads],
        writes: written(kernel.after),
      };
    case 'dot':
    case 'conv':
    case 'convGradInput':
    case 'convGradWeight':
      return {
        reads: [whole(kernel.a), whole(kernel.b), ...kernel.epilogue.reads],
        writes: written(kernel.epilogue),
      };
    default: {
      const positions = kernel.positions === null ? [] : [whole(kernel.positions)];
      const reads = [whole(kernel.a), ...kernel.epilogue.reads];
      return kernel.kind === 'windowMax'
        ? { reads, writes: [...written(kernel.epilogue), ...positions] }
        : { reads: [...reads, ...positions], writes: written(kernel.epilogue) };
    }
  }
}

/** Calls `visit` with each index of the shape, in row-major order. The array is reused. */
function visitPoints(shape: Shape, visit: (index: number[]) => void): void {
  const index = shape.map(() => 0);
  for (let left = elements(shape); left > 0; left--) {
    visit(index);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] as number) + 1;
      if ((index[axis] as number) < (shape[axis] as number)) break;
      index[axis] = 0;
    }
  }
}
function addressOf({ offset, strides }: Access, index: readonly number[]): number {
  return strides.reduce((sum, stride, axis) => sum + stride * (index[axis] as number), offset);
}

/** The value of every entry of the body at one point. */
function evaluateBody(
  body: Body,
  reads: readonly Access[],
  index: readonly number[],
  accumulators: readonly number[],
  { data, precision }: Memory,
): number[] {
  const values: number[] = [];
  const value = (entry: number): number => {
    invariant(entry < values.length, 'entries use earlier ones');
    return values[entry] as number;
  };
  for (const scalar of body) {
    switch (scalar.op) {
      case 'read': {
        const access = reads[scalar.read] as Access;
        const element = (data[access.buffer] as TensorData)[addressOf(access, index)];
        invariant(element !== undefined, 'reads stay inside their buffers');
        values.push(element);
        break;
      }
      case 'constant':
        values.push(rounded(scalar.value, scalar.dtype, precision));
        break;
      case 'index':
        values.push(index[scalar.axis] as number);
        break;
      case 'accumulator':
        values.push(accumulators[scalar.reduction] as number);
        break;
      case 'random': {
        const { seed, step, element, node, use } = scalar;
        values.push(randomUniform(value(seed), value(step), node, use, value(element)));
        break;
      }
      case 'select': {
        const [condition, a, b] = scalar.operands.map(value) as [number, number, number];
        values.push(condition !== 0 ? a : b);
        break;
      }
      case 'cast': {
        const from = body[scalar.operands[0] as number]?.dtype;
        invariant(from !== undefined, 'a cast has an operand');
        values.push(
          castFunction(from, scalar.dtype, precision)(value(scalar.operands[0] as number)),
        );
        break;
      }
      default:
        values.push(applied(scalar.op, scalar.operands, body, value, precision));
    }
  }
  return values;
}
function applied(
  op: UnaryOp | BinaryOp,
  operands: readonly number[],
  body: Body,
  value: (entry: number) => number,
  precision: Precision,
): number {
  const [a, b] = operands as [number, number | undefined];
  const dtype = body[a]?.dtype;
  invariant(dtype !== undefined, `${op} has an operand`);
  return scalarFunction(op, dtype, precision)(value(a), b === undefined ? 0 : value(b));
}
function rounded(value: number, dtype: TensorType['dtype'], precision: Precision): number {
  return dtype === 'f32' && precision === 'f32' ? Math.fround(value) : value;
}

function runPoint(
  { reads, body, writes }: Pointwise,
  index: readonly number[],
  accumulators: readonly number[],
  memory: Memory,
): void {
  const values = evaluateBody(body, reads, index, accumulators, memory);
  for (const { access, value } of writes) {
    const to = memory.data[access.buffer] as TensorData;
    const address = addressOf(access, index);
    invariant(address >= 0 && address < to.length, 'writes stay inside their buffers');
    invariant(
      (body[value] as Body[number]).dtype === memory.types[access.buffer]?.dtype,
      'values are written as what they are',
    );
    to[address] = values[value] as number;
  }
}
function runMap({ shape, pointwise }: MapKernel, memory: Memory): void {
  visitPoints(shape, (index) => runPoint(pointwise, index, [], memory));
}

function runReduce(kernel: ReduceKernel, memory: Memory): void {
  const { shape, outer, before, reductions, after } = kernel;
  invariant(before.writes.length === 0, 'what is reduced is not written');
  visitPoints(shape.slice(0, outer), (outerIndex) => {
    const results: number[] = [];
    const best = reductions.map(() => -Infinity);
    const inner = shape.slice(outer);
    invariant(inner.length > 0, 'a reduction has an axis to reduce');
    let position = 0;
    visitPoints(inner, (innerIndex) => {
      const index = [...outerIndex, ...innerIndex];
      const values = evaluateBody(before.body, before.reads, index, [], memory);
      reductions.forEach(({ op, value }, i) => {
        const x = values[value] as number;
        const y = results[i];
        if (op === 'sum') results[i] = (y ?? 0) + x;
        else if (op === 'max') results[i] = y === undefined ? x : Math.max(y, x);
        else if (
          y === undefined ||
          x > (best[i] as number) ||
          (Number.isNaN(x) && !Number.isNaN(best[i]))
        ) {
          invariant(inner.length === 1, 'argmax reduces one axis');
          results[i] = position;
          best[i] = x;
        }
      });
      position++;
    });
    const folded = results.map((x, i) => {
      const { value, op } = reductions[i] as ReduceKernel['reductions'][number];
      const dtype = (before.body[value] as Body[number]).dtype;
      if (op !== 'sum') return x;
      return castFunction(dtype === 'f32' ? 'f32' : 'i32', dtype, memory.precision)(x);
    });
    runPoint(after, outerIndex, folded, memory);
  });
}

function runEpilogue(epilogue: Pointwise, shape: Shape, result: TensorData, memory: Memory): void {
  let element = 0;
  visitPoints(shape, (index) => runPoint(epilogue, index, [result[element++] as number], memory));
}

/** One op of the reference backend on buffers seen with the given shapes. */
function compute<N extends OpName>(
  op: N,
  operands: readonly { readonly buffer: BufferId; readonly shape: Shape }[],
  attributes: OpAttributes[N],
  results: readonly TensorType[],
  { types, data, precision }: Memory,
): TensorData[] {
  const given = operands.map(({ buffer, shape }) => {
    const { dtype } = types[buffer] as TensorType;
    return { dtype, shape };
  });
  const names = operands.map((_, i) => `operand ${i}`);
  const outputs = results.map((_, i) => operands.length + i);
  const instructions = given.map((type, i) => ({
    op: 'input',
    attributes: { name: names[i] as string, type },
    inputs: [],
    outputs: [i],
    origin: '',
  }));
  const last = { op, attributes, inputs: operands.map((_, i) => i), outputs, origin: '' };
  const program = {
    name: op,
    values: [...given, ...results],
    instructions: [...instructions, last] as Instruction[],
    outputs: outputs.map((value) => ({ name: `${value}`, value })),
    updates: [],
  };
  const inputs = Object.fromEntries(
    operands.map(({ buffer }, i) => [names[i], data[buffer] as TensorData]),
  );
  const evaluation = evaluate(program, inputs, {}, precision);
  return outputs.map((value) => evaluation.outputs[value] as TensorData);
}
const f32 = (shape: Shape): TensorType => ({ dtype: 'f32', shape });

function product(kernel: DotKernel, memory: Memory): TensorData {
  const { batch, m, n, k, a, b, transposeA, transposeB } = kernel;
  const operands = [
    { buffer: a, shape: transposeA ? [batch, k, m] : [batch, m, k] },
    { buffer: b, shape: transposeB ? [batch, n, k] : [batch, k, n] },
  ];
  const [result] = compute(
    'dot',
    operands,
    { transposeA, transposeB },
    [f32([batch, m, n])],
    memory,
  );
  return result as TensorData;
}
function convResult({ kind, input, kernel, output }: ConvKernel): Shape {
  return { conv: output, convGradInput: input, convGradWeight: kernel }[kind];
}
function convolve(kernel: ConvKernel, memory: Memory): TensorData {
  const { kind, geometry, a, b } = kernel;
  const first = kind === 'convGradInput' ? kernel.output : kernel.input;
  const second = kind === 'convGradWeight' ? kernel.output : kernel.kernel;
  const attributes = {
    ...geometry,
    inputSpatial: kernel.input.slice(1, -1),
    kernelSpatial: kernel.kernel.slice(0, -2),
  };
  const operands = [
    { buffer: a, shape: first },
    { buffer: b, shape: second },
  ];
  return compute(kind, operands, attributes, [f32(convResult(kernel))], memory)[0] as TensorData;
}
function runWindow(kernel: WindowKernel, memory: Memory): void {
  const { kind, geometry, input, output, a, positions, epilogue } = kernel;
  const backward = kind === 'windowMaxGrad' || kind === 'windowSumGrad';
  const operands = [{ buffer: a, shape: backward ? output : input }];
  if (kind === 'windowMaxGrad') operands.push({ buffer: positions as BufferId, shape: output });
  const results = [f32(backward ? input : output)];
  if (kind === 'windowMax') results.push({ dtype: 'i32', shape: output });
  const attributes = { ...geometry, inputSpatial: input.slice(1, -1) };
  const [values, chosen] = compute(kind, operands, attributes, results, memory);
  if (chosen !== undefined && positions !== null)
    (memory.data[positions] as TensorData).set(chosen);
  runEpilogue(epilogue, backward ? input : output, values as TensorData, memory);
}
