/** Pooling kernels and their gradients over N, spatial…, C: geometry and epilogue in; one task over pixels out. */
import type { Buffer, BufferId, WindowKernel } from '../../../fuse/kernel.ts';
import { invariant } from '../../../util/errors.ts';
import type { FunctionBuilder, Local } from '../assembler/function.ts';
import type { EmittedKernel, Task } from '../task.ts';
import { costOf } from './body.ts';
import { elementsPerUnit, flopsOf } from './map.ts';
import { planOf, type Stream, streamsOf, Words } from './streams.ts';
import { chunkRange, unitParameter, walk, wordLocal } from './walk.ts';
import { writeBackward } from './windowBackward.ts';
import type { WindowPlan } from './windowBlocks.ts';
import { writeForward } from './windowForward.ts';

export function emitWindow(kernel: WindowKernel, buffers: readonly Buffer[]): EmittedKernel {
  const { geometry, input, output } = kernel;
  const taps = product(geometry.size);
  const isForward = kernel.kind === 'windowMax' || kernel.kind === 'windowSum';
  const shape = isForward ? output : input;
  if (product(shape) === 0) return { tasks: [], scratchBytes: 0, flops: 0 };
  const epilogue = streamsOf(kernel.epilogue, shape.length, buffers);
  const wanted = epilogue.writes.map(({ value }) => value);
  const flops = product(output) * taps + product(shape) * flopsOf(epilogue.body, wanted);
  const words = new Words();
  const channels = shape.at(-1) as number;
  const pixels = shape.slice(0, -1);
  const cost = 2 * taps + costOf(epilogue.body, wanted, () => false);
  const rows = product(pixels);
  const rowsPerUnit = Math.min(rows, Math.max(1, Math.floor(elementsPerUnit(cost) / channels)));
  const own = isForward ? forwardStreams(kernel) : backwardStreams(kernel);
  const streams = [...epilogue.streams, ...own.operands, ...own.coordinates];
  const first = epilogue.streams.length;
  const plan: WindowPlan = {
    kind: kernel.kind,
    size: geometry.size,
    stride: geometry.stride,
    input: input.slice(1, -1),
    output: output.slice(1, -1),
    isInside: windowsAreInside(kernel),
    channels,
    epilogue: { body: epilogue.body, writes: epilogue.writes },
    streams: streams.map((stream) => planOf(stream, words)),
    operand: first,
    positions: own.operands.length > 1 ? first + 1 : null,
    coordinate: first + own.operands.length,
    lengthWords: pixels.map((length) => words.number(length)),
    rowsWord: words.number(rows),
    rowsPerUnitWord: words.number(rowsPerUnit),
  };
  const task: Task = {
    key: `window${JSON.stringify(plan)}`,
    write: (module) => module.func(['i32', 'i32', 'i32'], [], (f) => writeWindow(f, plan)),
    arguments: words.list,
    units: Math.ceil(rows / rowsPerUnit),
    threadScratchBytes: 0,
  };
  return { tasks: [task], scratchBytes: 0, flops };
}

function writeWindow(f: FunctionBuilder, plan: WindowPlan): void {
  const { streams } = plan;
  const starts = streams.map(({ startWord }) => wordLocal(f, startWord));
  const rows = chunkRange(f, unitParameter, plan.rowsPerUnitWord, plan.rowsWord);
  const walked = streams.map(({ stepWords }, i) => ({ pointer: starts[i] as Local, stepWords }));
  const writePixel =
    plan.kind === 'windowMax' || plan.kind === 'windowSum' ? writeForward : writeBackward;
  walk(f, plan.lengthWords, walked, rows.from, rows.to, (pointers) =>
    writePixel(f, plan, pointers),
  );
}

/** For each spatial axis: whether all windows lie within the input. */
function windowsAreInside({ geometry, input, output }: WindowKernel): boolean[] {
  return geometry.size.map((size, axis) => {
    const [before] = geometry.padding[axis] as readonly [number, number];
    const last = ((output[axis + 1] as number) - 1) * (geometry.stride[axis] as number) - before;
    return before === 0 && last + size <= (input[axis + 1] as number);
  });
}

interface OwnStreams {
  /** What is pooled or the gradient, then the positions. */
  readonly operands: readonly Stream[];
  /** For each spatial axis a number that moves with the pixel. */
  readonly coordinates: readonly Stream[];
}

/** Over output pixels: the window's first element, the positions to be written, and the window's first coordinates. */
function forwardStreams({ kind, geometry, input, output, a, positions }: WindowKernel): OwnStreams {
  const strides = rowMajor(input);
  const { stride, padding } = geometry;
  const before = padding.map(([low]) => low);
  const moves = [
    strides[0] as number,
    ...stride.map((step, axis) => step * (strides[axis + 1] as number)),
    1,
  ];
  const back = before.reduce((n, low, axis) => n + low * (strides[axis + 1] as number), 0);
  const operands = [buffer('read', 'f32', a, moves, -4 * back)];
  // Nobody asks for the positions where no gradient follows.
  if (kind === 'windowMax' && positions !== null)
    operands.push(buffer('write', 'i32', positions, rowMajor(output), 0));
  const coordinates = stride.map((step, axis) =>
    counter(axis + 1, step, -(before[axis] as number), output.length),
  );
  return { operands, coordinates };
}

/** Over input pixels: the first gradient and position of the picture, and the coordinates in the padded input. */
function backwardStreams({ kind, geometry, output, a, positions }: WindowKernel): OwnStreams {
  const rank = output.length;
  const strides = rowMajor(output).map((stride, axis) => (axis === 0 ? stride : 0));
  strides[rank - 1] = 1;
  const operands = [buffer('read', 'f32', a, strides, 0)];
  if (kind === 'windowMaxGrad') {
    invariant(positions !== null, 'the gradient of max pooling reads positions');
    operands.push(buffer('read', 'i32', positions, strides, 0));
  }
  const coordinates = geometry.padding.map(([low], axis) => counter(axis + 1, 1, low, rank));
  return { operands, coordinates };
}

function buffer(
  use: 'read' | 'write',
  dtype: 'f32' | 'i32',
  id: BufferId,
  strides: readonly number[],
  byteOffset: number,
): Stream {
  return { use, dtype, strides, start: { kind: 'buffer', buffer: id, byteOffset }, partBytes: 0 };
}
function counter(axis: number, step: number, start: number, rank: number): Stream {
  return {
    use: 'position',
    dtype: 'i32',
    strides: Array.from({ length: rank }, (_, i) => (i === axis ? step : 0)),
    start: { kind: 'i32', value: start },
    partBytes: 0,
  };
}

function rowMajor(shape: readonly number[]): number[] {
  return shape.map((_, axis) => product(shape.slice(axis + 1)));
}
function product(lengths: readonly number[]): number {
  return lengths.reduce((n, d) => n * d, 1);
}
