/**
 * Winograd gradient of a 3×3 kernel, F(3×3, 4×4): blocks of input and gradient tiles are transformed and multiplied
 * into 36 matrices that belong to a unit; a second task adds the units' matrices in order and transforms them back.
 */
import type { FunctionBuilder, Local } from '../../assembler/function.ts';
import type { ModuleBuilder } from '../../assembler/module.ts';
import type { Argument, EmittedKernel, Target, Task } from '../../task.ts';
import type { GradWeightOperands } from '../directGradWeight.ts';
import { directFlops, type PlaneGeometry } from '../geometry.ts';
import {
  advance,
  ceilDiv,
  minimum,
  product,
  repeat,
  repeatRange,
  repeatWhile,
  roundUp,
} from '../loops.ts';
import { clearPanel, layOutPanel, openPanel, type Panel, panelScratchBytes } from '../panel.ts';
import { emitTile, splitColumns, splitRows } from '../tile.ts';
import { wantedParts } from '../units.ts';
import { cutTiles, forEachImage, forEachTile, type TileBlocks } from './blocks.ts';
import { blockBytes } from './convolution.ts';
import { clearLines, type DataTransform, linesBytes, transformImage } from './data.ts';
import {
  type ChunkSums,
  matrices,
  partBytes,
  sumMatrixBytes,
  sumsBytes,
  tapsTask,
} from './taps.ts';
import {
  points,
  temporaryBytes,
  tileSize,
  transformGradient,
  transformPlane,
} from './transforms.ts';

/** Units: chunks of blocks, each with its own sums, times parts of the output channels. */
interface Plan extends ChunkSums {
  readonly g: PlaneGeometry;
  readonly target: Target;
  readonly cut: TileBlocks;
  readonly chunkBlocks: number;
  readonly data: DataTransform;
  readonly gradientPanel: Panel;
  readonly scratch: {
    readonly gradientPanel: number;
    readonly temporary: number;
    readonly data: number;
    readonly gradient: number;
    readonly end: number;
  };
  readonly dataBytes: number;
  readonly gradientBytes: number;
}

export function emitWinogradGradWeight(
  g: PlaneGeometry,
  { input, gradient, epilogue }: GradWeightOperands,
  target: Target,
): EmittedKernel {
  const plan = planGradWeight(g, target);
  const sums: Argument = { kind: 'scratch', byteOffset: 0 };
  const accumulate: Task = {
    key: `winograd convGradWeight ${JSON.stringify(plan)}`,
    arguments: [input, gradient, sums],
    units: plan.chunks * plan.parts,
    threadScratchBytes: plan.scratch.end,
    write: (module) => writeAccumulate(module, plan),
  };
  return {
    tasks: [accumulate, tapsTask(plan, sums, epilogue, target)],
    scratchBytes: plan.chunks * sumsBytes(plan),
    flops: directFlops(g),
  };
}

/** All chunks' sums together; adding more would cost more than it spreads. */
const mostSumsBytes = 4 << 20;

function planGradWeight(g: PlaneGeometry, target: Target): Plan {
  const { channels, outChannels } = g;
  const wanted = Math.min(32, wantedParts(directFlops(g) / 4));
  const chunkLimit = Math.floor(mostSumsBytes / (matrices * channels * outChannels * 4));
  const mostChunks = Math.min(8, wanted, Math.max(1, chunkLimit));
  // Fewer chunks than units: cut the output channels too, in whole panels of two vectors.
  const columnParts = Math.min(ceilDiv(outChannels, 16), ceilDiv(Math.min(8, wanted), mostChunks));
  const columns = roundUp(ceilDiv(outChannels, columnParts), 8);
  const parts = ceilDiv(outChannels, columns);
  const perTile = matrices * (channels + Math.min(columns, outChannels)) * 4;
  const most = Math.max(6, Math.floor(blockBytes / perTile));
  const cut = cutTiles(g.images, g.output, most, mostChunks);
  const chunkBlocks = ceilDiv(cut.blocks, Math.min(cut.blocks, mostChunks));
  const chunks = ceilDiv(cut.blocks, chunkBlocks);
  const transform = { target, cut, source: g.input, channels, before: g.before };
  const reach = {
    size: cut.tiles,
    first: [0, 0],
    taps: [tileSize, tileSize],
    tapStep: [1, 1],
  } as const;
  const step = [tileSize, tileSize] as const;
  const gradientPanel = layOutPanel([...g.output, outChannels], step, [reach], cut.rowsPerBlock);
  const dataBytes = roundUp(cut.perBlock * channels * 4, 64) + 64;
  const gradientBytes = roundUp(cut.perBlock * columns * 4, 64) + 64;
  const afterInput = roundUp(linesBytes(transform), 64);
  const temporary = afterInput + roundUp(panelScratchBytes(gradientPanel), 64);
  const data = temporary + temporaryBytes;
  const gradient = data + matrices * dataBytes;
  const end = gradient + matrices * gradientBytes;
  const scratch = { gradientPanel: afterInput, temporary, data, gradient, end };
  return {
    ...{ channels, outChannels, chunks, parts, columns: Math.min(columns, outChannels) },
    ...{ g, target, cut, chunkBlocks },
    ...{ data: transform, gradientPanel, scratch, dataBytes, gradientBytes },
  };
}

