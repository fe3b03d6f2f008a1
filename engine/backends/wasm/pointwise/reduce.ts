/**
 * Reduce kernels: an iteration space with axes to fold in; tasks out. Long reductions are cut, by shapes alone,
 * into parts that one task folds and a second one combines in order.
 */
import type { Body, Buffer, ReduceKernel, Scalar } from '../../../fuse/kernel.ts';
import type { Shape } from '../../../ir/types.ts';
import { invariant } from '../../../util/errors.ts';
import type { EmittedKernel, Task } from '../task.ts';
import { costOf } from './body.ts';
import { type Folded, foldedEntries } from './fold.ts';
import { elementsPerUnit, flopsOf } from './map.ts';
import { type ReducePlan, writeReduce } from './reduceCode.ts';
import { collapse, planOf, type Stream, type Streamed, streamsOf, Words } from './streams.ts';

/** More parts than this gain nothing; fewer keep their combination cheap. */
const MOST_PARTS = 64;
/** An accumulator adds at most about this many numbers one by one, so that rounding errors stay small. */
const LONGEST_SUM = 4096;
/** Units take at least so many neighbouring results where results are contiguous. */
const FEWEST_COLUMNS = 256;

/** One reduction, from elements or from the parts of another. */
interface Reduction {
  /** Outer axes, then folded axes. */
  readonly shape: Shape;
  readonly outer: number;
  readonly before: Streamed;
  readonly folded: readonly Folded[];
  /** Its streams go over the outer axes only. */
  readonly after: Streamed;
}

export function emitReduce(kernel: ReduceKernel, buffers: readonly Buffer[]): EmittedKernel {
  const { shape, outer } = kernel;
  const outerCount = product(shape.slice(0, outer));
  const reducedCount = product(shape.slice(outer));
  if (outerCount === 0) return { tasks: [], scratchBytes: 0, flops: 0 };
  invariant(reducedCount > 0, 'a reduction has elements to fold');
  const whole = reductionOf(kernel, buffers);
  const flops = outerCount * (reducedCount * flopsOf(whole.before.body, [0]) + reducedCount);
  const { total } = layOut(whole);
  const perPart = partLength(whole, outerCount, reducedCount);
  if (perPart === total) return { tasks: [reduceTask(whole, total)], scratchBytes: 0, flops };
  const { first, second, scratchBytes } = cut(whole, outerCount, Math.ceil(total / perPart));
  const tasks = [reduceTask(first, perPart), reduceTask(second, layOut(second).total)];
  return { tasks, scratchBytes, flops };
}

function reductionOf(
  { shape, outer, before, reductions, after }: ReduceKernel,
  buffers: readonly Buffer[],
): Reduction {
  // The position that argmax gives is one more entry of the body.
  const wantsPosition = reductions.some(({ op }) => op === 'argmax');
  const body: Body = wantsPosition
    ? [...before.body, { op: 'index', axis: outer, dtype: 'i32' }]
    : before.body;
  const folded = reductions.map(({ op, value }): Folded => {
    invariant(op !== 'argmax' || shape.length === outer + 1, 'argmax folds one axis');
    const position = op === 'argmax' ? before.body.length : null;
    return { op, value, dtype: (body[value] as Scalar).dtype, position };
  });
  const entries = foldedEntries(folded);
  return {
    shape,
    outer,
    before: streamsOf({ ...before, body }, shape.length, buffers, entries),
    folded,
    after: streamsOf(after, outer, buffers),
  };
}

