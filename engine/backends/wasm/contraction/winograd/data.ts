/**
 * The transform of data tiles: images in; for each tile Bᵀ d B, spread over 36 matrices, out. Rows of tiles are first
 * transformed down their six image rows, all columns at once, as neighbouring tiles share two of their six columns.
 */
import type { FunctionBuilder, Local } from '../../assembler/function.ts';
import type { Target } from '../../task.ts';
import type { Pair } from '../geometry.ts';
import { advance, repeat, repeatRange, repeatWhile } from '../loops.ts';
import type { TileBlocks } from './blocks.ts';
import { points, tileSize, transformData } from './transforms.ts';

export interface DataTransform {
  readonly target: Target;
  readonly cut: TileBlocks;
  /** Rows and columns of an image; channels, a multiple of 4. */
  readonly source: Pair;
  readonly channels: number;
  /** Padding before the first row and column; negative where the first ones are not used. */
  readonly before: Pair;
}

/** Columns under a row of tiles, and those of them that an image has. */
function columnsOf({ cut, source, before }: DataTransform) {
  const all = cut.tiles[1] * tileSize + points - tileSize;
  const begin = Math.max(0, before[1]);
  const skipped = Math.max(0, -before[1]);
  const count = Math.max(0, Math.min(source[1] - skipped, all - begin));
  return { all, begin, skipped, count };
}
function lineBytes(data: DataTransform): number {
  return columnsOf(data).all * data.channels * 4;
}
/** Scratch: six transformed lines, and one of zeros in place of image rows inside the padding. */
export function linesBytes(data: DataTransform): number {
  return lineBytes(data) * (points + 1);
}
/** Once before any `transformImage`: columns inside the padding stay zero from then on. */
export function clearLines(f: FunctionBuilder, data: DataTransform, lines: Local): void {
  f.get(lines).i32(0).i32(linesBytes(data)).memoryFill();
}

export interface DataLocals {
  /** Address of the image; tile rows [row, rowEnd) of it are transformed. */
  readonly image: Local;
  readonly row: Local;
  readonly rowEnd: Local;
  /** Scratch of `linesBytes`. */
  readonly lines: Local;
  /** Where the first tile goes in the first matrix [tiles, channels]; moves past the last. */
  readonly tile: Local;
}

/** Point p of a tile goes to its place in the first matrix plus p · matrixBytes. */
export function transformImage(
  f: FunctionBuilder,
  data: DataTransform,
  { image, row, rowEnd, lines, tile }: DataLocals,
  matrixBytes: number,
): void {
  const tileRow = f.local('i32');
  f.get(row).set(tileRow);
  repeatRange(f, tileRow, rowEnd, () => {
    transformDown(f, data, image, tileRow, lines);
    transformAlong(f, data, lines, tile, matrixBytes);
  });
  f.release(tileRow);
}

/** lines[i] = the i-th row of Bᵀ d, for every column and channel. */
function transformDown(
  f: FunctionBuilder,
  data: DataTransform,
  image: Local,
  tileRow: Local,
  lines: Local,
): void {
  const { target, source, channels, before } = data;
  const { begin, skipped, count } = columnsOf(data);
  const from = Array.from({ length: points }, () => f.local('i32'));
  const values = from.map(() => f.local('v128'));
  const to = f.local('i32');
  from.forEach((pointer, i) => {
    f.get(tileRow)
      .i32(tileSize)
      .op('i32.mul')
      .i32(i - before[0])
      .op('i32.add')
      .set(to);
    f.get(image)
      .get(to)
      .i32(source[1] * channels * 4)
      .op('i32.mul')
      .op('i32.add');
    f.i32(skipped * channels * 4).op('i32.add');
    f.get(lines)
      .i32(points * lineBytes(data))
      .op('i32.add');
    f.get(to).i32(source[0]).op('i32.lt_u').op('select').set(pointer);
  });
  f.get(lines)
    .i32(begin * channels * 4)
    .op('i32.add')
    .set(to);
  const vectors = (count * channels) / 4;
  const step = (offset: number) => {
    values.forEach((value, i) => {
      f.get(from[i] as Local)
        .memory('v128.load', offset)
        .set(value);
    });
    transformData({ f, target }, values, (i, push) => {
      f.get(to);
      push();
      f.memory('v128.store', i * lineBytes(data) + offset);
    });
  };
  const unroll = vectors % 2 === 0 ? 2 : 1;
  repeat(f, vectors / unroll, () => {
    for (let i = 0; i < unroll; i++) step(i * 16);
    for (const pointer of [...from, to]) advance(f, pointer, unroll * 16);
  });
  f.release(...from, ...values, to);
}

/** Each tile's rows of (Bᵀ d) B, from its six columns of every line. */
function transformAlong(
  f: FunctionBuilder,
  data: DataTransform,
  lines: Local,
  tile: Local,
  matrixBytes: number,
): void {
  const { target, cut, channels } = data;
  const [from, tilesLeft, left] = [f.local('i32'), f.local('i32'), f.local('i32')];
  const values = Array.from({ length: points }, () => f.local('v128'));
  f.get(lines).set(from);
  f.i32(cut.tiles[1]).set(tilesLeft);
  repeatWhile(f, tilesLeft, 1, () => {
    f.i32(channels / 4).set(left);
    repeatWhile(f, left, 1, () => {
      for (let i = 0; i < points; i++) {
        values.forEach((value, column) => {
          const offset = i * lineBytes(data) + column * channels * 4;
          f.get(from).memory('v128.load', offset).set(value);
        });
        transformData({ f, target }, values, (column, push) => {
          f.get(tile);
          push();
          f.memory('v128.store', (i * points + column) * matrixBytes);
        });
      }
      advance(f, from, 16);
      advance(f, tile, 16);
    });
    advance(f, from, (tileSize - 1) * channels * 4);
  });
  f.release(from, tilesLeft, left, ...values);
}
