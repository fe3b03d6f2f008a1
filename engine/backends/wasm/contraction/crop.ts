/** A result's place along an axis in; code that finds which taps of its window meet data out. */
import type { FunctionBuilder, Local } from '../assembler/function.ts';
import type { CorrelatePlan, Pass } from './correlatePlan.ts';

/** Taps that meet data along an axis, over all results. */
export function tapsWithData({ source, step }: CorrelatePlan, pass: Pass, axis: 0 | 1): number {
  let count = 0;
  for (let result = 0; result < pass.size[axis]; result++)
    for (let tap = 0; tap < pass.taps[axis]; tap++) {
      const at = result * step[axis] + pass.first[axis] + tap * pass.tapStep[axis];
      if (at >= 0 && at < source[axis]) count++;
    }
  return count;
}

/** How many taps lie before the first that meets data, and how many meet data (not positive: none). */
export interface Crop {
  readonly skipped: Local;
  readonly taps: Local;
}

export function newCrop(f: FunctionBuilder): Crop {
  return { skipped: f.local('i32'), taps: f.local('i32') };
}

/** Sets the crop of result `at`: taps t with 0 ≤ at·step + first + t·tapStep < length. */
export function crop(
  f: FunctionBuilder,
  plan: CorrelatePlan,
  pass: Pass,
  axis: 0 | 1,
  at: Local,
  { skipped, taps }: Crop,
): void {
  const [tapStep, length] = [pass.tapStep[axis], plan.source[axis] as number];
  const from = f.local('i32');
  f.get(at).i32(plan.step[axis]).op('i32.mul').i32(pass.first[axis]).op('i32.add').set(from);
  // Rounded up: (tapStep − 1 − from) / tapStep where from < 0.
  f.i32(tapStep - 1)
    .get(from)
    .op('i32.sub')
    .i32(tapStep)
    .op('i32.div_s')
    .i32(0);
  f.get(from).i32(0).op('i32.lt_s').op('select').set(skipped);
  f.i32(length - 1 + tapStep)
    .get(from)
    .op('i32.sub')
    .i32(tapStep)
    .op('i32.div_s')
    .set(taps);
  f.get(taps).i32(pass.taps[axis]).get(taps).i32(pass.taps[axis]).op('i32.lt_s').op('select');
  f.get(skipped).op('i32.sub').set(taps);
  f.release(from);
}

/** Pushes the source's row or column under the first tap that meets data. */
export function pushFirst(
  f: FunctionBuilder,
  plan: CorrelatePlan,
  pass: Pass,
  axis: 0 | 1,
  at: Local,
  { skipped }: Crop,
): void {
  f.get(at).i32(plan.step[axis]).op('i32.mul');
  f.get(skipped).i32(pass.tapStep[axis]).op('i32.mul').op('i32.add');
  f.i32(pass.first[axis]).op('i32.add');
}
