/**
 * Direct gradient of a convolution's kernel: a GEMM whose rows are (tap, channel), whose columns are output
 * channels and whose sum runs over pixels. Units own partial sums; a second task combines them in order.
 */
import type { FunctionBuilder, Local } from '../assembler/function.ts';
import type { ModuleBuilder } from '../assembler/module.ts';
import type { Argument, EmittedKernel, Target, Task } from '../task.ts';
import { combineTask, type PartialSums, partialSumsBytes } from './combine.ts';
import type { Epilogue } from './epilogue.ts';
import { directFlops, isDepthwise, type PlaneGeometry } from './geometry.ts';
import {
  advance,
  ceilDiv,
  minimum,
  product,
  repeat,
  repeatRange,
  repeatWhile,
  roundUp,
} from './loops.ts';
import { clearPanel, layOutPanel, openPanel, type Panel, panelScratchBytes } from './panel.ts';
import { emitTile, splitColumns, splitRows } from './tile.ts';
import { wantedUnits } from './units.ts';

export interface GradWeightOperands {
  readonly input: Argument;
  readonly gradient: Argument;
  readonly epilogue: Epilogue;
}

/** How the work is cut: blocks of pixels into chunks with their own sums, taps' rows and column panels into parts. */
interface Plan {
  readonly g: PlaneGeometry;
  readonly target: Target;
  readonly panel: Panel;
  readonly blockRows: number;
  readonly blocks: number;
  readonly chunkBlocks: number;
  readonly chunks: number;
  readonly panelsPerPart: number;
  readonly depthwise: boolean;
  readonly groups: number;
  /** Rows of one group's gradient, and columns, and bytes of its padded line. */
  readonly depth: number;
  readonly columns: number;
  readonly lineBytes: number;
  readonly panels: readonly number[];
}

/** The input rows and the gradient rows of a block stay in the first-level cache together. */
const blockBytes = 40 << 10;
/** All partial sums of a kernel gradient together; more chunks would cost more to combine than they help. */
const mostPartialBytes = 2 << 20;

export function emitDirectGradWeight(
  g: PlaneGeometry,
  { input, gradient, epilogue }: GradWeightOperands,
  target: Target,
): EmittedKernel {
  const plan = planGradWeight(g, target);
  const lines = product(g.kernel) * plan.depth * plan.groups;
  const sums: PartialSums = {
    parts: plan.chunks,
    partBytes: lines * plan.lineBytes,
    lines,
    columns: plan.columns,
    linesPerRow: plan.groups,
  };
  const partials: Argument = { kind: 'scratch', byteOffset: 0 };
  const parts = ceilDiv(plan.panels.length, plan.panelsPerPart);
  const accumulate: Task = {
    key: `convGradWeight ${JSON.stringify(plan)}`,
    arguments: [input, gradient, partials],
    units: plan.chunks * parts,
    threadScratchBytes: roundUp(panelScratchBytes(plan.panel), 64) + tailBytes(plan),
    write: (module) => writeAccumulate(module, plan, sums.partBytes),
  };
  return {
    tasks: [accumulate, combineTask(sums, partials, epilogue)],
    scratchBytes: partialSumsBytes(sums),
    flops: directFlops(g),
  };
}

