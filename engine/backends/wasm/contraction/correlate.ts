/**
 * Direct convolution as an implicit GEMM over a channels-last tensor: a plan in; one task out, whose units read
 * source pixels in place (or from a zero-padded copy of the rows they need) and leave finished results.
 * Forward convolutions have one pass; input gradients have one for each phase of the stride.
 */
import type { FunctionBuilder, Local } from '../assembler/function.ts';
import type { ModuleBuilder } from '../assembler/module.ts';
import type { Argument, Target, Task } from '../task.ts';
import {
  type CorrelatePlan,
  chooseBlockRows,
  depthOf,
  type Pass,
  panelOf,
  workOf,
} from './correlatePlan.ts';
import type { Epilogue } from './epilogue.ts';
import { type BlockContext, emitLattice } from './lattice.ts';
import { advance, ceilDiv, loadArgument, minimum, product, repeat, repeatBlocks } from './loops.ts';
import { clearPanel, openPanel, panelScratchBytes } from './panel.ts';
import { splitColumns } from './tile.ts';
import { unitsOf } from './units.ts';

export interface CorrelateOperands {
  readonly source: Argument;
  readonly kernel: Argument;
  readonly epilogue: Epilogue;
}

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

function writeCorrelate(module: ModuleBuilder, context: Context): number {
  const { plan, panel, blockRows, blocksPerImage, blocks, blocksPerUnit } = context;
  const [height, width, channels] = plan.source;
  return module.func(['i32', 'i32', 'i32'], [], (f) => {
    const source = f.local('i32');
    const kernel = loadArgument(f, 0, 1);
    const [image, row, pixels] = [f.local('i32'), f.local('i32'), f.local('i32')];
    clearPanel(f, panel, 2);
    repeatBlocks(f, 1, { blocks, size: blocksPerUnit }, (block) => {
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

interface Context extends BlockContext {
  readonly blockRows: number;
  readonly blocksPerImage: number;
  readonly blocks: number;
  readonly blocksPerUnit: number;
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
      emitLattice(f, context, pass, vectors, channels, {
        a,
        b,
        out,
        column,
        rows,
        row: locals.row,
      });
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
