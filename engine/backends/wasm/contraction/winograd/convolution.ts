/**
 * Winograd convolution F(4×4, 3×3), forward and gradient of the input: kernels become 36 matrices once; then each
 * block of tiles is transformed, multiplied and transformed back while it stays in a core's caches.
 */
import type { FunctionBuilder, Local } from '../../assembler/function.ts';
import type { ModuleBuilder } from '../../assembler/module.ts';
import type { Argument, EmittedKernel, Target, Task } from '../../task.ts';
import type { Epilogue, PreparedEpilogue } from '../epilogue.ts';
import { directFlops, type PlaneGeometry } from '../geometry.ts';
import {
  advance,
  ceilDiv,
  loadArgument,
  product,
  repeat,
  repeatBlocks,
  repeatWhile,
  roundUp,
} from '../loops.ts';
import { packedBytes } from '../pack.ts';
import { emitTile, splitColumns, splitRows } from '../tile.ts';
import { unitsOf, wantedUnits } from '../units.ts';
import { cutTiles, forEachImage, forEachTile, type TileBlocks } from './blocks.ts';
import { clearLines, type DataTransform, linesBytes, transformImage } from './data.ts';
import { cutEdges, type Edges, type Plane, stripTasks } from './edges.ts';
import { type KernelMatrices, kernelMatrixBytes, kernelTask } from './kernel.ts';
import {
  kernelSize,
  points,
  temporaryBytes,
  tileSize,
  transformPlane,
  transformResult,
} from './transforms.ts';

interface Operands {
  readonly source: Argument;
  readonly kernel: Argument;
  readonly epilogue: Epilogue;
}

/** A stride-1 3×3 correlation of images [source, depth] that gives images [result, channels]. */
interface Correlation extends KernelMatrices, Plane {
  readonly images: number;
}

/** Output = input ⋆ kernel. */
export function emitWinogradForward(
  g: PlaneGeometry,
  operands: Operands,
  target: Target,
): EmittedKernel {
  const correlation: Correlation = {
    ...{ images: g.images, source: g.input, result: g.output, before: g.before },
    ...{ depth: g.channels, channels: g.outChannels, flipped: false },
  };
  return { ...emitCorrelation(correlation, operands, target), flops: directFlops(g) };
}

/** Gradient of the input = gradient of the output, padded so that sizes fit, with the flipped, transposed kernel. */
export function emitWinogradGradInput(
  g: PlaneGeometry,
  operands: Operands,
  target: Target,
): EmittedKernel {
  const correlation: Correlation = {
    ...{ images: g.images, source: g.output, result: g.input },
    before: [kernelSize - 1 - g.before[0], kernelSize - 1 - g.before[1]],
    ...{ depth: g.outChannels, channels: g.channels, flipped: true },
  };
  return { ...emitCorrelation(correlation, operands, target), flops: directFlops(g) };
}

/** Transformed data and products of one block of tiles: they should stay in the second-level cache. */
export const blockBytes = 320 << 10;

function emitCorrelation(c: Correlation, { source, kernel, epilogue }: Operands, target: Target) {
  const transformed: Argument = { kind: 'scratch', byteOffset: 0 };
  const plan = planCorrelation(c, target);
  const convolve: Task = {
    key: `winograd ${JSON.stringify([plan, epilogue.key])}`,
    arguments: [source, transformed, ...epilogue.arguments],
    units: ceilDiv(plan.cut.blocks, plan.blocksPerUnit),
    threadScratchBytes: plan.scratch.end,
    write: (module) => writeConvolve(module, plan, epilogue.prepare(module)),
  };
  const matricesBytes = roundUp(points * points * kernelMatrixBytes(c), 64);
  const operands = { source, kernel, epilogue };
  const strips = stripTasks(c, plan.edges.strips, operands, matricesBytes, target);
  return {
    tasks: [kernelTask(c, kernel, transformed, target), convolve, ...strips.tasks],
    scratchBytes: matricesBytes + strips.scratchBytes,
  };
}

