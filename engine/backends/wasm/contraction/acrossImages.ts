/**
 * Direct convolution of small images, where much of every window is padding: a plan in; one task out, whose tiles take
 * the same result of several images. They share which taps meet data, so that no zero is multiplied or copied.
 */
import type { FunctionBuilder, Local } from '../assembler/function.ts';
import type { ModuleBuilder } from '../assembler/module.ts';
import type { Target, Task } from '../task.ts';
import type { CorrelateOperands } from './correlate.ts';
import { type CorrelatePlan, depthOf, type Pass } from './correlatePlan.ts';
import { type Crop, crop, newCrop, pushFirst, tapsWithData } from './crop.ts';
import type { PreparedEpilogue } from './epilogue.ts';
import type { Pair } from './geometry.ts';
import { advance, ceilDiv, loadArgument, locate, product, repeatBlocks } from './loops.ts';
import { emitTile, maximumRows, type ReductionLoop, splitColumns, tileHeights } from './tile.ts';
import { unitsOf } from './units.ts';

/** Tiles along a row multiply this many times the products across images: reading from several images costs some. */
const worthIt = 1.2;

/** Whether leaving out the columns of padding pays; tiles along a row leave out its rows only. */
export function paysAcrossImages(plan: CorrelatePlan, target: Target): boolean {
  const [pass, another] = plan.passes;
  if (!pass || another || plan.groups > 1 || plan.depthwise) return false;
  const columns = tapsWithData(plan, pass, 1);
  return plan.images >= maximumRows(2, target) && pass.size[1] * pass.taps[1] >= worthIt * columns;
}

/** Units are blocks: one row of results of as many images as a tile has rows. */
export function acrossImagesTask(
  plan: CorrelatePlan,
  { source, kernel, epilogue }: CorrelateOperands,
  target: Target,
): Task {
  const pass = plan.passes[0] as Pass;
  const together = maximumRows(2, target);
  const blocks = ceilDiv(plan.images, together) * pass.size[0];
  const products = tapsWithData(plan, pass, 0) * tapsWithData(plan, pass, 1);
  const flops = 2 * plan.images * products * depthOf(plan) * plan.channels;
  const units = unitsOf(blocks, flops / blocks);
  return {
    key: `across images ${JSON.stringify([plan, units, target, epilogue.key])}`,
    arguments: [source, kernel, ...epilogue.arguments],
    units: units.count,
    threadScratchBytes: 0,
    write: (module) => {
      const context = { plan, pass, target, epilogue: epilogue.prepare(module) };
      return writeBlocks(module, context, together, { blocks, size: units.size });
    },
  };
}

interface Context {
  readonly plan: CorrelatePlan;
  readonly pass: Pass;
  readonly target: Target;
  readonly epilogue: PreparedEpilogue;
}

function writeBlocks(
  module: ModuleBuilder,
  context: Context,
  together: number,
  cut: { readonly blocks: number; readonly size: number },
): number {
  const { plan, pass } = context;
  const rows = pass.size[0];
  const wholeBlocks = Math.floor(plan.images / together);
  const rest = plan.images % together;
  return module.func(['i32', 'i32', 'i32'], [], (f) => {
    const kernel = loadArgument(f, 0, 1);
    const [group, row, source, out] = [
      f.local('i32'),
      f.local('i32'),
      f.local('i32'),
      f.local('i32'),
    ];
    repeatBlocks(f, 1, cut, (block) => {
      f.get(block).i32(rows).op('i32.div_u').set(group);
      f.get(block).i32(rows).op('i32.rem_u').set(row);
      const from = loadArgument(f, 0, 0);
      locate(f, source, from, [group, together * product(plan.source) * 4]);
      f.release(from);
      f.i32(pass.outOffset * 4).set(out);
      locate(f, out, out, [group, together * plan.outImage * 4], [row, pass.outStep[0] * 4]);
      const write = (images: number) => writeRow(f, context, images, { kernel, row, source, out });
      if (rest === 0) write(together);
      else {
        f.get(group).i32(wholeBlocks).op('i32.lt_u');
        f.if(
          () => write(together),
          () => write(rest),
        );
      }
    });
  });
}