function writeAccumulate(module: ModuleBuilder, plan: Plan): number {
  const { g, cut, scratch, chunkBlocks, parts } = plan;
  return module.func(['i32', 'i32', 'i32'], [], (f) => {
    const [part, block, end, limit] = [
      f.local('i32'),
      f.local('i32'),
      f.local('i32'),
      f.local('i32'),
    ];
    const [source, pixels, tile] = [f.local('i32'), f.local('i32'), f.local('i32')];
    const [sums, panel] = [f.local('i32'), f.local('i32')];
    f.get(1).i32(parts).op('i32.rem_u').set(part);
    f.get(1).i32(parts).op('i32.div_u').set(block);
    f.get(0).memory('i32.load', 8).get(block).i32(sumsBytes(plan)).op('i32.mul').op('i32.add');
    f.get(part).i32(partBytes(plan)).op('i32.mul').op('i32.add').set(sums);
    f.get(block).i32(chunkBlocks).op('i32.mul').tee(block).i32(chunkBlocks).op('i32.add').set(end);
    f.i32(cut.blocks).set(limit);
    minimum(f, end, limit, end);
    clearLines(f, plan.data, 2);
    f.get(2).i32(scratch.gradientPanel).op('i32.add').set(panel);
    clearPanel(f, plan.gradientPanel, panel);
    // The columns of the last part may be fewer.
    const forPart = (run: (columns: number) => void) => {
      const last = g.outChannels - (parts - 1) * plan.columns;
      if (last === plan.columns) {
        run(last);
        return;
      }
      f.get(part)
        .i32(parts - 1)
        .op('i32.lt_u');
      f.if(
        () => run(plan.columns),
        () => run(last),
      );
    };
    f.get(sums).i32(0).i32(partBytes(plan)).memoryFill();
    repeatRange(f, block, end, () => {
      f.get(2).i32(scratch.data).op('i32.add').set(tile);
      clearMissing(f, plan);
      forEachImage(f, cut, block, ({ image, row, rowEnd }) => {
        f.get(0)
          .memory('i32.load')
          .get(image)
          .i32(product(g.input) * g.channels * 4);
        f.op('i32.mul').op('i32.add').set(source);
        const place = { image: source, row, rowEnd, lines: 2, tile };
        transformImage(f, plan.data, place, plan.dataBytes);
      });
      f.get(2).i32(scratch.gradient).op('i32.add').set(tile);
      forEachImage(f, cut, block, ({ image, row, rowEnd }) => {
        f.get(0)
          .memory('i32.load', 4)
          .get(image)
          .i32(product(g.output) * g.outChannels * 4);
        f.op('i32.mul').op('i32.add').set(source);
        openPanel(f, plan.gradientPanel, panel, source, row, pixels);
        f.get(pixels)
          .get(part)
          .i32(plan.columns * 4)
          .op('i32.mul')
          .op('i32.add')
          .set(pixels);
        forPart((columns) => transformGradients(f, plan, columns, tile, { pixels, row, rowEnd }));
      });
      forPart((columns) => multiply(f, plan, columns, sums));
    });
  });
}