/** How much of the total a unit folds: all of it, or a part, where results are few or sums are long. */
function partLength(reduction: Reduction, outerCount: number, reducedCount: number): number {
  const { order, rows, columns, total, walkedReduced } = layOut(reduction);
  const perUnit = elementsPerUnit(costOfFold(reduction));
  const units = Math.min(MOST_PARTS, Math.ceil((outerCount * reducedCount) / perUnit));
  const byResults = rows * (order === 'columns' ? Math.ceil(columns / FEWEST_COLUMNS) : 1);
  const wanted = Math.max(Math.ceil(units / byResults), Math.ceil(reducedCount / LONGEST_SUM));
  const parts = Math.max(1, Math.min(wanted, MOST_PARTS, Math.floor(reducedCount / 64)));
  if (parts === 1) return total;
  const alignment = walkedReduced.length > 0 ? 1 : 16;
  return Math.min(total, Math.ceil(total / parts / alignment) * alignment);
}
function costOfFold({ before, folded }: Reduction): number {
  return costOf(before.body, foldedEntries(folded), () => false) + 2 * folded.length;
}

/** The same reduction in two: parts into scratch memory, laid out [result, part, outer…], and parts into results. */
function cut(whole: Reduction, outerCount: number, parts: number) {
  const { shape, outer, folded, after } = whole;
  const outerShape = shape.slice(0, outer);
  const strides = outerShape.map((_, axis) => product(outerShape.slice(axis + 1)));
  const bytes = Math.ceil((outerCount * parts * 4) / 64) * 64;
  const partBytes = outerCount * 4;
  const results = folded.flatMap(({ op, dtype }, i) => {
    const value = { reduction: op === 'argmax' ? i + folded.length : i, dtype };
    return op === 'argmax' ? [value, { reduction: i, dtype: 'i32' as const }] : [value];
  });
  const stream = (use: Stream['use'], i: number): Stream => ({
    use,
    dtype: (results[i] as (typeof results)[number]).dtype,
    strides: use === 'write' ? strides : [...strides, outerCount],
    start: { kind: 'scratch', byteOffset: i * bytes },
    partBytes: use === 'write' ? partBytes : 0,
  });
  let entry = 0;
  const first: Reduction = {
    ...whole,
    after: {
      body: results.map(({ reduction, dtype }) => ({ op: 'accumulator', reduction, dtype })),
      streams: results.map((_, i) => stream('write', i)),
      writes: results.map((_, i) => ({ stream: i, value: i })),
    },
  };
  const second: Reduction = {
    shape: [...outerShape, parts],
    outer,
    before: {
      body: results.map(({ dtype }, i) => ({ op: 'read', read: i, dtype })),
      streams: results.map((_, i) => stream('read', i)),
      writes: [],
    },
    folded: folded.map(({ op, dtype }) => ({
      op,
      dtype,
      value: entry++,
      position: op === 'argmax' ? entry++ : null,
    })),
    after,
  };
  return { first, second, scratchBytes: bytes * results.length };
}

/** How a reduction's loops lie. Streams step along walked outer axes, walked folded axes, then columns. */
interface Layout {
  readonly order: ReducePlan['order'];
  readonly walkedOuter: Shape;
  readonly walkedReduced: Shape;
  /** Length of the axis that vectors go along. */
  readonly columns: number;
  /** Positions of the walked outer axes. */
  readonly rows: number;
  /** What parts are cut from: positions of the walked folded axes, or columns where there are none. */
  readonly total: number;
  readonly before: readonly Stream[];
  readonly after: readonly Stream[];
}
function layOut(reduction: Reduction): Layout {
  const { outer, reduced, streams } = collapsed(reduction);
  const count = reduction.before.streams.length;
  const order = chooseOrder(outer, reduced, streams.slice(0, count));
  const isColumns = order === 'columns';
  const columns = (isColumns ? outer : reduced).at(-1) as number;
  const walkedReduced = isColumns ? reduced : reduced.slice(0, -1);
  const walkedOuter = isColumns ? outer.slice(0, -1) : outer;
  const arranged = streams.map((stream) => {
    if (!isColumns) return stream;
    const strides = [...stream.strides];
    const [column] = strides.splice(outer.length - 1, 1);
    return { ...stream, strides: [...strides, column as number] };
  });
  return {
    order,
    walkedOuter,
    walkedReduced,
    columns,
    rows: product(walkedOuter),
    total: walkedReduced.length > 0 ? product(walkedReduced) : columns,
    before: arranged.slice(0, count),
    after: arranged.slice(count),
  };
}

