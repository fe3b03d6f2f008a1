/** Map kernels: a body over an iteration space in; one task whose units are blocks of that space out. */
import type { Body, Buffer, MapKernel } from '../../../fuse/kernel.ts';
import type { FunctionBuilder, Local } from '../assembler/function.ts';
import type { EmittedKernel, Task } from '../task.ts';
import { costOf, emitBody, fixedEntries, type Held, hoistable, releaseNew } from './body.ts';
import { type Lanes, lanesOf } from './lanes.ts';
import { advanceAll, emitStores, leavesAt, type StoredEntry, streamOfLeaf } from './leaves.ts';
import {
  collapse,
  planOf,
  type Stream,
  type StreamPlan,
  streamsOf,
  unitOf,
  Words,
} from './streams.ts';
import { chunkRange, takeDigit, unitParameter, walk, whileLeft, wordLocal } from './walk.ts';

/** Everything that a map's code depends on. */
interface MapPlan {
  readonly body: Body;
  readonly stores: readonly StoredEntry[];
  readonly streams: readonly StreamPlan[];
  /** Words: lengths of all axes but the innermost. */
  readonly lengthWords: readonly number[];
  readonly rowsWord: number;
  readonly rowsPerUnitWord: number;
  readonly columnsWord: number;
  /** Where rows are cut too: words of the columns in a unit and of the units in a row. */
  readonly cut: { readonly columnsPerUnitWord: number; readonly countWord: number } | null;
  /** Which of the two loops is the outer one: rows, or blocks of columns. */
  readonly order: 'rows' | 'columns';
  /** Vectors handled in one turn of the inner loop. */
  readonly unroll: number;
  /** Columns left over by whole blocks; order 'columns' only. */
  readonly tail: number;
}

/** Up to this many columns go through registers block by block, all rows of a unit for each. */
const NARROW = 64;
const LONGEST_ROW = 16384;

/** Elements in a unit, by shapes and body alone: some 8 µs of work. */
export function elementsPerUnit(cost: number): number {
  return cost <= 12 ? 8192 : cost <= 60 ? 4096 : 2048;
}

export function emitMap(kernel: MapKernel, buffers: readonly Buffer[]): EmittedKernel {
  const elements = kernel.shape.reduce((n, d) => n * d, 1);
  if (elements === 0) return { tasks: [], scratchBytes: 0, flops: 0 };
  const { body, streams, writes } = streamsOf(kernel.pointwise, kernel.shape.length, buffers);
  const wanted = writes.map(({ value }) => value);
  const space = collapse({ shape: kernel.shape, streams });
  const task = mapTask(body, writes, space.shape, space.streams);
  return { tasks: [task], scratchBytes: 0, flops: elements * flopsOf(body, wanted) };
}

/** Arithmetic operations of one evaluation. */
export function flopsOf(body: Body, wanted: readonly number[]): number {
  if (wanted.length === 0) return 0;
  return body.reduce((n, { op }) => n + (LEAVES.has(op) ? 0 : 1), 0);
}
const LEAVES: ReadonlySet<string> = new Set(['read', 'constant', 'index', 'accumulator']);

function mapTask(
  body: Body,
  stores: readonly StoredEntry[],
  shape: readonly number[],
  streams: readonly Stream[],
): Task {
  const words = new Words();
  const columns = shape.at(-1) ?? 1;
  const outer = shape.slice(0, -1);
  const rows = outer.reduce((n, d) => n * d, 1);
  const plans = streams.map((stream) => planOf(stream, words));
  const order = chooseOrder(body, stores, plans, rows, columns);
  const cost = innerCost(body, stores, plans, order);
  const columnsPerUnit = columns > LONGEST_ROW ? elementsPerUnit(cost) : columns;
  const chunks = Math.ceil(columns / columnsPerUnit);
  const rowsPerUnit = Math.min(rows, Math.max(1, Math.floor(elementsPerUnit(cost) / columns)));
  const unroll = cost <= 14 ? 4 : cost <= 30 ? 2 : 1;
  const plan: MapPlan = {
    body,
    stores,
    streams: plans,
    lengthWords: outer.map((length) => words.number(length)),
    rowsWord: words.number(rows),
    rowsPerUnitWord: words.number(rowsPerUnit),
    columnsWord: words.number(columns),
    cut:
      chunks === 1
        ? null
        : { columnsPerUnitWord: words.number(columnsPerUnit), countWord: words.number(chunks) },
    order,
    unroll,
    tail: order === 'columns' ? columns % (4 * unroll) : 0,
  };
  return {
    key: `map${JSON.stringify(plan)}`,
    write: (module) => module.func(['i32', 'i32', 'i32'], [], (f) => writeMap(f, plan)),
    arguments: words.list,
    units: Math.ceil(rows / rowsPerUnit) * chunks,
    threadScratchBytes: 0,
  };
}