interface RowLocals {
  readonly kernel: Local;
  readonly row: Local;
  /** First of the images. */
  readonly source: Local;
  /** Offset of the row's first result in that image. */
  readonly out: Local;
}

/** One row of results of `images` images. */
function writeRow(
  f: FunctionBuilder,
  context: Context,
  images: number,
  { kernel, row, source, out }: RowLocals,
): void {
  const { plan, pass } = context;
  const [rows, columns] = [newCrop(f), newCrop(f)];
  const [a, column, place, left] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
  const [rowStep, columnStep] = sourceSteps(plan);
  crop(f, plan, pass, 0, row, rows);
  f.i32(0).set(column).i32(pass.size[1]).set(left).get(out).set(place);
  f.loop((nextResult) => {
    crop(f, plan, pass, 1, column, columns);
    // The first pixel that meets a tap, in the first image.
    f.get(source);
    pushFirst(f, plan, pass, 0, row, rows);
    f.i32(rowStep).op('i32.mul').op('i32.add');
    pushFirst(f, plan, pass, 1, column, columns);
    f.i32(columnStep).op('i32.mul').op('i32.add');
    f.set(a);
    writeResult(f, context, images, { a, kernel, place, rows, columns });
    advance(f, place, pass.outStep[1] * 4);
    advance(f, column, 1);
    f.get(left).i32(-1).op('i32.add').tee(left).brIf(nextResult);
  });
  f.release(a, column, place, left);
  for (const { skipped, taps } of [rows, columns]) f.release(skipped, taps);
}

/** Bytes from one row and one column of the source to the next. */
function sourceSteps({ source: [, width, channels] }: CorrelatePlan): Pair {
  return [width * channels * 4, channels * 4];
}

interface ResultLocals {
  readonly a: Local;
  readonly kernel: Local;
  readonly place: Local;
  readonly rows: Crop;
  readonly columns: Crop;
}

/** All channels of one result of `images` images. */
function writeResult(
  f: FunctionBuilder,
  { plan, pass, target, epilogue }: Context,
  images: number,
  { a, kernel, place, rows, columns }: ResultLocals,
): void {
  const depth = depthOf(plan);
  const [rowStep, columnStep] = sourceSteps(plan);
  const [b, panel, offset, column] = [
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
  ];
  f.get(kernel).i32(pass.kernel).op('i32.add').set(panel);
  f.get(place).set(offset).i32(0).set(column);
  let channel = 0;
  for (const vectors of splitColumns(ceilDiv(plan.channels, 4))) {
    const width = Math.min(vectors * 4, plan.channels - channel);
    const tap = depth * vectors * 16;
    locate(f, b, panel, [rows.skipped, pass.taps[1] * tap], [columns.skipped, tap]);
    const loops: readonly ReductionLoop[] = [
      {
        count: { local: rows.taps },
        aStep: pass.tapStep[0] * rowStep,
        bStep: pass.taps[1] * tap,
      },
      { count: { local: columns.taps }, aStep: pass.tapStep[1] * columnStep, bStep: tap },
      { count: depth, aStep: 4, bStep: vectors * 16 },
    ];
    let image = 0;
    for (const height of tileHeights(images, vectors, target)) {
      const first = image;
      image += height;
      const rowOffsets = Array.from(
        { length: height },
        (_, r) => (first + r) * product(plan.source) * 4,
      );
      const tile = { rowOffsets, vectors, loops, aElements: 'splat' as const };
      emitTile(f, target, tile, a, b, 'zero', (accumulators) => {
        const store = epilogue.begin(f, 0, 2, { offset, column });
        accumulators.forEach((line, r) => {
          line.forEach((accumulator, v) => {
            const lanes = Math.min(4, width - v * 4);
            store.store(accumulator, (first + r) * plan.outImage * 4 + v * 16, v * 16, lanes);
          });
        });
        store.end();
      });
    }
    advance(f, panel, product(pass.taps) * tap);
    advance(f, offset, width * 4);
    advance(f, column, width * 4);
    channel += width;
  }
  f.release(b, panel, offset, column);
}