function planGradWeight(g: PlaneGeometry, target: Target): Plan {
  const depthwise = isDepthwise(g);
  const groups = depthwise ? 1 : g.groups;
  const depth = depthwise ? 1 : g.channels / groups;
  const columns = g.outChannels / groups;
  const panels = splitColumns(ceilDiv(columns, 4));
  const reach = {
    size: g.output,
    first: [-g.before[0], -g.before[1]],
    taps: g.kernel,
    tapStep: g.dilation,
  } as const;
  const panelOf = (rows: number) => layOutPanel([...g.input, g.channels], g.stride, [reach], rows);
  const rowBytes = panelOf(1).rowBytes * g.stride[0] + g.output[1] * g.outChannels * 4;
  const fitting = Math.max(1, Math.floor(blockBytes / rowBytes));
  const blocksPerImage = ceilDiv(g.output[0], Math.min(g.output[0], fitting));
  const blockRows = ceilDiv(g.output[0], blocksPerImage);
  const blocks = g.images * ceilDiv(g.output[0], blockRows);
  const lineBytes = ceilDiv(columns, 4) * 16;
  const partBytes = product(g.kernel) * depth * groups * lineBytes;
  const wanted = Math.min(32, wantedUnits(directFlops(g)));
  const mostChunks = Math.max(1, Math.floor(mostPartialBytes / partBytes));
  const chunkBlocks = ceilDiv(blocks, Math.min(blocks, wanted, mostChunks, 16));
  const chunks = ceilDiv(blocks, chunkBlocks);
  const parts = Math.min(panels.length, ceilDiv(wanted, chunks));
  const panelsPerPart = ceilDiv(panels.length, parts);
  const panel = panelOf(blockRows);
  return {
    ...{ g, target, panel, blockRows, blocks, chunkBlocks, chunks, panelsPerPart },
    ...{ depthwise, groups, depth, columns, lineBytes, panels },
  };
}

/**
 * Vector loads of the gradient reach past a group's channels where they are not whole vectors: the surplus lanes
 * are never read, but past the very last pixel there may be no memory, so the last block is copied first.
 */
function tailBytes({ g, columns, blockRows }: Plan): number {
  return columns % 4 === 0 ? 0 : blockRows * g.output[1] * g.outChannels * 4 + 48;
}

function writeAccumulate(module: ModuleBuilder, plan: Plan, partBytes: number): number {
  const { g, panel, blockRows, blocks, chunkBlocks, panelsPerPart, panels } = plan;
  const parts = ceilDiv(panels.length, panelsPerPart);
  const blocksPerImage = ceilDiv(g.output[0], blockRows);
  return module.func(['i32', 'i32', 'i32'], [], (f) => {
    const [block, end, limit] = [f.local('i32'), f.local('i32'), f.local('i32')];
    const [part, sums, input] = [f.local('i32'), f.local('i32'), f.local('i32')];
    const [image, row, rows] = [f.local('i32'), f.local('i32'), f.local('i32')];
    const [pixels, gradient] = [f.local('i32'), f.local('i32')];
    f.get(1).i32(parts).op('i32.rem_u').set(part);
    f.get(1).i32(parts).op('i32.div_u').tee(block);
    f.i32(partBytes).op('i32.mul').get(0).memory('i32.load', 8).op('i32.add').set(sums);
    f.get(block).i32(chunkBlocks).op('i32.mul').tee(block);
    f.i32(chunkBlocks).op('i32.add').set(end);
    f.i32(blocks).set(limit);
    minimum(f, end, limit, end);
    clearPanel(f, panel, 2);
    clearSums(f, plan, part, sums);
    repeatRange(f, block, end, () => {
      f.get(block).i32(blocksPerImage).op('i32.div_u').set(image);
      f.get(block).i32(blocksPerImage).op('i32.rem_u').i32(blockRows).op('i32.mul').set(row);
      f.i32(g.output[0]).get(row).op('i32.sub').set(rows);
      f.i32(blockRows).set(limit);
      minimum(f, rows, limit, rows);
      f.get(0).memory('i32.load').get(image);
      f.i32(product(g.input) * g.channels * 4)
        .op('i32.mul')
        .op('i32.add')
        .set(input);
      openPanel(f, panel, 2, input, row, pixels);
      f.get(0).memory('i32.load', 4).get(image).i32(g.output[0]).op('i32.mul').get(row);
      f.op('i32.add')
        .i32(g.output[1] * g.outChannels * 4)
        .op('i32.mul')
        .op('i32.add');
      f.set(gradient);
      if (tailBytes(plan) > 0) copyLastBlock(f, plan, { block, rows, gradient });
      emitBlock(f, plan, { part, sums, pixels, gradient, rows });
    });
  });
}