function reduceTask(reduction: Reduction, perPart: number): Task {
  const { before, folded, after } = reduction;
  const words = new Words();
  const layout = layOut(reduction);
  const { order, walkedOuter, walkedReduced, columns, rows, total } = layout;
  const isColumns = order === 'columns';
  const parts = Math.ceil(total / perPart);
  const cost = costOfFold(reduction);
  const target = elementsPerUnit(cost);
  const inPart = isColumns || walkedReduced.length === 0 ? perPart : perPart * columns;
  const columnsPerUnit = isColumns
    ? Math.min(columns, Math.max(FEWEST_COLUMNS, Math.round(target / inPart / 16) * 16))
    : columns;
  const perRow = isColumns ? columnsPerUnit * inPart : inPart;
  const rowsPerUnit = Math.min(rows, Math.max(1, Math.floor(target / perRow)));
  const columnChunks = Math.ceil(columns / columnsPerUnit);
  const unroll = cost <= 10 ? 4 : cost <= 24 ? 2 : 1;
  const plan: ReducePlan = {
    order,
    folded,
    before: { ...before, streams: layout.before.map((stream) => planOf(stream, words)) },
    after: { ...after, streams: layout.after.map((stream) => planOf(stream, words)) },
    outerLengthWords: walkedOuter.map((length) => words.number(length)),
    reducedLengthWords: walkedReduced.map((length) => words.number(length)),
    rowsWord: words.number(rows),
    rowsPerUnitWord: words.number(rowsPerUnit),
    totalWord: words.number(total),
    columnsWord: words.number(columns),
    parts:
      parts === 1 ? null : { countWord: words.number(parts), perPartWord: words.number(perPart) },
    cut:
      columnChunks === 1
        ? null
        : {
            columnsPerUnitWord: words.number(columnsPerUnit),
            countWord: words.number(columnChunks),
          },
    unroll,
    tail: isColumns ? columns % (4 * unroll) : 0,
  };
  return {
    key: `reduce${JSON.stringify(plan)}`,
    write: (module) => module.func(['i32', 'i32', 'i32'], [], (f) => writeReduce(f, plan)),
    arguments: words.list,
    units: Math.ceil(rows / rowsPerUnit) * columnChunks * parts,
    threadScratchBytes: 0,
  };
}

/** Fewest axes; at least one is left to fold. Streams of `before` come first; those of `after` stand still there. */
function collapsed({ shape, outer, before, after }: Reduction) {
  const still = Array<number>(shape.length - outer).fill(0);
  const streams = [
    ...before.streams,
    ...after.streams.map((stream) => ({ ...stream, strides: [...stream.strides, ...still] })),
  ];
  const space = collapse({ shape, streams }, outer);
  const none = space.boundary === space.shape.length;
  return {
    outer: space.shape.slice(0, space.boundary),
    reduced: none ? [1] : space.shape.slice(space.boundary),
    streams: none
      ? space.streams.map((stream) => ({ ...stream, strides: [...stream.strides, 0] }))
      : space.streams,
  };
}

/** Vectors go along the last outer axis where more reads are contiguous there than along the last folded one. */
function chooseOrder(
  outer: Shape,
  reduced: Shape,
  streams: readonly Stream[],
): ReducePlan['order'] {
  if (outer.length === 0) return 'rows';
  const contiguous = (axis: number): number =>
    streams.filter(({ use, strides }) => use === 'read' && strides[axis] === 1).length;
  const [along, across] = [
    contiguous(outer.length + reduced.length - 1),
    contiguous(outer.length - 1),
  ];
  return across > along ? 'columns' : 'rows';
}

function product(lengths: readonly number[]): number {
  return lengths.reduce((n, d) => n * d, 1);
}
