/** Code of reductions: a plan in; a function over units (blocks of results, or parts of them) out. */
import type { Body } from '../../../fuse/kernel.ts';
import type { FunctionBuilder, Local } from '../assembler/function.ts';
import { emitBody, fixedEntries, type Held, hoistable, releaseNew } from './body.ts';
import {
  type Accumulator,
  beginFold,
  type Folded,
  fold,
  foldedEntries,
  foldLanes,
  mergeFold,
  releaseFold,
} from './fold.ts';
import { type Lanes, lanesOf } from './lanes.ts';
import { advanceAll, emitStores, leavesAt, type StoredEntry, streamOfLeaf } from './leaves.ts';
import { type StreamPlan, unitOf } from './streams.ts';
import {
  chunkRange,
  pushWord,
  takeDigit,
  unitParameter,
  type Walked,
  walk,
  whileLeft,
  wordLocal,
} from './walk.ts';

export interface PlannedBody {
  readonly body: Body;
  readonly streams: readonly StreamPlan[];
  readonly writes: readonly StoredEntry[];
}

/** Everything that a reduction's code depends on. Streams step along outer axes, then folded ones, then vectors. */
export interface ReducePlan {
  /** rows: vectors go along the last folded axis; columns: along the last axis that stays. */
  readonly order: 'rows' | 'columns';
  readonly folded: readonly Folded[];
  readonly before: PlannedBody;
  readonly after: PlannedBody;
  readonly outerLengthWords: readonly number[];
  readonly reducedLengthWords: readonly number[];
  /** Word: positions of the walked outer axes. */
  readonly rowsWord: number;
  readonly rowsPerUnitWord: number;
  /** Word: positions of the walked folded axes; where there are none, columns. */
  readonly totalWord: number;
  readonly columnsWord: number;
  readonly parts: { readonly countWord: number; readonly perPartWord: number } | null;
  readonly cut: { readonly columnsPerUnitWord: number; readonly countWord: number } | null;
  readonly unroll: number;
  /** Columns left over by whole blocks; order 'columns' only. */
  readonly tail: number;
}

interface Range {
  readonly from: Local;
  readonly to: Local;
}
interface ReduceState {
  readonly before: readonly Local[];
  readonly after: readonly Local[];
  readonly rows: Range;
  /** Of the total. */
  readonly part: Range;
  readonly columns: Local;
}

export function writeReduce(f: FunctionBuilder, plan: ReducePlan): void {
  const { before, after, parts, cut } = plan;
  const unit = f.local('i32');
  f.get(unitParameter).set(unit);
  const partNumber = parts ? takeDigit(f, unit, parts.countWord) : null;
  const begin = (stream: StreamPlan): Local => {
    const start = wordLocal(f, stream.startWord);
    if (stream.partWord !== null && partNumber !== null) {
      f.get(start).get(partNumber);
      pushWord(f, stream.partWord).op('i32.mul').op('i32.add').set(start);
    }
    return start;
  };
  const starts = { before: before.streams.map(begin), after: after.streams.map(begin) };
  const columns = wordLocal(f, plan.columnsWord);
  if (cut) {
    const chunk = takeDigit(f, unit, cut.countWord);
    const range = chunkRange(f, chunk, cut.columnsPerUnitWord, plan.columnsWord);
    f.get(range.to).get(range.from).op('i32.sub').set(columns);
    skipColumns(f, before.streams, starts.before, range.from);
    skipColumns(f, after.streams, starts.after, range.from);
  }
  const state: ReduceState = {
    ...starts,
    rows: chunkRange(f, unit, plan.rowsPerUnitWord, plan.rowsWord),
    part:
      parts && partNumber !== null
        ? chunkRange(f, partNumber, parts.perPartWord, plan.totalWord)
        : wholeRange(f, plan.totalWord),
    columns,
  };
  const outer = plan.outerLengthWords.length;
  const walked: Walked[] = [
    ...walkedAxes(before.streams, starts.before, 0, outer),
    ...walkedAxes(after.streams, starts.after, 0, outer),
  ];
  walk(f, plan.outerLengthWords, walked, state.rows.from, state.rows.to, (pointers) => {
    const at: ReduceState = {
      ...state,
      before: pointers.slice(0, before.streams.length),
      after: pointers.slice(before.streams.length),
    };
    if (plan.order === 'rows') writeRow(f, plan, at);
    else writeColumns(f, plan, at);
  });
}

