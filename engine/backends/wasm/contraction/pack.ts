/**
 * Packing: a weight tensor or matrix with any strides in; the task that copies it into panels of column vectors,
 * padded with zeros to whole vectors, in the order in which a tile walks them, out.
 */
import type { FunctionBuilder, Local } from '../assembler/function.ts';
import type { Argument, Task } from '../task.ts';
import { advance, ceilDiv, locate, product, repeat, repeatBlocks } from './loops.ts';
import { splitColumns } from './tile.ts';
import { unitsOf } from './units.ts';

/** Flops-equivalents of copying one row of a panel. */
const rowCost = 128;

/** One matrix of `rows` (a nest of loops) by `columns`. Offsets and strides are elements of the source. */
export interface PackedMatrix {
  readonly offset: number;
  /** Outermost first; the innermost is the last. Steps may be negative. */
  readonly rows: readonly { readonly count: number; readonly step: number }[];
  readonly columns: number;
  readonly columnStep: number;
}

/** Bytes of one packed matrix. */
export function packedBytes(rows: number, columns: number): number {
  return rows * ceilDiv(columns, 4) * 16;
}

/**
 * Copies `count` matrices that lie `step` source elements apart. Panel p of a matrix
 * begins at p · rows · 32 bytes: all panels but the last have two vectors.
 */
export function packTask(
  matrix: PackedMatrix,
  copies: { readonly count: number; readonly step: number },
  source: Argument,
  destination: Argument,
): Task {
  const panels = splitColumns(ceilDiv(matrix.columns, 4));
  const rows = product(matrix.rows.map(({ count }) => count));
  const blocks = copies.count * panels.length;
  const units = unitsOf(blocks, rows * rowCost);
  return {
    key: `pack ${JSON.stringify([matrix, copies, units])}`,
    arguments: [source, destination],
    units: units.count,
    threadScratchBytes: 0,
    write: (module) =>
      module.func(['i32', 'i32', 'i32'], [], (f) => {
        const [from, to] = [f.local('i32'), f.local('i32')];
        const [copy, panel] = [f.local('i32'), f.local('i32')];
        const last = panels.length - 1;
        const write = (index: number) => {
          const first = index * 8;
          const width = Math.min(matrix.columns - first, (panels[index] as number) * 4);
          emitPanel(f, matrix, 0, width, from, to);
        };
        repeatBlocks(f, 1, { blocks, size: units.size }, (block) => {
          f.get(block).i32(panels.length).op('i32.div_u').set(copy);
          f.get(block).i32(panels.length).op('i32.rem_u').set(panel);
          f.get(0)
            .memory('i32.load')
            .i32(matrix.offset * 4)
            .op('i32.add')
            .set(from);
          locate(f, from, from, [copy, copies.step * 4], [panel, matrix.columnStep * 32]);
          f.get(0).memory('i32.load', 4).set(to);
          locate(f, to, to, [copy, packedBytes(rows, matrix.columns)], [panel, rows * 32]);
          if (last === 0) write(0);
          else {
            f.get(panel).i32(last).op('i32.lt_u');
            f.if(
              () => write(0),
              () => write(last),
            );
          }
        });
      }),
  };
}

/** Copies the row loops from `depth` on; `from` is left in place, `to` moves past what was written. */
function emitPanel(
  f: FunctionBuilder,
  matrix: PackedMatrix,
  depth: number,
  width: number,
  from: Local,
  to: Local,
): void {
  const loop = matrix.rows[depth];
  if (loop === undefined) {
    emitRow(f, matrix, width, from, to);
    return;
  }
  const innermost = depth === matrix.rows.length - 1;
  const blocks = innermost && loop.step === 1 && matrix.columnStep !== 1 ? loop.count >> 2 : 0;
  repeat(f, blocks, () => {
    emitTransposed(f, matrix, width, from, to);
    advance(f, from, 16);
  });
  repeat(f, loop.count - blocks * 4, () => {
    emitPanel(f, matrix, depth + 1, width, from, to);
    advance(f, from, loop.step * 4);
  });
  advance(f, from, -loop.count * loop.step * 4);
}

/** One row of a panel: whole vectors where columns are neighbours, else element by element. */
function emitRow(
  f: FunctionBuilder,
  { columnStep }: PackedMatrix,
  width: number,
  from: Local,
  to: Local,
): void {
  for (let column = 0; column < width; column += 4) {
    const lanes = Math.min(4, width - column);
    f.get(to);
    if (lanes === 4 && columnStep === 1) f.get(from).memory('v128.load', column * 4);
    else gather(f, from, column * columnStep * 4, columnStep * 4, lanes);
    f.memory('v128.store', column * 4);
  }
  advance(f, to, Math.ceil(width / 4) * 16);
}

/** Four rows of a panel from a source whose rows are neighbours in memory: 4×4 transposes. */
function emitTransposed(
  f: FunctionBuilder,
  { columnStep }: PackedMatrix,
  width: number,
  from: Local,
  to: Local,
): void {
  const rowBytes = Math.ceil(width / 4) * 16;
  const lines = Array.from({ length: 4 }, () => f.local('v128'));
  for (let column = 0; column < width; column += 4) {
    lines.forEach((line, i) => {
      if (column + i < width) f.get(from).memory('v128.load', (column + i) * columnStep * 4);
      else f.f32x4(0);
      f.set(line);
    });
    transpose(f, lines);
    lines.forEach((line, i) => {
      f.get(to)
        .get(line)
        .memory('v128.store', i * rowBytes + column * 4);
    });
  }
  f.release(...lines);
  advance(f, to, rowBytes * 4);
}

const interleaveLow = [0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23];
const interleaveHigh = interleaveLow.map((byte) => byte + 8);
const lowHalves = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];
const highHalves = lowHalves.map((byte) => byte + 8);

/** Transposes four vectors in place. */
export function transpose(f: FunctionBuilder, lines: readonly Local[]): void {
  const [a, b, c, d] = lines as [Local, Local, Local, Local];
  const [ab, cd] = [f.local('v128'), f.local('v128')];
  const [abHigh, cdHigh] = [f.local('v128'), f.local('v128')];
  f.get(a).get(b).shuffle(interleaveLow).set(ab);
  f.get(c).get(d).shuffle(interleaveLow).set(cd);
  f.get(a).get(b).shuffle(interleaveHigh).set(abHigh);
  f.get(c).get(d).shuffle(interleaveHigh).set(cdHigh);
  f.get(ab).get(cd).shuffle(lowHalves).set(a);
  f.get(ab).get(cd).shuffle(highHalves).set(b);
  f.get(abHigh).get(cdHigh).shuffle(lowHalves).set(c);
  f.get(abHigh).get(cdHigh).shuffle(highHalves).set(d);
  f.release(ab, cd, abHigh, cdHigh);
}

/** Pushes a vector of `lanes` elements `step` bytes apart, the rest zero. */
export function gather(
  f: FunctionBuilder,
  from: Local,
  offset: number,
  step: number,
  lanes: number,
): void {
  const value = f.local('v128');
  f.get(from).memory('v128.load32_zero', offset).set(value);
  for (let lane = 1; lane < lanes; lane++)
    f.get(from)
      .get(value)
      .laneMemory('v128.load32_lane', offset + lane * step, lane)
      .set(value);
  f.get(value);
  f.release(value);
}
