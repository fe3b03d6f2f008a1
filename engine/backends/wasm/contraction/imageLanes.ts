/**
 * Direct convolution to few channels, which would leave lanes of channel vectors empty: a plan in; one task out, whose
 * vectors hold the same element of several images. The source is turned round in blocks that fit a core's caches.
 */
import type { FunctionBuilder, Local } from '../assembler/function.ts';
import type { ModuleBuilder } from '../assembler/module.ts';
import type { Target, Task } from '../task.ts';
import type { CorrelateOperands } from './correlate.ts';
import { type CorrelatePlan, depthOf, type Pass } from './correlatePlan.ts';
import { type Crop, crop, newCrop, pushFirst, tapsWithData } from './crop.ts';
import type { PreparedEpilogue } from './epilogue.ts';
import { advance, ceilDiv, loadArgument, locate, minimum, product, repeatBlocks } from './loops.ts';
import { type PackedMatrix, transpose } from './pack.ts';
import { type Accumulators, emitTile, tileHeights } from './tile.ts';
import { turnImages } from './turnImages.ts';
import { unitsOf } from './units.ts';

/** Images of two vectors: the tiles of most accumulators. */
const together = 8;
const vectors = together / 4;
/** An element of the source has its turning round repaid by so many products. */
const fewestProducts = 48;
/** Of the lanes of channel vectors, this part at most is used. */
const mostUsed = 0.85;
/** Bytes of a thread's scratch for the turned source. */
const mostBytes = 256 << 10;
/** Enough for eight threads. */
const wantedBlocks = 16;

export function paysImageLanes(plan: CorrelatePlan): boolean {
  const { images, source, channels, groups, depthwise, passes } = plan;
  const [pass, another] = passes;
  if (!pass || another || groups > 1 || depthwise) return false;
  const used = channels / (ceilDiv(channels, 4) * 4);
  return (
    images >= together &&
    used <= mostUsed &&
    product(pass.taps) * channels >= fewestProducts &&
    source[1] * source[2] >= 4 &&
    product(source) * together * 4 <= mostBytes
  );
}

interface Context {
  readonly plan: CorrelatePlan;
  readonly pass: Pass;
  /** The kernel: a nest of tap rows, tap columns and source channels, by channels of results. */
  readonly matrix: PackedMatrix;
  readonly target: Target;
  readonly epilogue: PreparedEpilogue;
  /** Rows of results of a block. */
  readonly rows: number;
}

/** Units are blocks: some rows of results of eight images. */
export function imageLanesTask(
  plan: CorrelatePlan,
  matrix: PackedMatrix,
  { source, kernel, epilogue }: CorrelateOperands,
  target: Target,
): Task {
  const pass = plan.passes[0] as Pass;
  const groups = ceilDiv(plan.images, together);
  // Cutting an image repeats the turning of the rows that both parts read.
  const cuts = Math.min(ceilDiv(wantedBlocks, groups), ceilDiv(pass.size[0], 2 * pass.taps[0]));
  const rows = ceilDiv(pass.size[0], cuts);
  const blocks = groups * ceilDiv(pass.size[0], rows);
  const products = tapsWithData(plan, pass, 0) * tapsWithData(plan, pass, 1);
  const flops = 2 * plan.images * products * depthOf(plan) * plan.channels;
  const units = unitsOf(blocks, flops / blocks);
  return {
    key: `image lanes ${JSON.stringify([plan, matrix, rows, units, target, epilogue.key])}`,
    arguments: [source, kernel, ...epilogue.arguments],
    units: units.count,
    threadScratchBytes: product(plan.source) * together * 4,
    write: (module) =>
      writeBlocks(
        module,
        { plan, pass, matrix, target, epilogue: epilogue.prepare(module), rows },
        { blocks, size: units.size },
      ),
  };
}

interface BlockLocals {
  /** First image. */
  readonly source: Local;
  /** Offset of the first image's results. */
  readonly out: Local;
  /** Rows of results [row, rowEnd). */
  readonly row: Local;
  readonly rowEnd: Local;
  /** Row of the source at the start of the scratch. */
  readonly first: Local;
  readonly kernel: Local;
}

function writeBlocks(
  module: ModuleBuilder,
  context: Context,
  cut: { readonly blocks: number; readonly size: number },
): number {
  const { plan, pass, matrix, rows } = context;
  const cuts = ceilDiv(pass.size[0], rows);
  const rest = plan.images % together;
  return module.func(['i32', 'i32', 'i32'], [], (f) => {
    const kernel = loadArgument(f, 0, 1);
    advance(f, kernel, matrix.offset * 4);
    const [group, limit] = [f.local('i32'), f.local('i32')];
    const [source, out, first] = [f.local('i32'), f.local('i32'), f.local('i32')];
    const [row, rowEnd] = [f.local('i32'), f.local('i32')];
    repeatBlocks(f, 1, cut, (block) => {
      f.get(block).i32(cuts).op('i32.div_u').set(group);
      f.get(block).i32(cuts).op('i32.rem_u').i32(rows).op('i32.mul').tee(row);
      f.i32(rows).op('i32.add').set(rowEnd).i32(pass.size[0]).set(limit);
      minimum(f, rowEnd, limit, rowEnd);
      f.get(0).memory('i32.load').set(source);
      locate(f, source, source, [group, together * product(plan.source) * 4]);
      f.i32(pass.outOffset * 4).set(out);
      locate(f, out, out, [group, together * plan.outImage * 4]);
      const locals = { source, out, row, rowEnd, first, kernel };
      const write = (images: number) => {
        turnImages(f, { plan, pass, images, together }, locals);
        writeResults(f, context, images, locals);
      };
      if (rest === 0) write(together);
      else {
        f.get(group)
          .i32(Math.floor(plan.images / together))
          .op('i32.lt_u');
        f.if(
          () => write(together),
          () => write(rest),
        );
      }
    });
  });
}

