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
import { emitTaps, type GradWeightPlan } from './gradWeightTile.ts';
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
import { clearPanel, layOutPanel, openPanel, panelScratchBytes } from './panel.ts';
import { splitColumns } from './tile.ts';
import { wantedUnits } from './units.ts';

export interface GradWeightOperands {
  readonly input: Argument;
  readonly gradient: Argument;
  readonly epilogue: Epilogue;
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

function planGradWeight(g: PlaneGeometry, target: Target): GradWeightPlan {
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
function tailBytes({ g, columns, blockRows }: GradWeightPlan): number {
  return columns % 4 === 0 ? 0 : blockRows * g.output[1] * g.outChannels * 4 + 48;
}

function writeAccumulate(module: ModuleBuilder, plan: GradWeightPlan, partBytes: number): number {
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
function clearSums(f: FunctionBuilder, plan: GradWeightPlan, part: Local, sums: Local): void {
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
  { g, panel, blocks }: GradWeightPlan,
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
function emitBlock(f: FunctionBuilder, plan: GradWeightPlan, locals: BlockLocals): void {
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
