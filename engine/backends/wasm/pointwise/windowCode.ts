/** Code of pooling: a plan in; a function over blocks of result pixels, vectors along channels, out. */
import type { Body } from '../../../fuse/kernel.ts';
import { invariant } from '../../../util/errors.ts';
import type { FunctionBuilder, Local } from '../assembler/function.ts';
import { type Accumulator, beginFold, type Folded, fold, releaseFold } from './fold.ts';
import { type Lanes, lanesOf, loadLanes, storeLanes } from './lanes.ts';
import { advanceAll, emitStores, type StoredEntry } from './leaves.ts';
import type { StreamPlan } from './streams.ts';
import { chunkRange, unitParameter, walk, whileLeft, wordLocal } from './walk.ts';

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
/** Windows with more taps loop over them. */
const MOST_UNROLLED_TAPS = 16;

/** Entries 0 and 1 stand for the element and its position. */
const maximum: Folded = { op: 'argmax', dtype: 'f32', value: 0, position: 1 };
const sum: Folded = { op: 'sum', dtype: 'f32', value: 0, position: null };

/** One block of channels at one pixel. */
interface Block {
  readonly parts: readonly { readonly lanes: Lanes; readonly column: number }[];
  readonly pointers: readonly Local[];
  readonly accumulators: readonly (readonly Accumulator[])[];
}

export function writeWindow(f: FunctionBuilder, plan: WindowPlan): void {
  const { streams } = plan;
  const starts = streams.map(({ startWord }) => wordLocal(f, startWord));
  const rows = chunkRange(f, unitParameter, plan.rowsPerUnitWord, plan.rowsWord);
  const walked = streams.map(({ stepWords }, i) => ({ pointer: starts[i] as Local, stepWords }));
  const writePixel =
    plan.kind === 'windowMax' || plan.kind === 'windowSum' ? writeForward : writeBackward;
  walk(f, plan.lengthWords, walked, rows.from, rows.to, (pointers) =>
    writePixel(f, plan, pointers),
  );
}