/** Where a thread keeps the parts of a block: byte offsets into its scratch. */
interface Scratch {
  readonly lines: number;
  readonly temporary: number;
  readonly data: number;
  readonly products: number;
  readonly end: number;
}
interface Plan {
  readonly c: Correlation;
  readonly target: Target;
  readonly edges: Edges;
  readonly cut: TileBlocks;
  readonly blocksPerUnit: number;
  readonly data: DataTransform;
  readonly scratch: Scratch;
  /** Bytes from one point's matrix to the next: not a multiple of a power of two, which would share cache sets. */
  readonly dataBytes: number;
  readonly productBytes: number;
}

function planCorrelation(c: Correlation, target: Target): Plan {
  const { images, depth, channels } = c;
  const perTile = points * points * (depth + channels) * 4;
  const edges = cutEdges(c);
  const flops = 2 * images * product(edges.core) * depth * channels * 4;
  const most = Math.max(6, Math.floor(blockBytes / perTile));
  const cut = cutTiles(images, edges.core, most, Math.min(8, wantedUnits(flops)));
  const dataBytes = roundUp(cut.perBlock * depth * 4, 64) + 64;
  const productBytes = roundUp(cut.perBlock * channels * 4, 64) + 64;
  const transform = { target, cut, source: c.source, channels: c.depth, before: c.before };
  const temporary = roundUp(linesBytes(transform), 64);
  const data = temporary + temporaryBytes;
  const products = data + points * points * dataBytes;
  const end = products + points * points * productBytes;
  const scratch = { lines: 0, temporary, data, products, end };
  const blocksPerUnit = unitsOf(cut.blocks, flops / cut.blocks).size;
  return {
    c,
    target,
    edges,
    cut,
    blocksPerUnit,
    data: transform,
    scratch,
    dataBytes,
    productBytes,
  };
}

function writeConvolve(module: ModuleBuilder, plan: Plan, epilogue: PreparedEpilogue): number {
  const { c, cut, data, scratch, blocksPerUnit } = plan;
  return module.func(['i32', 'i32', 'i32'], [], (f) => {
    const [source, lines, tile] = [f.local('i32'), f.local('i32'), f.local('i32')];
    f.get(2).i32(scratch.lines).op('i32.add').set(lines);
    clearLines(f, data, lines);
    const matrices = loadArgument(f, 0, 1);
    repeatBlocks(f, 1, { blocks: cut.blocks, size: blocksPerUnit }, (block) => {
      f.get(2).i32(scratch.data).op('i32.add').set(tile);
      forEachImage(f, cut, block, ({ image, row, rowEnd }) => {
        f.get(0)
          .memory('i32.load')
          .get(image)
          .i32(product(c.source) * c.depth * 4);
        f.op('i32.mul').op('i32.add').set(source);
        transformImage(f, data, { image: source, row, rowEnd, lines, tile }, plan.dataBytes);
      });
      multiply(f, plan, matrices);
      f.get(2).i32(scratch.products).op('i32.add').set(tile);
      forEachImage(f, cut, block, (place) => {
        storeTiles(f, plan, epilogue, tile, place);
      });
    });
  });
}

/** products[point] = data[point] · matrices[point] for the 36 points. */
function multiply(f: FunctionBuilder, plan: Plan, matrices: Local): void {
  const { c, cut, scratch, dataBytes, productBytes, target } = plan;
  const [dataPoint, productPoint, a] = [f.local('i32'), f.local('i32'), f.local('i32')];
  const [b, out, column] = [f.local('i32'), f.local('i32'), f.local('i32')];
  f.get(2).i32(scratch.data).op('i32.add').set(dataPoint);
  f.get(2).i32(scratch.products).op('i32.add').set(productPoint);
  f.get(matrices).set(b);
  const panels = splitColumns(c.channels / 4);
  const emitPanel = (vectors: number) => {
    f.get(dataPoint).set(a);
    f.get(column).set(out);
    for (const { rows, times } of splitRows(cut.perBlock, vectors, target))
      repeat(f, times, () => {
        const tile = {
          rowOffsets: Array.from({ length: rows }, (_, r) => r * c.depth * 4),
          vectors,
          loops: [{ count: c.depth, aStep: 4, bStep: vectors * 16 }],
          aElements: 'splat' as const,
        };
        emitTile(f, target, tile, a, b, 'zero', (accumulators) => {
          accumulators.forEach((line, r) => {
            line.forEach((accumulator, v) => {
              f.get(out)
                .get(accumulator)
                .memory('v128.store', r * c.channels * 4 + v * 16);
            });
          });
        });
        advance(f, a, rows * c.depth * 4);
        advance(f, out, rows * c.channels * 4);
      });
    advance(f, column, vectors * 16);
    advance(f, b, c.depth * vectors * 16);
  };
  repeat(f, points * points, () => {
    f.get(productPoint).set(column);
    const last = panels.at(-1) as number;
    const alike = last === 2 ? panels.length : panels.length - 1;
    repeat(f, alike, () => emitPanel(2));
    if (alike < panels.length) emitPanel(last);
    advance(f, b, kernelMatrixBytes(c) - packedBytes(c.depth, c.channels));
    advance(f, dataPoint, dataBytes);
    advance(f, productPoint, productBytes);
  });
  f.release(dataPoint, productPoint, a, b, out, column);
}

