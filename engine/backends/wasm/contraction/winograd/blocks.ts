/** Cuts the tiles of a batch of images into blocks that fit caches: shapes in; how many images or tile rows out. */
import type { FunctionBuilder, Local } from '../../assembler/function.ts';
import type { Pair } from '../geometry.ts';
import { ceilDiv, minimum, repeatRange, repeatWhile } from '../loops.ts';
import { tileSize } from './transforms.ts';

export interface TileBlocks {
  readonly images: number;
  /** Tile rows and columns of one image. */
  readonly tiles: Pair;
  /** A block is some whole images, or some tile rows of one image. */
  readonly imagesPerBlock: number;
  readonly rowsPerBlock: number;
  readonly blocks: number;
  /** Tiles of a full block. */
  readonly perBlock: number;
}

/** Blocks of at most `most` tiles (at least one row of tiles), as equal as can be, at least `count` where there are as many. */
export function cutTiles(images: number, output: Pair, most: number, count: number): TileBlocks {
  const tiles = [ceilDiv(output[0], tileSize), ceilDiv(output[1], tileSize)] as const;
  const perImage = tiles[0] * tiles[1];
  const even = (total: number, fitting: number) =>
    ceilDiv(total, ceilDiv(total, Math.max(1, fitting)));
  const whole = perImage <= most;
  const fitting = Math.min(Math.floor(most / perImage), Math.max(1, Math.floor(images / count)));
  const imagesPerBlock = whole ? even(images, fitting) : 1;
  const rowsPerBlock = whole ? tiles[0] : even(tiles[0], Math.floor(most / tiles[1]));
  const blocks = ceilDiv(images, imagesPerBlock) * ceilDiv(tiles[0], rowsPerBlock);
  const perBlock = imagesPerBlock * rowsPerBlock * tiles[1];
  return { images, tiles, imagesPerBlock, rowsPerBlock, blocks, perBlock };
}

/** Runs `body` for each image of block `block` with the tile rows [row, rowEnd) that belong to it. */
export function forEachImage(
  f: FunctionBuilder,
  cut: TileBlocks,
  block: Local,
  body: (place: { image: Local; row: Local; rowEnd: Local }) => void,
): void {
  const parts = ceilDiv(cut.tiles[0], cut.rowsPerBlock);
  const [image, imageEnd, row] = [f.local('i32'), f.local('i32'), f.local('i32')];
  const [rowEnd, limit] = [f.local('i32'), f.local('i32')];
  f.get(block).i32(parts).op('i32.div_u').i32(cut.imagesPerBlock).op('i32.mul').tee(image);
  f.i32(cut.imagesPerBlock).op('i32.add').set(imageEnd);
  f.i32(cut.images).set(limit);
  minimum(f, imageEnd, limit, imageEnd);
  f.get(block).i32(parts).op('i32.rem_u').i32(cut.rowsPerBlock).op('i32.mul').tee(row);
  f.i32(cut.rowsPerBlock).op('i32.add').set(rowEnd);
  f.i32(cut.tiles[0]).set(limit);
  minimum(f, rowEnd, limit, rowEnd);
  repeatRange(f, image, imageEnd, () => body({ image, row, rowEnd }));
  f.release(image, imageEnd, row, rowEnd, limit);
}

/** Runs `body` for each tile from tile row 0 of a panel on, moving `tile` by its two strides. */
export function forEachTile(
  f: FunctionBuilder,
  cut: TileBlocks,
  rows: { row: Local; rowEnd: Local },
  visit: { body: () => void; nextTile: () => void; nextRow: () => void },
): void {
  const [left, columns] = [f.local('i32'), f.local('i32')];
  f.get(rows.rowEnd).get(rows.row).op('i32.sub').set(left);
  repeatWhile(f, left, 1, () => {
    f.i32(cut.tiles[1]).set(columns);
    repeatWhile(f, columns, 1, () => {
      visit.body();
      visit.nextTile();
    });
    visit.nextRow();
  });
  f.release(left, columns);
}