/** What stands still along the innermost axis, along all others, and everywhere. */
function fixedSets(body: Body, streams: readonly StreamPlan[]) {
  const isFixed = (test: (stream: StreamPlan) => boolean): boolean[] =>
    fixedEntries(body, (leaf) => test(streams[streamOfLeaf(leaf) ?? -1] as StreamPlan));
  const inRow = (stream: StreamPlan): boolean => stream.inner === 0;
  const inColumn = ({ stepWords }: StreamPlan): boolean => stepWords.every((word) => word === null);
  return {
    inRow: isFixed(inRow),
    inColumn: isFixed(inColumn),
    everywhere: isFixed((stream) => inRow(stream) && inColumn(stream)),
  };
}

/** Columns come first where rows are short, or where more can be kept for a column than for a row. */
function chooseOrder(
  body: Body,
  stores: readonly StoredEntry[],
  streams: readonly StreamPlan[],
  rows: number,
  columns: number,
): 'rows' | 'columns' {
  if (rows === 1 || columns > LONGEST_ROW) return 'rows';
  if (columns <= NARROW) return 'columns';
  const wanted = stores.map(({ value }) => value);
  const fixed = fixedSets(body, streams);
  const saved = (set: readonly boolean[]): number => {
    const kept = hoistable(body, wanted, set).filter((entry) => !fixed.everywhere[entry]);
    return costOf(body, kept, (entry) => body[entry]?.op === 'read');
  };
  return saved(fixed.inColumn) > saved(fixed.inRow) ? 'columns' : 'rows';
}

/** Instructions for each vector: without what is computed before the inner loop. */
function innerCost(
  body: Body,
  stores: readonly StoredEntry[],
  streams: readonly StreamPlan[],
  order: MapPlan['order'],
): number {
  const fixed = fixedSets(body, streams)[order === 'rows' ? 'inRow' : 'inColumn'];
  const wanted = stores.map(({ value }) => value);
  return costOf(body, wanted, (entry) => fixed[entry] === true);
}

function writeMap(f: FunctionBuilder, plan: MapPlan): void {
  const { body, stores, streams } = plan;
  const wanted = stores.map(({ value }) => value);
  const fixed = fixedSets(body, streams);
  const starts = streams.map(({ startWord }) => wordLocal(f, startWord));
  const columns = wordLocal(f, plan.columnsWord);
  const unit = f.local('i32');
  f.get(unitParameter).set(unit);
  if (plan.cut) skipToChunk(f, plan, unit, starts, columns);
  const rows = chunkRange(f, unit, plan.rowsPerUnitWord, plan.rowsWord);
  const everywhere = emitBody(
    f,
    body,
    hoistable(body, wanted, fixed.everywhere),
    new Map(),
    leavesAt(f, streams, starts, 1, 0),
  );
  const emit = plan.order === 'rows' ? writeRows : writeColumns;
  emit(f, plan, { starts, columns, from: rows.from, to: rows.to, everywhere, fixed, wanted });
}

/** Moves the starts to the unit's columns and narrows `columns` to them. */
function skipToChunk(
  f: FunctionBuilder,
  { cut, columnsWord, streams }: MapPlan,
  unit: Local,
  starts: readonly Local[],
  columns: Local,
): void {
  if (cut === null) return;
  const chunk = takeDigit(f, unit, cut.countWord);
  const { from, to } = chunkRange(f, chunk, cut.columnsPerUnitWord, columnsWord);
  f.get(to).get(from).op('i32.sub').set(columns);
  streams.forEach((stream, i) => {
    const start = starts[i] as Local;
    const bytes = stream.inner * unitOf(stream);
    if (bytes !== 0) f.get(start).get(from).i32(bytes).op('i32.mul').op('i32.add').set(start);
  });
  f.release(chunk, from, to);
}

