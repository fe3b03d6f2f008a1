/**
 * One block of pixels for one panel of output channels of a kernel's gradient: tiles of (tap, channel) rows that add
 * the block's products to sums which rest in memory between blocks.
 */
import type { FunctionBuilder, Local } from '../assembler/function.ts';
import type { Target } from '../task.ts';
import type { PlaneGeometry } from './geometry.ts';
import { advance, repeat } from './loops.ts';
import type { Panel } from './panel.ts';
import { emitTile, splitRows } from './tile.ts';

/** How the work is cut: blocks of pixels into chunks with their own sums, taps' rows and column panels into parts. */
export interface GradWeightPlan {
  readonly g: PlaneGeometry;
  readonly target: Target;
  readonly panel: Panel;
  readonly blockRows: number;
  readonly blocks: number;
  readonly chunkBlocks: number;
  readonly chunks: number;
  readonly panelsPerPart: number;
  readonly depthwise: boolean;
  readonly groups: number;
  /** Rows of one group's gradient, and columns, and bytes of its padded line. */
  readonly depth: number;
  readonly columns: number;
  readonly lineBytes: number;
  readonly panels: readonly number[];
}

export interface TapLocals {
  readonly a: Local;
  readonly b: Local;
  readonly to: Local;
  readonly rows: Local;
}

/** One panel of the gradient: tiles of rows that are neighbours in memory, or of any rows where runs are short. */
export function emitTaps(
  f: FunctionBuilder,
  plan: GradWeightPlan,
  vectors: number,
  locals: TapLocals,
): void {
  const { g, panel, depth, depthwise, groups, lineBytes, target } = plan;
  const [tapRows, tapColumns] = g.kernel;
  const rowStep = g.dilation[0] * panel.rowBytes;
  const columnStep = g.dilation[1] * g.channels * 4;
  const line = groups * lineBytes;
  const contiguous = groups === 1 && !depthwise && g.dilation[1] === 1;
  const run = contiguous ? tapColumns * depth : depth;
  const total = tapRows * tapColumns * depth;
  if (run < 4 && total <= 64) {
    const offsets = Array.from({ length: total }, (_, i) => {
      const [tap, channel] = [Math.floor(i / depth), i % depth];
      return Math.floor(tap / tapColumns) * rowStep + (tap % tapColumns) * columnStep + channel * 4;
    });
    let first = 0;
    for (const { rows, times } of splitRows(total, vectors, target))
      for (let i = 0; i < times; i++) {
        accumulate(f, plan, vectors, offsets.slice(first, first + rows), first * line, locals);
        first += rows;
      }
    return;
  }
  const [a, to] = [f.local('i32'), f.local('i32')];
  const [aRow, aColumn] = [f.local('i32'), f.local('i32')];
  f.get(locals.to).set(to);
  f.get(locals.a).set(aRow);
  repeat(f, tapRows, () => {
    f.get(aRow).set(aColumn);
    repeat(f, contiguous ? 1 : tapColumns, () => {
      f.get(aColumn).set(a);
      for (const { rows, times } of splitRows(run, vectors, target))
        repeat(f, times, () => {
          const offsets = Array.from({ length: rows }, (_, i) => i * 4);
          accumulate(f, plan, vectors, offsets, 0, { ...locals, a, to });
          advance(f, a, rows * 4);
          advance(f, to, rows * line);
        });
      advance(f, aColumn, columnStep);
    });
    advance(f, aRow, rowStep);
  });
  f.release(a, to, aRow, aColumn);
}

/** Adds a block's pixels to one tile of sums, which rests in memory between blocks. */
function accumulate(
  f: FunctionBuilder,
  { g, panel, groups, lineBytes, depthwise, target }: GradWeightPlan,
  vectors: number,
  rowOffsets: readonly number[],
  offset: number,
  { a, b, to, rows }: TapLocals,
): void {
  const pixelBytes = g.outChannels * 4;
  const tile = {
    rowOffsets,
    vectors,
    loops: [
      {
        count: { local: rows },
        aStep: g.stride[0] * panel.rowBytes,
        bStep: g.output[1] * pixelBytes,
      },
      { count: g.output[1], aStep: g.stride[1] * g.channels * 4, bStep: pixelBytes },
    ],
    aElements: depthwise ? ('vector' as const) : ('splat' as const),
  };
  const at = (row: number, v: number) => offset + row * groups * lineBytes + v * 16;
  const each = (sums: readonly (readonly Local[])[], visit: (sum: Local, at: number) => void) =>
    sums.forEach((line, row) => {
      line.forEach((sum, v) => {
        visit(sum, at(row, v));
      });
    });
  emitTile(
    f,
    target,
    tile,
    a,
    b,
    (sums) => each(sums, (sum, place) => f.get(to).memory('v128.load', place).set(sum)),
    (sums) => each(sums, (sum, place) => f.get(to).get(sum).memory('v128.store', place)),
  );
}
