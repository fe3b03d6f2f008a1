/**
 * The results of one block for one panel of output channels: tiles of neighbouring results, row by row, each summing
 * over taps and channels of the source panel.
 */
import type { FunctionBuilder, Local } from '../assembler/function.ts';
import type { Target } from '../task.ts';
import { type CorrelatePlan, depthOf, type Pass } from './correlatePlan.ts';
import { crop } from './crop.ts';
import type { PreparedEpilogue } from './epilogue.ts';
import { advance, repeat, repeatWhile } from './loops.ts';
import type { Panel } from './panel.ts';
import { emitTile, maximumRows, type ReductionLoop, splitRows } from './tile.ts';

/** What the code of a block is made from. */
export interface BlockContext {
  readonly plan: CorrelatePlan;
  readonly target: Target;
  readonly panel: Panel;
  readonly epilogue: PreparedEpilogue;
}

export interface LatticeLocals {
  readonly a: Local;
  readonly b: Local;
  readonly out: Local;
  readonly column: Local;
  /** Rows of results of the block. */
  readonly rows: Local;
  /** First of them in its image. */
  readonly row: Local;
}

/** One column panel for the block's results: tiles of neighbouring results, row by row. */
export function emitLattice(
  f: FunctionBuilder,
  context: BlockContext,
  pass: Pass,
  vectors: number,
  channels: number,
  locals: LatticeLocals,
): void {
  const { plan, panel, target } = context;
  const width = pass.size[1];
  const aColumn = plan.step[1] * plan.source[2] * 4;
  const aRow = plan.step[0] * panel.rowBytes;
  const [outRow, outColumn] = [pass.outStep[0] * 4, pass.outStep[1] * 4];
  const [aLine, outLine, left] = [f.local('i32'), f.local('i32'), f.local('i32')];
  const [a, out] = [f.local('i32'), f.local('i32')];
  const rowCrop = cropsRows(context, pass) ? newRowCrop(f, locals.row) : null;
  f.get(locals.a).set(aLine).get(locals.out).set(outLine).get(locals.rows).set(left);
  const tileOf = (lines: number, columns: number) => {
    const places = Array.from({ length: lines * columns }, (_, i) => {
      const [line, place] = [Math.floor(i / columns), i % columns];
      return { a: line * aRow + place * aColumn, out: line * outRow + place * outColumn };
    });
    const tile = {
      rowOffsets: places.map((place) => place.a),
      vectors,
      loops: reductionLoops(context, pass, vectors, lines === 1 ? rowCrop : null),
      aElements: plan.depthwise ? ('vector' as const) : ('splat' as const),
    };
    emitTile(
      f,
      target,
      tile,
      a,
      (lines === 1 && rowCrop?.b) || locals.b,
      'zero',
      (accumulators) => {
        const position = { offset: out, column: locals.column };
        const store = context.epilogue.begin(f, 0, 2, position);
        accumulators.forEach((row, r) => {
          row.forEach((accumulator, v) => {
            const lanes = Math.min(4, channels - v * 4);
            const { out: offset } = places[r] as { out: number };
            store.store(accumulator, offset + v * 16, v * 16, lanes);
          });
        });
        store.end();
      },
    );
  };
  const lines = (count: number) => {
    f.get(aLine).set(a).get(outLine).set(out);
    if (count === 1 && rowCrop) cropRows(f, context, pass, vectors, { a, b: locals.b }, rowCrop);
    else if (rowCrop) advance(f, rowCrop.line, count);
    for (const { rows: columns, times } of count > 1
      ? [{ rows: width, times: 1 }]
      : splitRows(width, vectors, target))
      repeat(f, times, () => {
        tileOf(count, columns);
        advance(f, a, columns * aColumn);
        advance(f, out, columns * outColumn);
      });
    advance(f, aLine, count * aRow);
    advance(f, outLine, count * outRow);
  };
  // Narrow results share a tile between rows.
  const together = Math.max(1, Math.floor(maximumRows(vectors, target) / width));
  if (together > 1) repeatWhile(f, left, together, () => lines(together));
  repeatWhile(f, left, 1, () => lines(1));
  if (rowCrop) f.release(rowCrop.line, rowCrop.taps, rowCrop.b);
  f.release(aLine, outLine, left, a, out);
}

/** For rows of results near the edge: only the tap rows that meet the source. */
interface RowCrop {
  /** Row of results in its image; moves on by one with every use. */
  readonly line: Local;
  /** How many tap rows remain, and the kernel's place for the first of them. */
  readonly taps: Local;
  readonly b: Local;
}

/** Short sums are unrolled instead, and multiply a few zeros. */
const worthCropping = 8;

function cropsRows({ plan, panel }: BlockContext, { first, size, taps, tapStep }: Pass): boolean {
  const last = first[0] + (size[0] - 1) * plan.step[0] + (taps[0] - 1) * tapStep[0];
  const outside = first[0] < 0 || last >= plan.source[0];
  return panel.copied && outside && taps[0] > 1 && taps[1] * depthOf(plan) >= worthCropping;
}

function newRowCrop(f: FunctionBuilder, row: Local): RowCrop {
  const rows = { line: f.local('i32'), taps: f.local('i32'), b: f.local('i32') };
  f.get(row).set(rows.line);
  return rows;
}

/** Sets rows.taps and rows.b and moves `a` to the first tap row that meets the source. */
function cropRows(
  f: FunctionBuilder,
  { plan, panel }: BlockContext,
  pass: Pass,
  vectors: number,
  { a, b }: { a: Local; b: Local },
  rows: RowCrop,
): void {
  const skipped = f.local('i32');
  const step = pass.tapStep[0];
  crop(f, plan, pass, 0, rows.line, { skipped, taps: rows.taps });
  f.get(a)
    .get(skipped)
    .i32(step * panel.rowBytes)
    .op('i32.mul')
    .op('i32.add')
    .set(a);
  f.get(b)
    .get(skipped)
    .i32(pass.taps[1] * depthOf(plan) * vectors * 16)
    .op('i32.mul')
    .op('i32.add');
  f.set(rows.b);
  advance(f, rows.line, 1);
  f.release(skipped);
}

/** Taps and channels as loops; neighbouring taps and channels are one run of memory where they can be. */
function reductionLoops(
  { plan, panel }: BlockContext,
  pass: Pass,
  vectors: number,
  rows: RowCrop | null,
): ReductionLoop[] {
  const channels = plan.source[2];
  const groupIn = depthOf(plan);
  const bStep = vectors * 16;
  const [tapRows, tapColumns] = pass.taps;
  if (tapRows * tapColumns === 0) return [];
  const row = {
    count: rows ? { local: rows.taps } : tapRows,
    aStep: pass.tapStep[0] * panel.rowBytes,
    bStep: tapColumns * groupIn * bStep,
  };
  const run = (count: number) => ({ count, aStep: 4, bStep });
  if (plan.groups === 1 && !plan.depthwise && (pass.tapStep[1] === 1 || tapColumns === 1))
    return [row, run(tapColumns * channels)];
  const column = {
    count: tapColumns,
    aStep: pass.tapStep[1] * channels * 4,
    bStep: groupIn * bStep,
  };
  return [row, column, run(groupIn)];
}
