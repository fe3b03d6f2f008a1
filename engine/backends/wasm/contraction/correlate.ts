/**
 * Direct convolution as an implicit GEMM over a channels-last tensor: a plan in; one task out, whose units read
 * source pixels in place (or from a zero-padded copy of the rows they need) and leave finished results.
 * Forward convolutions have one pass; input gradients have one for each phase of the stride.
 */
import type { FunctionBuilder, Local } from '../assembler/function.ts';
import type { ModuleBuilder } from '../assembler/module.ts';
import type { Argument, Target, Task } from '../task.ts';
import type { Epilogue, PreparedEpilogue } from './epilogue.ts';
import type { Pair } from './geometry.ts';
import {
  advance,
  ceilDiv,
  loadArgument,
  minimum,
  product,
  repeat,
  repeatRange,
  repeatWhile,
  roundUp,
} from './loops.ts';
import { packedBytes } from './pack.ts';
import {
  clearPanel,
  layOutPanel,
  openPanel,
  type Panel,
  panelScratchBytes,
  type Reach,
} from './panel.ts';
import { emitTile, maximumRows, type ReductionLoop, splitColumns, splitRows } from './tile.ts';
import { unitsOf } from './units.ts';

/** Correlates the source with one packed kernel for a lattice of results. */
export interface Pass extends Reach {
  /** Elements from the result's start to the first, and from one row or column of the lattice to the next. */
  readonly outOffset: number;
  readonly outStep: Pair;
  /** Byte offset of the packed kernel (panels for each group, `taps` · channels in rows). */
  readonly kernel: number;
}

export interface CorrelatePlan {
  readonly images: number;
  /** Height, width, channels. */
  readonly source: readonly [number, number, number];
  /** Source pixels from one result to the next. */
  readonly step: Pair;
  readonly groups: number;
  /** Each channel has its own kernel and result (groups is 1 here); channels are a multiple of 4. */
  readonly depthwise: boolean;
  /** Channels of results, all groups. */
  readonly channels: number;
  /** Elements of one image of the result. */
  readonly outImage: number;
  readonly passes: readonly Pass[];
}

export interface CorrelateOperands {
  readonly source: Argument;
  readonly kernel: Argument;
  readonly epilogue: Epilogue;
}

/** Rows of results of one block: its part of the source should stay in the first-level cache. */
const panelBytes = 24 << 10;

export function correlateTask(
  plan: CorrelatePlan,
  { source, kernel, epilogue }: CorrelateOperands,
  target: Target,
): Task {
  const rows = Math.max(...plan.passes.map(({ size }) => size[0]));
  const blockRows = chooseBlockRows(plan, rows);
  const panel = panelOf(plan, blockRows);
  const blocksPerImage = ceilDiv(rows, blockRows);
  const blocks = plan.images * blocksPerImage;
  const units = unitsOf(blocks, workOf(plan) / blocks);
  return {
    key: `correlate ${JSON.stringify([plan, blockRows, units, target, epilogue.key])}`,
    arguments: [source, kernel, ...epilogue.arguments],
    units: units.count,
    threadScratchBytes: panelScratchBytes(panel),
    write: (module) =>
      writeCorrelate(module, {
        plan,
        target,
        panel,
        blockRows,
        blocksPerImage,
        blocks,
        blocksPerUnit: units.size,
        epilogue: epilogue.prepare(module),
      }),
  };
}

/** What the units do, all taps at all results; multiply-adds count as two. */
function workOf(plan: CorrelatePlan): number {
  const { images, channels, passes } = plan;
  const macs = passes.reduce((sum, { size, taps }) => sum + product(size) * product(taps), 0);
  return 2 * images * macs * depthOf(plan) * channels;
}

/** Source channels that one result sums over, for each tap. */
function depthOf({ source, groups, depthwise }: CorrelatePlan): number {
  return depthwise ? 1 : source[2] / groups;
}

function chooseBlockRows(plan: CorrelatePlan, rows: number): number {
  const rowBytes = panelOf(plan, 1).rowBytes;
  const fitting = Math.max(1, Math.floor(panelBytes / (rowBytes * plan.step[0])));
  // Blocks of equal height, so that no unit has much less to do.
  return ceilDiv(rows, ceilDiv(rows, Math.min(rows, fitting)));
}

function panelOf({ source, step, passes }: CorrelatePlan, blockRows: number): Panel {
  const used = passes.filter(({ taps }) => product(taps) > 0);
  return layOutPanel(source, step, used, blockRows);
}

interface Context {
  readonly plan: CorrelatePlan;
  readonly target: Target;
  readonly panel: Panel;
  readonly blockRows: number;
  readonly blocksPerImage: number;
  readonly blocks: number;
  readonly blocksPerUnit: number;
  readonly epilogue: PreparedEpilogue;
}