function writeResults(
  f: FunctionBuilder,
  context: Context,
  images: number,
  { out, row, rowEnd, first, kernel }: BlockLocals,
): void {
  const { plan, pass } = context;
  const [rows, columns] = [newCrop(f), newCrop(f)];
  const [line, place, column, left] = [
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
  ];
  const [a, b] = [f.local('i32'), f.local('i32')];
  const [, width, channels] = plan.source;
  f.get(row).set(line);
  f.loop((nextRow) => {
    crop(f, plan, pass, 0, line, rows);
    locate(f, place, out, [line, pass.outStep[0] * 4]);
    f.i32(0).set(column).i32(pass.size[1]).set(left);
    f.loop((nextColumn) => {
      crop(f, plan, pass, 1, column, columns);
      f.get(2);
      pushFirst(f, plan, pass, 0, line, rows);
      f.get(first).op('i32.sub').i32(width).op('i32.mul');
      pushFirst(f, plan, pass, 1, column, columns);
      f.op('i32.add')
        .i32(channels * together * 4)
        .op('i32.mul')
        .op('i32.add')
        .set(b);
      const [tapRow, tapColumn] = context.matrix.rows.map(({ step }) => step * 4);
      locate(
        f,
        a,
        kernel,
        [rows.skipped, tapRow as number],
        [columns.skipped, tapColumn as number],
      );
      writePixel(f, context, images, { a, b, place, rows, columns });
      advance(f, place, pass.outStep[1] * 4);
      advance(f, column, 1);
      f.get(left).i32(-1).op('i32.add').tee(left).brIf(nextColumn);
    });
    f.get(line).i32(1).op('i32.add').tee(line).get(rowEnd).op('i32.lt_s').brIf(nextRow);
  });
  f.release(line, place, column, left, a, b);
  for (const { skipped, taps } of [rows, columns]) f.release(skipped, taps);
}

/** All channels of one result of the block's images. */
function writePixel(
  f: FunctionBuilder,
  { plan, pass, matrix, target, epilogue }: Context,
  images: number,
  { a, b, place, rows, columns }: { a: Local; b: Local; place: Local; rows: Crop; columns: Crop },
): void {
  const [, width, channels] = plan.source;
  const element = together * 4;
  const [tapRow, tapColumn, depth] = matrix.rows.map(({ step }) => step * 4) as [
    number,
    number,
    number,
  ];
  const loops = [
    {
      count: { local: rows.taps },
      aStep: tapRow,
      bStep: pass.tapStep[0] * width * channels * element,
    },
    {
      count: { local: columns.taps },
      aStep: tapColumn,
      bStep: pass.tapStep[1] * channels * element,
    },
    { count: channels, aStep: depth, bStep: element },
  ];
  const noColumn = f.local('i32');
  f.i32(0).set(noColumn);
  let channel = 0;
  for (const height of tileHeights(plan.channels, vectors, target)) {
    const from = channel;
    channel += height;
    const rowOffsets = Array.from({ length: height }, (_, r) => (from + r) * matrix.columnStep * 4);
    const tile = { rowOffsets, vectors, loops, aElements: 'splat' as const };
    emitTile(f, target, tile, a, b, 'zero', (accumulators) => {
      const store = epilogue.begin(f, 0, 2, { offset: place, column: noColumn });
      forEachResult(f, accumulators, images, (value, image, first, lanes) => {
        const bytes = (from + first) * 4;
        store.store(value, image * plan.outImage * 4 + bytes, bytes, lanes);
      });
      store.end();
    });
  }
  f.release(noColumn);
}

/** Turns accumulators [channel][images] round: for each image, vectors of up to four channels from `first` on. */
function forEachResult(
  f: FunctionBuilder,
  accumulators: Accumulators,
  images: number,
  visit: (value: Local, image: number, first: number, lanes: number) => void,
): void {
  for (let first = 0; first < accumulators.length; first += 4) {
    const lanes = Math.min(4, accumulators.length - first);
    for (let v = 0; v < ceilDiv(images, 4); v++) {
      const four = [0, 1, 2, 3].map((r) => {
        const copy = f.local('v128');
        f.get((accumulators[first + Math.min(r, lanes - 1)] as readonly Local[])[v] as Local);
        f.set(copy);
        return copy;
      });
      transpose(f, four);
      four.forEach((value, i) => {
        if (v * 4 + i < images) visit(value, v * 4 + i, first, lanes);
      });
      f.release(...four);
    }
  }
}