/** Aᵀ m A of one image's tiles and the epilogue; results past the core's edge are left out. */
function storeTiles(
  f: FunctionBuilder,
  plan: Plan,
  epilogue: PreparedEpilogue,
  tile: Local,
  { image, row, rowEnd }: { image: Local; row: Local; rowEnd: Local },
): void {
  const { c, cut, edges, scratch, productBytes, target } = plan;
  const [height, width] = c.result;
  const [coreHeight, coreWidth] = edges.core;
  const temporary = f.local('i32');
  const [line, offset, column] = [f.local('i32'), f.local('i32'), f.local('i32')];
  const [left, rowsLeft, columnsLeft] = [f.local('i32'), f.local('i32'), f.local('i32')];
  const value = f.local('v128');
  f.get(2).i32(scratch.temporary).op('i32.add').set(temporary);
  f.get(image).i32(height).op('i32.mul').get(row).i32(tileSize).op('i32.mul').op('i32.add');
  f.i32(width * c.channels * 4)
    .op('i32.mul')
    .tee(line)
    .set(offset);
  f.i32(coreHeight).get(row).i32(tileSize).op('i32.mul').op('i32.sub').set(rowsLeft);
  f.i32(coreWidth).set(columnsLeft);
  const body = () => {
    f.i32(0).set(column);
    f.i32(c.channels / 4).set(left);
    repeatWhile(f, left, 1, () => {
      const store = epilogue.begin(f, 0, 2, { offset, column });
      transformPlane(
        { f, target },
        transformResult,
        points,
        tileSize,
        temporary,
        (pointRow, pointColumn) => {
          f.get(tile).memory('v128.load', (pointRow * points + pointColumn) * productBytes);
        },
        (y, x, push) => {
          push();
          f.set(value);
          const write = () => store.store(value, (y * width + x) * c.channels * 4, 0, 4);
          const guards = [
            ...(coreHeight % tileSize > 0 && y > 0 ? [[rowsLeft, y] as const] : []),
            ...(coreWidth % tileSize > 0 && x > 0 ? [[columnsLeft, x] as const] : []),
          ];
          if (guards.length === 0) write();
          else {
            f.i32(1);
            for (const [local, at] of guards) f.get(local).i32(at).op('i32.gt_s').op('i32.and');
            f.if(write);
          }
        },
      );
      store.end();
      advance(f, tile, 16);
      advance(f, offset, 16);
      advance(f, column, 16);
    });
  };
  forEachTile(
    f,
    cut,
    { row, rowEnd },
    {
      body,
      nextTile: () => {
        advance(f, offset, (tileSize - 1) * c.channels * 4);
        advance(f, columnsLeft, -tileSize);
      },
      nextRow: () => {
        advance(f, line, tileSize * width * c.channels * 4);
        f.get(line).set(offset);
        advance(f, rowsLeft, -tileSize);
        f.i32(coreWidth).set(columnsLeft);
      },
    },
  );
  f.release(temporary, line, offset, column, left, rowsLeft, columnsLeft, value);
}