function wholeRange(f: FunctionBuilder, lengthWord: number): Range {
  const from = f.local('i32');
  f.i32(0).set(from);
  return { from, to: wordLocal(f, lengthWord) };
}
function skipColumns(
  f: FunctionBuilder,
  streams: readonly StreamPlan[],
  starts: readonly Local[],
  columns: Local,
): void {
  streams.forEach((stream, i) => {
    const start = starts[i] as Local;
    const bytes = stream.inner * unitOf(stream);
    if (bytes !== 0) f.get(start).get(columns).i32(bytes).op('i32.mul').op('i32.add').set(start);
  });
}
function walkedAxes(
  streams: readonly StreamPlan[],
  pointers: readonly Local[],
  from: number,
  to?: number,
): Walked[] {
  return streams.map(({ stepWords }, i) => ({
    pointer: pointers[i] as Local,
    stepWords: stepWords.slice(from, to),
  }));
}
/** Copies of the pointers that move along the innermost axis. */
function cursorsOf(
  f: FunctionBuilder,
  streams: readonly StreamPlan[],
  pointers: readonly Local[],
): Local[] {
  return streams.map(({ inner }, i) => {
    const pointer = pointers[i] as Local;
    if (inner === 0) return pointer;
    const cursor = f.local('i32');
    f.get(pointer).set(cursor);
    return cursor;
  });
}
function releaseOthers(f: FunctionBuilder, locals: readonly Local[], kept: readonly Local[]): void {
  f.release(...locals.filter((local, i) => local !== kept[i]));
}

/** Which entries stand still along the folded axes, and along the innermost one. */
function fixedSets({ before, outerLengthWords }: ReducePlan) {
  const isFixed = (test: (stream: StreamPlan) => boolean): boolean[] =>
    fixedEntries(before.body, (leaf) =>
      test(before.streams[streamOfLeaf(leaf) ?? -1] as StreamPlan),
    );
  const inRow = ({ inner }: StreamPlan): boolean => inner === 0;
  const whileFolding = ({ stepWords }: StreamPlan): boolean =>
    stepWords.slice(outerLengthWords.length).every((word) => word === null);
  return {
    inRow: isFixed(inRow),
    whileFolding: isFixed(whileFolding),
    both: isFixed((stream) => inRow(stream) && whileFolding(stream)),
  };
}

/** One result: vectors go along the last folded axis. */
function writeRow(f: FunctionBuilder, plan: ReducePlan, state: ReduceState): void {
  const { before, folded, unroll, reducedLengthWords } = plan;
  const { body, streams } = before;
  const wanted = foldedEntries(folded);
  const fixed = fixedSets(plan);
  const still = emitBody(
    f,
    body,
    hoistable(body, wanted, fixed.both),
    new Map(),
    leavesAt(f, streams, state.before, 1, 0),
  );
  const vectors = Array.from({ length: unroll }, () => beginFold(f, folded));
  const singles = beginFold(f, folded);
  const isWalked = reducedLengthWords.length > 0;
  const foldColumns = (pointers: readonly Local[]): void => {
    const inRow = emitBody(
      f,
      body,
      hoistable(body, wanted, fixed.inRow),
      still,
      leavesAt(f, streams, pointers, 1, 0),
    );
    const known = new Map([...still, ...inRow]);
    const cursors = cursorsOf(f, streams, pointers);
    const left = f.local('i32');
    if (isWalked) f.get(state.columns).set(left);
    else {
      f.get(state.part.to).get(state.part.from).op('i32.sub').set(left);
      skipColumns(f, streams, cursors, state.part.from);
    }
    const step = (into: readonly (readonly Accumulator[])[], lanes: Lanes): void => {
      whileLeft(f, left, into.length * lanes, () => {
        into.forEach((accumulators, i) => {
          const leaves = leavesAt(f, streams, cursors, lanes, i * lanes);
          const entries = emitBody(f, body, wanted, known, leaves);
          fold(f, folded, accumulators, entries);
          releaseNew(f, entries, known);
        });
        advanceAll(f, streams, cursors, into.length * lanes);
      });
    };
    if (unroll > 1) step(vectors, 4);
    step(vectors.slice(0, 1), 4);
    step([singles], 1);
    f.release(left);
    releaseOthers(f, cursors, pointers);
    releaseNew(f, inRow, still);
  };
  if (isWalked) {
    const walked = walkedAxes(streams, state.before, plan.outerLengthWords.length);
    walk(f, reducedLengthWords, walked, state.part.from, state.part.to, foldColumns);
  } else foldColumns(state.before);
  const [result, ...others] = vectors as [Accumulator[], ...Accumulator[][]];
  for (const other of others) mergeFold(f, folded, result, other);
  foldLanes(f, folded, result);
  mergeFold(f, folded, result, singles);
  finish(f, plan, result, state.after, 1, 0);
  for (const accumulators of [...vectors, singles]) releaseFold(f, accumulators);
  releaseNew(f, still, new Map());
}