/** Zeroes the lines of the unit's own panels. */
function clearSums(f: FunctionBuilder, plan: Plan, part: Local, sums: Local): void {
  const { g, panels, panelsPerPart, lineBytes, groups, depth } = plan;
  const lines = product(g.kernel) * depth * groups;
  const [line, left] = [f.local('i32'), f.local('i32')];
  f.get(sums)
    .get(part)
    .i32(panelsPerPart * 32)
    .op('i32.mul')
    .op('i32.add')
    .set(line);
  f.i32(lines).set(left);
  const bytes = f.local('i32');
  f.i32(lineBytes)
    .get(part)
    .i32(panelsPerPart * 32)
    .op('i32.mul')
    .op('i32.sub')
    .set(bytes);
  f.get(part)
    .i32(ceilDiv(panels.length, panelsPerPart) - 1)
    .op('i32.lt_u');
  f.if(() => f.i32(panelsPerPart * 32).set(bytes));
  repeatWhile(f, left, 1, () => {
    f.get(line).i32(0).get(bytes).memoryFill();
    advance(f, line, lineBytes);
  });
  f.release(line, left, bytes);
}

function copyLastBlock(
  f: FunctionBuilder,
  { g, panel, blocks }: Plan,
  { block, rows, gradient }: { block: Local; rows: Local; gradient: Local },
): void {
  const copy = f.local('i32');
  f.get(block)
    .i32(blocks - 1)
    .op('i32.eq');
  f.if(() => {
    f.get(2)
      .i32(roundUp(panelScratchBytes(panel), 64))
      .op('i32.add')
      .tee(copy);
    f.get(gradient)
      .get(rows)
      .i32(g.output[1] * g.outChannels * 4)
      .op('i32.mul')
      .memoryCopy();
    f.get(copy).set(gradient);
  });
  f.release(copy);
}

interface BlockLocals {
  readonly part: Local;
  readonly sums: Local;
  readonly pixels: Local;
  readonly gradient: Local;
  readonly rows: Local;
}

/** Adds one block of pixels to the unit's sums: for each group and panel, all taps' rows. */
function emitBlock(f: FunctionBuilder, plan: Plan, locals: BlockLocals): void {
  const { panels, panelsPerPart, groups, depth, depthwise, columns, lineBytes } = plan;
  const [a, b, to, group] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
  const [panel, left] = [f.local('i32'), f.local('i32')];
  const last = panels.length - 1;
  const alike = panels[last] === 2 ? panels.length : last;
  const parts = ceilDiv(panels.length, panelsPerPart);
  f.i32(0).set(group);
  repeat(f, groups, () => {
    f.get(locals.part).i32(panelsPerPart).op('i32.mul').set(panel);
    f.get(locals.pixels)
      .get(group)
      .i32(depth * 4)
      .op('i32.mul')
      .op('i32.add');
    if (depthwise) f.get(panel).i32(32).op('i32.mul').op('i32.add');
    f.set(a);
    f.get(locals.gradient)
      .get(group)
      .i32(columns * 4)
      .op('i32.mul')
      .op('i32.add');
    f.get(panel).i32(32).op('i32.mul').op('i32.add').set(b);
    f.get(locals.sums).get(group).i32(lineBytes).op('i32.mul').op('i32.add');
    f.get(panel).i32(32).op('i32.mul').op('i32.add').set(to);
    if (alike > 0) {
      f.i32(alike).get(panel).op('i32.sub').set(left);
      f.i32(panelsPerPart).set(panel);
      minimum(f, left, panel, left);
      repeatWhile(f, left, 1, () => {
        emitTaps(f, plan, 2, { a, b, to, rows: locals.rows });
        if (depthwise) advance(f, a, 32);
        advance(f, b, 32);
        advance(f, to, 32);
      });
    }
    if (alike < panels.length) {
      const odd = () => emitTaps(f, plan, panels[last] as number, { a, b, to, rows: locals.rows });
      if (parts === 1) odd();
      else {
        f.get(locals.part)
          .i32(parts - 1)
          .op('i32.eq');
        f.if(odd);
      }
    }
    advance(f, group, 1);
  });
  f.release(a, b, to, group, panel, left);
}

