/** Gradients of pooling: a pixel of the input in; code that gathers from the windows that cover it out. */
import { invariant } from '../../../util/errors.ts';
import type { FunctionBuilder, Local } from '../assembler/function.ts';
import { loadLanes } from './lanes.ts';
import {
  type Accumulator,
  type Block,
  type Bounds,
  byteStrides,
  forBlocks,
  repeatTo,
  type WindowPlan,
  writeBlock,
} from './windowBlocks.ts';

/** One pixel of the gradient gathers from the windows that cover it. */
export function writeBackward(
  f: FunctionBuilder,
  plan: WindowPlan,
  pointers: readonly Local[],
): void {
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
    const { value } = accumulators[i] as Accumulator;
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