function writeCorrelate(module: ModuleBuilder, context: Context): number {
  const { plan, panel, blockRows, blocksPerImage, blocks, blocksPerUnit } = context;
  const [height, width, channels] = plan.source;
  return module.func(['i32', 'i32', 'i32'], [], (f) => {
    const source = f.local('i32');
    const kernel = loadArgument(f, 0, 1);
    const [block, end, blockCount] = [f.local('i32'), f.local('i32'), f.local('i32')];
    const [image, row, pixels] = [f.local('i32'), f.local('i32'), f.local('i32')];
    f.get(1).i32(blocksPerUnit).op('i32.mul').tee(block);
    f.i32(blocksPerUnit).op('i32.add').set(end);
    f.i32(blocks).set(blockCount);
    minimum(f, end, blockCount, end);
    f.release(blockCount);
    clearPanel(f, panel, 2);
    repeatRange(f, block, end, () => {
      f.get(block).i32(blocksPerImage).op('i32.div_u').set(image);
      f.get(block).i32(blocksPerImage).op('i32.rem_u').i32(blockRows).op('i32.mul').set(row);
      f.get(0)
        .memory('i32.load')
        .get(image)
        .i32(height * width * channels * 4)
        .op('i32.mul')
        .op('i32.add');
      f.set(source);
      openPanel(f, panel, 2, source, row, pixels);
      for (const pass of plan.passes) emitPass(f, context, pass, { kernel, image, row, pixels });
    });
  });
}

interface BlockLocals {
  readonly kernel: Local;
  readonly image: Local;
  readonly row: Local;
  /** Panel (or source) address of block row 0. */
  readonly pixels: Local;
}

/** All groups and column panels of one pass over one block. */
function emitPass(f: FunctionBuilder, context: Context, pass: Pass, locals: BlockLocals): void {
  const { plan, panel, blockRows } = context;
  const groupOut = plan.channels / plan.groups;
  const rows = f.local('i32');
  f.i32(pass.size[0]).get(locals.row).op('i32.sub').set(rows);
  if (pass.size[0] > blockRows) {
    const most = f.local('i32');
    f.i32(blockRows).set(most);
    minimum(f, rows, most, rows);
    f.release(most);
  }
  const [a, b, out, column] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
  const shift = [0, 1].map((axis) => (pass.first[axis] as number) - (panel.first[axis] as number));
  const begin = (shift[0] as number) * panel.rowBytes + (shift[1] as number) * plan.source[2] * 4;
  f.get(locals.pixels)
    .i32(product(pass.taps) === 0 ? 0 : begin)
    .op('i32.add')
    .set(a);
  f.get(locals.kernel).i32(pass.kernel).op('i32.add').set(b);
  f.get(locals.image)
    .i32(plan.outImage * 4)
    .op('i32.mul')
    .i32(pass.outOffset * 4)
    .op('i32.add');
  f.get(locals.row)
    .i32(pass.outStep[0] * 4)
    .op('i32.mul')
    .op('i32.add')
    .set(out);
  f.i32(0).set(column);
  const depth = product(pass.taps) * depthOf(plan);
  const panels = splitColumns(ceilDiv(groupOut, 4));
  repeat(f, plan.groups, () => {
    const run = (vectors: number, channels: number) => {
      emitLattice(f, context, pass, vectors, channels, { a, b, out, column, rows });
      if (plan.depthwise) advance(f, a, channels * 4);
      advance(f, b, depth * vectors * 16);
      advance(f, out, channels * 4);
      advance(f, column, channels * 4);
    };
    const last = panels.at(-1) as number;
    const lastChannels = groupOut - (panels.length - 1) * 8;
    const alike = last === 2 && lastChannels === 8 ? panels.length : panels.length - 1;
    repeat(f, alike, () => run(2, 8));
    if (alike < panels.length) run(last, lastChannels);
    if (!plan.depthwise) advance(f, a, depthOf(plan) * 4);
  });
  f.release(rows, a, b, out, column);
}

interface LatticeLocals {
  readonly a: Local;
  readonly b: Local;
  readonly out: Local;
  readonly column: Local;
  readonly rows: Local;
}

/** One column panel for the block's results: tiles of neighbouring results, row by row. */
function emitLattice(
  f: FunctionBuilder,
  context: Context,
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
  f.get(locals.a).set(aLine).get(locals.out).set(outLine).get(locals.rows).set(left);
  const tileOf = (lines: number, columns: number) => {
    const places = Array.from({ length: lines * columns }, (_, i) => {
      const [line, place] = [Math.floor(i / columns), i % columns];
      return { a: line * aRow + place * aColumn, out: line * outRow + place * outColumn };
    });
    const tile = {
      rowOffsets: places.map((place) => place.a),
      vectors,
      loops: reductionLoops(context, pass, vectors),
      aElements: plan.depthwise ? ('vector' as const) : ('splat' as const),
    };
    emitTile(f, target, tile, a, locals.b, 'zero', (accumulators) => {
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
    });
  };
  const lines = (count: number) => {
    f.get(aLine).set(a).get(outLine).set(out);
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
  f.release(aLine, outLine, left, a, out);
}

/** Taps and channels as loops; neighbouring taps and channels are one run of memory where they can be. */
function reductionLoops({ plan, panel }: Context, pass: Pass, vectors: number): ReductionLoop[] {
  const channels = plan.source[2];
  const groupIn = depthOf(plan);
  const bStep = vectors * 16;
  const [tapRows, tapColumns] = pass.taps;
  if (tapRows * tapColumns === 0) return [];
  const row = {
    count: tapRows,
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

/** Bytes of a pass's packed kernels, all groups. */
export function passKernelBytes(plan: CorrelatePlan, taps: Pair): number {
  const rows = product(taps) * depthOf(plan);
  return roundUp(plan.groups * packedBytes(rows, plan.channels / plan.groups), 64);
}