interface TapLocals {
  readonly a: Local;
  readonly b: Local;
  readonly to: Local;
  readonly rows: Local;
}

/** One panel of the gradient: tiles of rows that are neighbours in memory, or of any rows where runs are short. */
function emitTaps(f: FunctionBuilder, plan: Plan, vectors: number, locals: TapLocals): void {
  const { g, panel, depth, depthwise, groups, lineBytes, target } = plan;
  const [tapRows, tapColumns] = g.kernel;
  const rowStep = g.dilation[0] * panel.rowBytes;
  const columnStep = g.dilation[1] * g.channels * 4;
  const line = groups * lineBytes;
  const contiguous = groups === 1 && !depthwise && g.dilation[1] === 1;
  const run = contiguous ? tapColumns * depth : depth;
  const total = tapRows * tapColumns * depth;
  if (run < 4 && total <= 64) {
    const offsets = Array.from({ length: total }, (_, i) => {
      const [tap, channel] = [Math.floor(i / depth), i % depth];
      return Math.floor(tap / tapColumns) * rowStep + (tap % tapColumns) * columnStep + channel * 4;
    });
    let first = 0;
    for (const { rows, times } of splitRows(total, vectors, target))
      for (let i = 0; i < times; i++) {
        accumulate(f, plan, vectors, offsets.slice(first, first + rows), first * line, locals);
        first += rows;
      }
    return;
  }
  const [a, to] = [f.local('i32'), f.local('i32')];
  const [aRow, aColumn] = [f.local('i32'), f.local('i32')];
  f.get(locals.to).set(to);
  f.get(locals.a).set(aRow);
  repeat(f, tapRows, () => {
    f.get(aRow).set(aColumn);
    repeat(f, contiguous ? 1 : tapColumns, () => {
      f.get(aColumn).set(a);
      for (const { rows, times } of splitRows(run, vectors, target))
        repeat(f, times, () => {
          const offsets = Array.from({ length: rows }, (_, i) => i * 4);
          accumulate(f, plan, vectors, offsets, 0, { ...locals, a, to });
          advance(f, a, rows * 4);
          advance(f, to, rows * line);
        });
      advance(f, aColumn, columnStep);
    });
    advance(f, aRow, rowStep);
  });
  f.release(a, to, aRow, aColumn);
}

/** Adds a block's pixels to one tile of sums, which rests in memory between blocks. */
function accumulate(
  f: FunctionBuilder,
  { g, panel, groups, lineBytes, depthwise, target }: Plan,
  vectors: number,
  rowOffsets: readonly number[],
  offset: number,
  { a, b, to, rows }: TapLocals,
): void {
  const pixelBytes = g.outChannels * 4;
  const tile = {
    rowOffsets,
    vectors,
    loops: [
      {
        count: { local: rows },
        aStep: g.stride[0] * panel.rowBytes,
        bStep: g.output[1] * pixelBytes,
      },
      { count: g.output[1], aStep: g.stride[1] * g.channels * 4, bStep: pixelBytes },
    ],
    aElements: depthwise ? ('vector' as const) : ('splat' as const),
  };
  const at = (row: number, v: number) => offset + row * groups * lineBytes + v * 16;
  const each = (sums: readonly (readonly Local[])[], visit: (sum: Local, at: number) => void) =>
    sums.forEach((line, row) => {
      line.forEach((sum, v) => {
        visit(sum, at(row, v));
      });
    });
  emitTile(
    f,
    target,
    tile,
    a,
    b,
    (sums) => each(sums, (sum, place) => f.get(to).memory('v128.load', place).set(sum)),
    (sums) => each(sums, (sum, place) => f.get(to).get(sum).memory('v128.store', place)),
  );
}