/** The results of one row: vectors go along them, and a block of them stays in registers while folding. */
function writeColumns(f: FunctionBuilder, plan: ReducePlan, state: ReduceState): void {
  const { before, after, unroll, tail } = plan;
  const width = 4 * unroll;
  const cursors = cursorsOf(f, before.streams, state.before);
  const results = cursorsOf(f, after.streams, state.after);
  const at = { ...state, before: cursors, after: results };
  const left = f.local('i32');
  f.get(state.columns).set(left);
  whileLeft(f, left, width, () => {
    writeBlock(f, plan, at, lanesOf(width));
    advanceAll(f, before.streams, cursors, width);
    advanceAll(f, after.streams, results, width);
  });
  if (tail > 0) {
    f.get(left);
    f.if(() => writeBlock(f, plan, at, lanesOf(tail)));
  }
  f.release(left);
  releaseOthers(f, cursors, state.before);
  releaseOthers(f, results, state.after);
}

function writeBlock(
  f: FunctionBuilder,
  plan: ReducePlan,
  state: ReduceState,
  parts: readonly Lanes[],
): void {
  const { before, folded } = plan;
  const { body, streams } = before;
  const wanted = foldedEntries(folded);
  const fixed = fixedSets(plan);
  const none: Held = new Map();
  const columnOf = (part: number): number =>
    parts.slice(0, part).reduce<number>((n, lanes) => n + lanes, 0);
  const ofParts = parts.map((lanes, part) => {
    const leaves = leavesAt(f, streams, state.before, lanes, columnOf(part));
    return emitBody(f, body, hoistable(body, wanted, fixed.whileFolding), none, leaves);
  });
  const accumulators = parts.map(() => beginFold(f, folded));
  const walked = walkedAxes(streams, state.before, plan.outerLengthWords.length);
  walk(f, plan.reducedLengthWords, walked, state.part.from, state.part.to, (row) => {
    const inRow = hoistable(body, wanted, fixed.inRow).filter((entry) => !fixed.both[entry]);
    const ofRow = emitBody(f, body, inRow, none, leavesAt(f, streams, row, 1, 0));
    parts.forEach((lanes, part) => {
      const known = new Map([...ofRow, ...(ofParts[part] as Held)]);
      const leaves = leavesAt(f, streams, row, lanes, columnOf(part));
      const entries = emitBody(f, body, wanted, known, leaves);
      fold(f, folded, accumulators[part] as Accumulator[], entries);
      releaseNew(f, entries, known);
    });
    releaseNew(f, ofRow, none);
  });
  parts.forEach((lanes, part) => {
    const results = accumulators[part] as Accumulator[];
    finish(f, plan, results, state.after, lanes, columnOf(part));
    releaseFold(f, results);
  });
  for (const held of ofParts) releaseNew(f, held, none);
}

/** `after` with the accumulators; number reductions + i is the largest value behind the position that argmax i gives. */
function finish(
  f: FunctionBuilder,
  { after, folded }: ReducePlan,
  results: readonly Accumulator[],
  pointers: readonly Local[],
  lanes: Lanes,
  column: number,
): void {
  const known = new Map<number, Local>();
  after.body.forEach((scalar, entry) => {
    if (scalar.op !== 'accumulator') return;
    const isValue = scalar.reduction >= folded.length;
    const result = results[isValue ? scalar.reduction - folded.length : scalar.reduction];
    if (result) known.set(entry, isValue ? result.value : (result.position ?? result.value));
  });
  emitStores(f, after.body, after.writes, known, after.streams, pointers, lanes, column);
}
