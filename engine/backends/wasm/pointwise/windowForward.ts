/** Pooling: a pixel of the result in; code that folds its window, whole or clipped at the border, out. */
import type { FunctionBuilder, Local } from '../assembler/function.ts';
import { type Lanes, loadLanes } from './lanes.ts';
import {
  type Accumulator,
  type Block,
  type Bounds,
  byteStrides,
  forBlocks,
  product,
  repeatTo,
  type WindowPlan,
  writeBlock,
} from './windowBlocks.ts';

/** Windows with more taps loop over them. */
const MOST_UNROLLED_TAPS = 16;

/** The pixel that the pointers are at. */
export function writeForward(
  f: FunctionBuilder,
  plan: WindowPlan,
  pointers: readonly Local[],
): void {
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

/** Vector by vector, so that what runs over the taps stays in registers. */
function foldWholeWindow(f: FunctionBuilder, plan: WindowPlan, block: Block): void {
  const strides = byteStrides(plan.input, plan.channels);
  const taps = Array.from({ length: product(plan.size) }, (_, number) => {
    let [rest, offset] = [number, 0];
    for (let axis = plan.size.length - 1; axis >= 0; axis--) {
      const length = plan.size[axis] as number;
      offset += (rest % length) * (strides[axis] as number);
      rest = Math.floor(rest / length);
    }
    return offset;
  });
  const source = block.pointers[plan.operand] as Local;
  block.parts.forEach((part, i) => {
    const accumulator = block.accumulators[i] as Accumulator;
    taps.forEach((offset, number) => {
      const tap = () => f.i32x4(number, number, number, number);
      foldTap(f, part, accumulator, source, offset, tap);
    });
  });
}

/**
 * Takes the elements of one tap in. The first of equal ones wins. NaNs are gathered beside, and put in at the end,
 * as that takes fewer instructions than a maximum that passes them on; the position is then that of the largest number.
 */
function foldTap(
  f: FunctionBuilder,
  { lanes, column }: Block['parts'][number],
  { value, winner }: Accumulator,
  source: Local,
  offset: number,
  tap: () => void,
): void {
  const element = f.local('v128');
  f.get(source);
  loadLanes(f, 'f32', lanes, offset + column * 4);
  f.set(element);
  if (winner === null) {
    f.get(value).get(element).op('f32x4.add').set(value);
  } else {
    tap();
    f.get(winner.tap).get(element).get(value).op('f32x4.gt').op('v128.bitselect').set(winner.tap);
    f.get(value).get(element).op('f32x4.pmax').set(value);
    f.get(element).get(element).op('f32x4.ne').get(winner.isNaN).op('v128.or').set(winner.isNaN);
  }
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
    for (const { winner } of block.accumulators)
      if (winner !== null) f.get(tap as Local).set(winner.tap);
  }
  f.get(block.pointers[plan.operand] as Local).set(offset);
  f.i32(0).set(number);
  const descend = (axis: number, pointer: Local, above: Local): void => {
    if (axis === size.length) {
      if (tap !== null) f.get(above).op('i32x4.splat').set(tap);
      block.parts.forEach((part, i) => {
        const accumulator = block.accumulators[i] as Accumulator;
        foldTap(f, part, accumulator, pointer, 0, () => f.get(tap as Local));
      });
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