/** A block that is not full leaves tiles out; their data must count for nothing. */
function clearMissing(f: FunctionBuilder, { cut, scratch }: Plan): void {
  const even = cut.images % cut.imagesPerBlock === 0 && cut.tiles[0] % cut.rowsPerBlock === 0;
  if (even) return;
  f.get(2)
    .i32(scratch.data)
    .op('i32.add')
    .i32(0)
    .i32(scratch.end - scratch.data)
    .memoryFill();
}

/** G g Gᵀ of the part's channels of every gradient tile; `tile` moves past what was written. */
function transformGradients(
  f: FunctionBuilder,
  { g, target, cut, gradientPanel, gradientBytes, scratch }: Plan,
  columns: number,
  tile: Local,
  from: { readonly pixels: Local; readonly row: Local; readonly rowEnd: Local },
): void {
  const [temporary, line, data, left] = [
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
  ];
  f.get(2).i32(scratch.temporary).op('i32.add').set(temporary);
  f.get(from.pixels).tee(line).set(data);
  forEachTile(f, cut, from, {
    body: () => {
      f.i32(columns / 4).set(left);
      repeatWhile(f, left, 1, () => {
        transformPlane(
          { f, target },
          transformGradient,
          tileSize,
          points,
          temporary,
          (row, column) => {
            const offset = row * gradientPanel.rowBytes + column * g.outChannels * 4;
            f.get(data).memory('v128.load', offset);
          },
          (row, column, push) => {
            f.get(tile);
            push();
            f.memory('v128.store', (row * points + column) * gradientBytes);
          },
        );
        advance(f, data, 16);
        advance(f, tile, 16);
      });
    },
    nextTile: () => advance(f, data, tileSize * g.outChannels * 4 - columns * 4),
    nextRow: () => {
      advance(f, line, tileSize * gradientPanel.rowBytes);
      f.get(line).set(data);
    },
  });
  f.release(temporary, line, data, left);
}

/** sums[point] (+)= data[point]ᵀ · gradient[point] over the block's tiles. */
function multiply(f: FunctionBuilder, plan: Plan, columns: number, sums: Local): void {
  const { g, cut, scratch, dataBytes, gradientBytes, target } = plan;
  const [data, gradient, a, b] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
  const [point, out, column] = [f.local('i32'), f.local('i32'), f.local('i32')];
  f.get(2).i32(scratch.data).op('i32.add').set(data);
  f.get(2).i32(scratch.gradient).op('i32.add').set(gradient);
  f.get(sums).set(point);
  const panels = splitColumns(columns / 4);
  const emitPanel = (vectors: number) => {
    f.get(data).set(a);
    f.get(column).set(out);
    for (const { rows, times } of splitRows(g.channels, vectors, target))
      repeat(f, times, () => {
        const tile = {
          rowOffsets: Array.from({ length: rows }, (_, r) => r * 4),
          vectors,
          loops: [{ count: cut.perBlock, aStep: g.channels * 4, bStep: columns * 4 }],
          aElements: 'splat' as const,
        };
        const each = (
          accumulators: readonly (readonly Local[])[],
          visit: (accumulator: Local, offset: number) => void,
        ) =>
          accumulators.forEach((line, r) => {
            line.forEach((accumulator, v) => {
              visit(accumulator, r * columns * 4 + v * 16);
            });
          });
        emitTile(
          f,
          target,
          tile,
          a,
          b,
          plan.chunkBlocks === 1
            ? 'zero'
            : (locals) =>
                each(locals, (local, offset) => f.get(out).memory('v128.load', offset).set(local)),
          (locals) =>
            each(locals, (local, offset) => f.get(out).get(local).memory('v128.store', offset)),
        );
        advance(f, a, rows * 4);
        advance(f, out, rows * columns * 4);
      });
    advance(f, column, vectors * 16);
    advance(f, b, vectors * 16);
  };
  repeat(f, matrices, () => {
    f.get(point).set(column);
    f.get(gradient).set(b);
    const last = panels.at(-1) as number;
    const alike = last === 2 ? panels.length : panels.length - 1;
    repeat(f, alike, () => emitPanel(2));
    if (alike < panels.length) emitPanel(last);
    advance(f, data, dataBytes);
    advance(f, gradient, gradientBytes);
    advance(f, point, sumMatrixBytes(plan));
  });
  f.release(data, gradient, a, b, point, out, column);
}
