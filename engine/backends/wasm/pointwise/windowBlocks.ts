/** What pooling and its gradients share: a pixel and its channels in; code that goes block by block through them out. */
import type { Body } from '../../../fuse/kernel.ts';
import type { FunctionBuilder, Local } from '../assembler/function.ts';
import { type Lanes, lanesOf, storeLanes } from './lanes.ts';
import { advanceAll, emitStores, type StoredEntry } from './leaves.ts';
import type { StreamPlan } from './streams.ts';
import { whileLeft } from './walk.ts';

/** Everything that the code depends on; spatial axes only in `size`, `stride`, `input`, `output`. */
export interface WindowPlan {
  readonly kind: 'windowMax' | 'windowMaxGrad' | 'windowSum' | 'windowSumGrad';
  readonly size: readonly number[];
  readonly stride: readonly number[];
  readonly input: readonly number[];
  readonly output: readonly number[];
  /** For each spatial axis: whether no window reaches into padding. */
  readonly isInside: readonly boolean[];
  readonly channels: number;
  readonly epilogue: { readonly body: Body; readonly writes: readonly StoredEntry[] };
  /** Of the epilogue, then the operand, the positions and the coordinates (one for each spatial axis). */
  readonly streams: readonly StreamPlan[];
  readonly operand: number;
  readonly positions: number | null;
  readonly coordinate: number;
  readonly lengthWords: readonly number[];
  readonly rowsWord: number;
  readonly rowsPerUnitWord: number;
}

/** Vectors of channels kept in registers at once. */
const BLOCK = 4;

/** Four channels of a running result. */
export interface Accumulator {
  readonly value: Local;
  /** Of a maximum only: the tap that it came from, and ones where a NaN was met. */
  readonly winner: { readonly tap: Local; readonly isNaN: Local } | null;
}

/** One block of channels at one pixel. */
export interface Block {
  readonly parts: readonly { readonly lanes: Lanes; readonly column: number }[];
  readonly pointers: readonly Local[];
  readonly accumulators: readonly Accumulator[];
}

/** Locals with a range of whole numbers. */
export interface Bounds {
  readonly from: Local;
  readonly to: Local;
}
/** Runs `write` for each block of channels, with pointers to its first one. */
export function forBlocks(
  f: FunctionBuilder,
  { channels, streams }: WindowPlan,
  pointers: readonly Local[],
  write: (parts: readonly Lanes[], pointers: readonly Local[]) => void,
): void {
  const width = 4 * BLOCK;
  if (channels <= width) {
    write(lanesOf(channels), pointers);
    return;
  }
  const cursors = pointers.map((pointer, i) => {
    if (streams[i]?.inner === 0) return pointer;
    const cursor = f.local('i32');
    f.get(pointer).set(cursor);
    return cursor;
  });
  const left = f.local('i32');
  f.i32(channels).set(left);
  whileLeft(f, left, width, () => {
    write(lanesOf(width), cursors);
    advanceAll(f, streams, cursors, width);
  });
  if (channels % width > 0) write(lanesOf(channels % width), cursors);
  f.release(left, ...cursors.filter((cursor, i) => cursor !== pointers[i]));
}

/** Accumulates with `accumulate`, then evaluates the epilogue and stores. */
export function writeBlock(
  f: FunctionBuilder,
  plan: WindowPlan,
  lanes: readonly Lanes[],
  pointers: readonly Local[],
  accumulate: (block: Block) => void,
): void {
  const { epilogue, streams } = plan;
  const accumulators = lanes.map(() => begin(f, plan.kind === 'windowMax'));
  let column = 0;
  const parts = lanes.map((part) => {
    column += part;
    return { lanes: part, column: column - part };
  });
  accumulate({ parts, pointers, accumulators });
  parts.forEach((part, i) => {
    const { value, winner } = accumulators[i] as Accumulator;
    if (winner !== null) f.get(value).get(winner.isNaN).op('v128.or').set(value);
    const known = new Map<number, Local>();
    epilogue.body.forEach(({ op }, entry) => {
      if (op === 'accumulator') known.set(entry, value);
    });
    const { body, writes } = epilogue;
    emitStores(f, body, writes, known, streams, pointers, part.lanes, part.column);
    if (winner !== null && plan.positions !== null) {
      f.get(pointers[plan.positions] as Local).get(winner.tap);
      storeLanes(f, 'i32', part.lanes, part.column * 4);
    }
    f.release(value, ...(winner === null ? [] : [winner.tap, winner.isNaN]));
  });
}

function begin(f: FunctionBuilder, isMax: boolean): Accumulator {
  const value = f.local('v128');
  f.f32x4(isMax ? Number.NEGATIVE_INFINITY : 0).set(value);
  if (!isMax) return { value, winner: null };
  const winner = { tap: f.local('v128'), isNaN: f.local('v128') };
  for (const local of [winner.tap, winner.isNaN]) f.i32x4(0, 0, 0, 0).set(local);
  return { value, winner };
}

/** Distances between neighbours of N, spatial…, C along the spatial axes, in bytes of f32. */
export function byteStrides(spatial: readonly number[], channels: number): number[] {
  return spatial.map((_, axis) => 4 * channels * product(spatial.slice(axis + 1)));
}

/** Runs `body` while the signed index is below `to`, counting it up. */
export function repeatTo(f: FunctionBuilder, index: Local, to: Local, body: () => void): void {
  f.get(index).get(to).op('i32.lt_s');
  f.if(() => {
    f.loop((again) => {
      body();
      f.get(index).i32(1).op('i32.add').tee(index);
      f.get(to).op('i32.lt_s').brIf(again);
    });
  });
}

export function product(lengths: readonly number[]): number {
  return lengths.reduce((n, d) => n * d, 1);
}