interface MapState {
  readonly starts: readonly Local[];
  readonly columns: Local;
  readonly from: Local;
  readonly to: Local;
  /** Values that are the same at every position. */
  readonly everywhere: Held;
  readonly fixed: ReturnType<typeof fixedSets>;
  readonly wanted: readonly number[];
}

function writeRows(f: FunctionBuilder, plan: MapPlan, state: MapState): void {
  const { body, stores, streams, unroll } = plan;
  const inRow = hoistable(body, state.wanted, state.fixed.inRow);
  walk(f, plan.lengthWords, walkedStreams(streams, state.starts), state.from, state.to, (row) => {
    const rowLeaves = leavesAt(f, streams, row, 1, 0);
    const known = new Map([
      ...state.everywhere,
      ...emitBody(f, body, inRow, state.everywhere, rowLeaves),
    ]);
    const cursors = streams.map(({ inner }, i) => {
      const pointer = row[i] as Local;
      if (inner === 0) return pointer;
      const cursor = f.local('i32');
      f.get(pointer).set(cursor);
      return cursor;
    });
    const left = f.local('i32');
    f.get(state.columns).set(left);
    const steps: [vectors: number, lanes: Lanes][] = [
      [unroll, 4],
      [1, 4],
      [1, 1],
    ];
    for (const [vectors, lanes] of unroll === 1 ? steps.slice(1) : steps) {
      whileLeft(f, left, vectors * lanes, () => {
        for (let vector = 0; vector < vectors; vector++)
          emitStores(f, body, stores, known, streams, cursors, lanes, vector * lanes);
        advanceAll(f, streams, cursors, vectors * lanes);
      });
    }
    f.release(left, ...cursors.filter((cursor, i) => cursor !== row[i]));
    releaseNew(f, known, state.everywhere);
  });
}

function writeColumns(f: FunctionBuilder, plan: MapPlan, state: MapState): void {
  const { streams, unroll, tail } = plan;
  const width = 4 * unroll;
  const whole = lanesOf(width);
  whileLeft(f, state.columns, width, () => {
    writeBlock(f, plan, state, whole);
    advanceAll(f, streams, state.starts, width);
  });
  if (tail > 0) writeBlock(f, plan, state, lanesOf(tail));
}

/** All rows of the unit for the columns that the starts point to, as many as `parts` have. */
function writeBlock(
  f: FunctionBuilder,
  { body, stores, streams, lengthWords }: MapPlan,
  { starts, from, to, everywhere, fixed, wanted }: MapState,
  parts: readonly Lanes[],
): void {
  const inColumn = hoistable(body, wanted, fixed.inColumn);
  const inRow = hoistable(body, wanted, fixed.inRow);
  const columnOf = (part: number): number =>
    parts.slice(0, part).reduce<number>((n, l) => n + l, 0);
  const ofParts = parts.map((lanes, part) => {
    const leaves = leavesAt(f, streams, starts, lanes, columnOf(part));
    return emitBody(f, body, inColumn, everywhere, leaves);
  });
  walk(f, lengthWords, walkedStreams(streams, starts), from, to, (row) => {
    const ofRow = emitBody(f, body, inRow, everywhere, leavesAt(f, streams, row, 1, 0));
    parts.forEach((lanes, part) => {
      const known = new Map([...everywhere, ...ofRow, ...(ofParts[part] as Held)]);
      emitStores(f, body, stores, known, streams, row, lanes, columnOf(part));
    });
    releaseNew(f, ofRow, everywhere);
  });
  for (const held of ofParts) releaseNew(f, held, everywhere);
}

function walkedStreams(streams: readonly StreamPlan[], pointers: readonly Local[]) {
  return streams.map(({ stepWords }, i) => ({ pointer: pointers[i] as Local, stepWords }));
}
