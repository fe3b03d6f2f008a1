/**
 * Where convolution units find source pixels: the tensor itself where every tap falls inside it, else a copy of
 * the rows that a block needs, with the padding filled in.
 */
import type { FunctionBuilder, Local } from '../assembler/function.ts';
import type { Pair } from './geometry.ts';
import { advance } from './loops.ts';

/** Which source pixels a lattice of results reads along both axes. */
export interface Reach {
  readonly size: Pair;
  readonly first: Pair;
  readonly taps: Pair;
  readonly tapStep: Pair;
}

export interface Panel {
  readonly copied: boolean;
  /** Height, width, channels of the source. */
  readonly source: readonly [number, number, number];
  /** Source rows from one row of results to the next. */
  readonly rowStep: number;
  /** Source pixel at the panel's start for the block that begins at result row 0. */
  readonly first: Pair;
  readonly rows: number;
  readonly width: number;
  readonly rowBytes: number;
}

/** The panel of blocks of `blockRows` rows of results; `step` is source pixels from one result to the next. */
export function layOutPanel(
  source: Panel['source'],
  step: Pair,
  reaches: readonly Reach[],
  blockRows: number,
): Panel {
  const [height, width, channels] = source;
  const end = ({ first, taps, tapStep }: Reach, axis: 0 | 1, count: number) =>
    first[axis] + (count - 1) * step[axis] + (taps[axis] - 1) * tapStep[axis] + 1;
  const row0 = Math.min(...reaches.map(({ first }) => first[0]));
  const column0 = Math.min(...reaches.map(({ first }) => first[1]));
  const rowEnd = Math.max(...reaches.map((reach) => end(reach, 0, reach.size[0])));
  const columnEnd = Math.max(...reaches.map((reach) => end(reach, 1, reach.size[1])));
  const blockEnd = Math.max(
    ...reaches.map((reach) => end(reach, 0, Math.min(blockRows, reach.size[0]))),
  );
  const copied = row0 < 0 || column0 < 0 || rowEnd > height || columnEnd > width;
  const panelWidth = copied ? columnEnd - column0 : width;
  return {
    copied,
    source,
    rowStep: step[0],
    first: copied ? [row0, column0] : [0, 0],
    rows: copied ? blockEnd - row0 : blockEnd,
    width: panelWidth,
    rowBytes: panelWidth * channels * 4,
  };
}

export function panelScratchBytes(panel: Panel): number {
  return panel.copied ? panel.rows * panel.rowBytes : 0;
}

/** Once before a unit's blocks: the padding left and right of the rows stays zero from then on. */
export function clearPanel(f: FunctionBuilder, panel: Panel, scratch: Local): void {
  if (panel.copied)
    f.get(scratch)
      .i32(0)
      .i32(panel.rows * panel.rowBytes)
      .memoryFill();
}

/** pixels = address of what the block at result row `row` of the image at `image` reads; copies it if need be. */
export function openPanel(
  f: FunctionBuilder,
  panel: Panel,
  scratch: Local,
  image: Local,
  row: Local,
  pixels: Local,
): void {
  if (panel.copied) {
    copyRows(f, panel, scratch, image, row);
    f.get(scratch).set(pixels);
    return;
  }
  f.get(image)
    .get(row)
    .i32(panel.rowStep * panel.rowBytes)
    .op('i32.mul')
    .op('i32.add');
  f.set(pixels);
}

/** Fills the panel with source rows; those outside of the source become zero. */
function copyRows(
  f: FunctionBuilder,
  panel: Panel,
  scratch: Local,
  image: Local,
  row: Local,
): void {
  const [height, width, channels] = panel.source;
  const [from, to, source, left] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
  // Pixels of a source row that the panel holds, and where in the panel they begin.
  const skipped = Math.max(0, panel.first[1]);
  const begin = Math.max(0, -panel.first[1]);
  const bytes = Math.max(0, Math.min(width - skipped, panel.width - begin)) * channels * 4;
  f.get(row).i32(panel.rowStep).op('i32.mul').i32(panel.first[0]).op('i32.add').set(from);
  f.get(scratch)
    .i32(begin * channels * 4)
    .op('i32.add')
    .set(to);
  f.i32(panel.rows).set(left);
  f.loop((again) => {
    f.get(from).i32(height).op('i32.lt_u');
    f.if(
      () => {
        f.get(image)
          .get(from)
          .i32(width * channels * 4)
          .op('i32.mul')
          .op('i32.add');
        f.i32(skipped * channels * 4)
          .op('i32.add')
          .set(source);
        f.get(to).get(source).i32(bytes).memoryCopy();
      },
      () => f.get(to).i32(0).i32(bytes).memoryFill(),
    );
    advance(f, from, 1);
    advance(f, to, panel.rowBytes);
    f.get(left).i32(-1).op('i32.add').tee(left).brIf(again);
  });
  f.release(from, to, source, left);
}