/** Runs `write` for each block of channels, with pointers to its first one. */
function forBlocks(
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
function writeBlock(
  f: FunctionBuilder,
  plan: WindowPlan,
  lanes: readonly Lanes[],
  pointers: readonly Local[],
  accumulate: (block: Block) => void,
): void {
  const { epilogue, streams } = plan;
  const folded = plan.kind === 'windowMax' ? maximum : sum;
  const accumulators = lanes.map(() => beginFold(f, [folded]));
  let column = 0;
  const parts = lanes.map((part) => {
    column += part;
    return { lanes: part, column: column - part };
  });
  accumulate({ parts, pointers, accumulators });
  parts.forEach((part, i) => {
    const [result] = accumulators[i] as [Accumulator];
    const known = new Map<number, Local>();
    epilogue.body.forEach(({ op }, entry) => {
      if (op === 'accumulator') known.set(entry, result.value);
    });
    const { body, writes } = epilogue;
    emitStores(f, body, writes, known, streams, pointers, part.lanes, part.column);
    if (result.position !== null && plan.positions !== null) {
      f.get(pointers[plan.positions] as Local).get(result.position);
      storeLanes(f, 'i32', part.lanes, part.column * 4);
    }
    releaseFold(f, [result]);
  });
}

/** Distances between neighbours of N, spatial…, C along the spatial axes, in bytes of f32. */
function byteStrides(spatial: readonly number[], channels: number): number[] {
  return spatial.map((_, axis) => 4 * channels * product(spatial.slice(axis + 1)));
}

function writeForward(f: FunctionBuilder, plan: WindowPlan, pointers: readonly Local[]): void {
  const { size, isInside } = plan;
  const unrolls = product(size) <= MOST_UNROLLED_TAPS;
  const whole = (parts: readonly Lanes[], at: readonly Local[]): void =>
    writeBlock(f, plan, parts, at, (block) => foldWholeWindow(f, plan, block));
  if (unrolls && isInside.every(Boolean)) {
    forBlocks(f, plan, pointers, whole);
    return;
  }
  const bounds = size.map((length, axis) => clippedTaps(f, plan, pointers, axis, length));
  const clipped = (): void =>
    forBlocks(f, plan, pointers, (parts, at) =>
      writeBlock(f, plan, parts, at, (block) => foldClippedWindow(f, plan, block, bounds)),
    );
  if (unrolls) {
    // Most windows are whole: their taps are all there.
    f.i32(1);
    size.forEach((length, axis) => {
      const { from, to } = bounds[axis] as Bounds;
      f.get(to).get(from).op('i32.sub').i32(length).op('i32.eq').op('i32.and');
    });
    f.if(() => forBlocks(f, plan, pointers, whole), clipped);
  } else clipped();
  for (const { from, to } of bounds) f.release(from, to);
}

interface Bounds {
  readonly from: Local;
  readonly to: Local;
}
/** The taps of this axis that lie in the input: from max(0, −first) to min(size, length − first). */
function clippedTaps(
  f: FunctionBuilder,
  { coordinate, input }: WindowPlan,
  pointers: readonly Local[],
  axis: number,
  size: number,
): Bounds {
  const first = pointers[coordinate + axis] as Local;
  const bounds = { from: f.local('i32'), to: f.local('i32') };
  f.i32(0).get(first).op('i32.sub').set(bounds.from);
  f.get(bounds.from).i32(0).get(bounds.from).i32(0).op('i32.gt_s').op('select').set(bounds.from);
  f.i32(input[axis] as number)
    .get(first)
    .op('i32.sub')
    .set(bounds.to);
  f.get(bounds.to).i32(size).get(bounds.to).i32(size).op('i32.lt_s').op('select').set(bounds.to);
  return bounds;
}

function foldWholeWindow(f: FunctionBuilder, plan: WindowPlan, block: Block): void {
  const strides = byteStrides(plan.input, plan.channels);
  const tap = plan.kind === 'windowMax' ? f.local('v128') : null;
  const taps = product(plan.size);
  const source = block.pointers[plan.operand] as Local;
  for (let number = 0; number < taps; number++) {
    let [rest, offset] = [number, 0];
    for (let axis = plan.size.length - 1; axis >= 0; axis--) {
      const length = plan.size[axis] as number;
      offset += (rest % length) * (strides[axis] as number);
      rest = Math.floor(rest / length);
    }
    if (tap !== null) f.i32x4(number, number, number, number).set(tap);
    foldTap(f, plan, block, source, offset, tap);
  }
  if (tap !== null) f.release(tap);
}

function foldTap(
  f: FunctionBuilder,
  plan: WindowPlan,
  { parts, accumulators }: Block,
  source: Local,
  offset: number,
  tap: Local | null,
): void {
  const element = f.local('v128');
  const entries = new Map([[0, element], ...(tap === null ? [] : [[1, tap] as const])]);
  parts.forEach(({ lanes, column }, i) => {
    f.get(source);
    loadLanes(f, 'f32', lanes, offset + column * 4);
    f.set(element);
    const folded = plan.kind === 'windowMax' ? maximum : sum;
    fold(f, [folded], accumulators[i] as readonly Accumulator[], entries);
  });
  f.release(element);
}

/** Loops over the taps in bounds, outermost axis first. Where no element is above −∞ the first tap's position stays. */
function foldClippedWindow(
  f: FunctionBuilder,
  plan: WindowPlan,
  block: Block,
  bounds: readonly Bounds[],
): void {
  const { size, channels, input } = plan;
  const strides = byteStrides(input, channels);
  const [offset, number] = [f.local('i32'), f.local('i32')];
  const isMax = plan.kind === 'windowMax';
  const tap = isMax ? f.local('v128') : null;
  if (isMax) {
    f.i32(0);
    size.forEach((length, axis) => {
      const { from } = bounds[axis] as Bounds;
      f.i32(length).op('i32.mul').get(from).op('i32.add');
    });
    f.op('i32x4.splat').set(tap as Local);
    for (const [{ position }] of block.accumulators as readonly [Accumulator][])
      f.get(tap as Local).set(position as Local);
  }
  f.get(block.pointers[plan.operand] as Local).set(offset);
  f.i32(0).set(number);
  const descend = (axis: number, pointer: Local, above: Local): void => {
    if (axis === size.length) {
      if (tap !== null) f.get(above).op('i32x4.splat').set(tap);
      foldTap(f, plan, block, pointer, 0, tap);
      return;
    }
    const { from, to } = bounds[axis] as Bounds;
    const [index, at, inner] = [f.local('i32'), f.local('i32'), f.local('i32')];
    f.get(from).set(index);
    f.get(pointer);
    f.get(from)
      .i32(strides[axis] as number)
      .op('i32.mul')
      .op('i32.add')
      .set(at);
    repeatTo(f, index, to, () => {
      f.get(above)
        .i32(size[axis] as number)
        .op('i32.mul');
      f.get(index).op('i32.add').set(inner);
      descend(axis + 1, at, inner);
      f.get(at)
        .i32(strides[axis] as number)
        .op('i32.add')
        .set(at);
    });
    f.release(index, at, inner);
  };
  descend(0, offset, number);
  f.release(offset, number, ...(tap === null ? [] : [tap]));
}

/** Runs `body` while the signed index is below `to`, counting it up. */
function repeatTo(f: FunctionBuilder, index: Local, to: Local, body: () => void): void {
  f.get(index).get(to).op('i32.lt_s');
  f.if(() => {
    f.loop((again) => {
      body();
      f.get(index).i32(1).op('i32.add').tee(index);
      f.get(to).op('i32.lt_s').brIf(again);
    });
  });
}

/** One pixel of the gradient gathers from the windows that cover it. */
function writeBackward(f: FunctionBuilder, plan: WindowPlan, pointers: readonly Local[]): void {
  const { size, stride } = plan;
  const isDisjoint = size.every((length, axis) => length <= (stride[axis] as number));
  if (isDisjoint) writeDisjoint(f, plan, pointers);
  else writeOverlapping(f, plan, pointers);
}

/** At most one window covers a pixel. */
function writeDisjoint(f: FunctionBuilder, plan: WindowPlan, pointers: readonly Local[]): void {
  const { size, stride, output, coordinate, channels } = plan;
  const [offset, tap, isCovered] = [f.local('i32'), f.local('i32'), f.local('i32')];
  const strides = byteStrides(output, channels);
  const [window, within] = [f.local('i32'), f.local('i32')];
  f.i32(0).set(offset);
  f.i32(0).set(tap);
  f.i32(1).set(isCovered);
  size.forEach((length, axis) => {
    const at = pointers[coordinate + axis] as Local;
    const step = stride[axis] as number;
    f.get(at).i32(step).op('i32.div_u').set(window);
    f.get(at).get(window).i32(step).op('i32.mul').op('i32.sub').set(within);
    f.get(isCovered)
      .get(window)
      .i32(output[axis] as number)
      .op('i32.lt_u')
      .op('i32.and');
    f.get(within).i32(length).op('i32.lt_u').op('i32.and').set(isCovered);
    f.get(offset)
      .get(window)
      .i32(strides[axis] as number)
      .op('i32.mul')
      .op('i32.add')
      .set(offset);
    f.get(tap).i32(length).op('i32.mul').get(within).op('i32.add').set(tap);
  });
  const tapLanes = f.local('v128');
  f.get(tap).op('i32x4.splat').set(tapLanes);
  forBlocks(f, plan, pointers, (parts, at) =>
    writeBlock(f, plan, parts, at, (block) => {
      f.get(isCovered);
      f.if(() => gather(f, plan, block, offset, tapLanes));
    }),
  );
  f.release(offset, tap, isCovered, window, within, tapLanes);
}

function writeOverlapping(f: FunctionBuilder, plan: WindowPlan, pointers: readonly Local[]): void {
  const bounds = plan.size.map((_, axis) => coveringWindows(f, plan, pointers, axis));
  const { size, stride, output, channels, coordinate } = plan;
  const strides = byteStrides(output, channels);
  const tapLanes = f.local('v128');
  forBlocks(f, plan, pointers, (parts, at) =>
    writeBlock(f, plan, parts, at, (block) => {
      const descend = (axis: number, offset: Local | null, tap: Local | null): void => {
        if (axis === size.length) {
          invariant(offset !== null && tap !== null, 'pooling has spatial axes');
          f.get(tap).op('i32x4.splat').set(tapLanes);
          gather(f, plan, block, offset, tapLanes);
          return;
        }
        const { from, to } = bounds[axis] as Bounds;
        const [window, inner, number] = [f.local('i32'), f.local('i32'), f.local('i32')];
        f.get(from).set(window);
        repeatTo(f, window, to, () => {
          f.get(window)
            .i32(strides[axis] as number)
            .op('i32.mul');
          if (offset !== null) f.get(offset).op('i32.add');
          f.set(inner);
          f.get(at[coordinate + axis] as Local);
          f.get(window)
            .i32(stride[axis] as number)
            .op('i32.mul')
            .op('i32.sub');
          if (tap !== null)
            f.get(tap)
              .i32(size[axis] as number)
              .op('i32.mul')
              .op('i32.add');
          f.set(number);
          descend(axis + 1, inner, number);
        });
        f.release(window, inner, number);
      };
      descend(0, null, null);
    }),
  );
  f.release(tapLanes);
  for (const { from, to } of bounds) f.release(from, to);
}

/** Windows from max(0, ⌈(at − size + 1) / stride⌉) to min(output, ⌊at / stride⌋ + 1). */
function coveringWindows(
  f: FunctionBuilder,
  { size, stride, output, coordinate }: WindowPlan,
  pointers: readonly Local[],
  axis: number,
): Bounds {
  const at = pointers[coordinate + axis] as Local;
  const bounds = { from: f.local('i32'), to: f.local('i32') };
  const [length, step, count] = [size, stride, output].map((each) => each[axis] as number) as [
    number,
    number,
    number,
  ];
  // (at − size + stride) / stride, 0 where at < size.
  f.get(at)
    .i32(length - step)
    .op('i32.sub')
    .i32(step)
    .op('i32.div_s')
    .set(bounds.from);
  f.get(bounds.from).i32(0).get(at).i32(length).op('i32.ge_s').op('select').set(bounds.from);
  f.get(at).i32(step).op('i32.div_u').i32(1).op('i32.add').set(bounds.to);
  f.get(bounds.to).i32(count).get(bounds.to).i32(count).op('i32.lt_s').op('select').set(bounds.to);
  return bounds;
}

/** Adds the gradient of the window at `offset`; of max pooling, where this pixel is the one that won. */
function gather(
  f: FunctionBuilder,
  plan: WindowPlan,
  { parts, pointers, accumulators }: Block,
  offset: Local,
  tap: Local,
): void {
  const address = f.local('i32');
  f.get(pointers[plan.operand] as Local)
    .get(offset)
    .op('i32.add')
    .set(address);
  const winners = plan.positions === null ? null : f.local('i32');
  if (winners !== null)
    f.get(pointers[plan.positions as number] as Local)
      .get(offset)
      .op('i32.add')
      .set(winners);
  parts.forEach(({ lanes, column }, i) => {
    const [{ value }] = accumulators[i] as [Accumulator];
    f.get(value).get(address);
    loadLanes(f, 'f32', lanes, column * 4);
    if (winners !== null) {
      f.get(winners);
      loadLanes(f, 'i32', lanes, column * 4);
      f.get(tap).op('i32x4.eq').op('v128.and');
    }
    f.op('f32x4.add').set(value);
  });
  f.release(address, ...(winners === null ? [] : [winners]));
}

function product(lengths: readonly number[]): number {
  return lengths.reduce((n, d) => n * d, 1);
}
