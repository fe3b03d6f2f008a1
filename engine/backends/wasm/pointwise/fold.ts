/** Accumulators of reductions in registers: evaluated entries in; code that folds, merges and finishes them out. */
import type { DType } from '../../../ir/types.ts';
import { invariant } from '../../../util/errors.ts';
import type { FunctionBuilder, Local } from '../assembler/function.ts';
import type { PlainOp } from '../assembler/opcodes.ts';
import type { Held } from './body.ts';
import { literalLanes, operations } from './operations.ts';

/** One of the reductions of a kernel; `position` is the entry with the position that argmax gives. */
export interface Folded {
  readonly op: 'sum' | 'max' | 'argmax';
  readonly dtype: DType;
  readonly value: number;
  readonly position: number | null;
}
/** Four lanes of a running result; with `position` where that is what is wanted. */
export interface Accumulator {
  readonly value: Local;
  readonly position: Local | null;
}

/** The entries that folding needs. */
export function foldedEntries(reductions: readonly Folded[]): number[] {
  const entries = reductions.flatMap(({ value, position }) =>
    position === null ? [value] : [value, position],
  );
  return [...new Set(entries)];
}

const LEAST: Readonly<Partial<Record<DType, number>>> = {
  f32: Number.NEGATIVE_INFINITY,
  i32: -0x80000000,
  u32: 0,
};

/** New accumulators that have seen nothing: 0 of a sum, the least number and position 0 of a maximum. */
export function beginFold(f: FunctionBuilder, reductions: readonly Folded[]): Accumulator[] {
  return reductions.map(({ op, dtype, position }) => {
    const accumulator = {
      value: f.local('v128'),
      position: position === null ? null : f.local('v128'),
    };
    const least = LEAST[dtype];
    invariant(least !== undefined, `reductions take no ${dtype}`);
    literalLanes(f, dtype, op === 'sum' ? 0 : least);
    f.set(accumulator.value);
    if (accumulator.position !== null) f.i32x4(0, 0, 0, 0).set(accumulator.position);
    return accumulator;
  });
}
export function releaseFold(f: FunctionBuilder, accumulators: readonly Accumulator[]): void {
  for (const { value, position } of accumulators)
    f.release(value, ...(position === null ? [] : [position]));
}

/** Takes four more elements in. The first of equal elements stays; NaN counts as larger than any number. */
export function fold(
  f: FunctionBuilder,
  reductions: readonly Folded[],
  accumulators: readonly Accumulator[],
  entries: Held,
): void {
  reductions.forEach((reduction, i) => {
    const into = accumulators[i] as Accumulator;
    const value = entries.get(reduction.value) as Local;
    if (into.position === null) combine(f, reduction, into.value, value);
    else {
      const mask = f.local('v128');
      pushLarger(f, reduction.dtype, value, into.value);
      f.set(mask);
      take(f, into.value, value, mask);
      take(f, into.position, entries.get(reduction.position as number) as Local, mask);
      f.release(mask);
    }
  });
}

/** Folds `from` into `into`; of equal elements the one at the lower position stays. */
export function mergeFold(
  f: FunctionBuilder,
  reductions: readonly Folded[],
  into: readonly Accumulator[],
  from: readonly Accumulator[],
): void {
  reductions.forEach((reduction, i) => {
    mergeOne(f, reduction, into[i] as Accumulator, from[i] as Accumulator);
  });
}
function mergeOne(f: FunctionBuilder, { op, dtype }: Folded, a: Accumulator, b: Accumulator): void {
  if (a.position === null || b.position === null) {
    combine(f, { op, dtype }, a.value, b.value);
    return;
  }
  const mask = f.local('v128');
  // b is taken if it is larger, or if neither is and it comes earlier.
  pushLarger(f, dtype, b.value, a.value);
  pushLarger(f, dtype, a.value, b.value);
  f.op('v128.not').get(b.position).get(a.position).op('i32x4.lt_s').op('v128.and');
  f.op('v128.or').set(mask);
  take(f, a.value, b.value, mask);
  take(f, a.position, b.position, mask);
  f.release(mask);
}

/** Folds the four lanes of each accumulator into every lane. */
export function foldLanes(
  f: FunctionBuilder,
  reductions: readonly Folded[],
  accumulators: readonly Accumulator[],
): void {
  reductions.forEach((reduction, i) => {
    const accumulator = accumulators[i] as Accumulator;
    for (const by of [8, 4]) {
      const turned = (local: Local): Local => {
        const result = f.local('v128');
        const bytes = Array.from({ length: 16 }, (_, byte) => (byte + by) % 16);
        f.get(local).get(local).shuffle(bytes).set(result);
        return result;
      };
      const { value, position } = accumulator;
      const other = {
        value: turned(value),
        position: position === null ? null : turned(position),
      };
      mergeOne(f, reduction, accumulator, other);
      releaseFold(f, [other]);
    }
  });
}

function combine(
  f: FunctionBuilder,
  { op, dtype }: Pick<Folded, 'op' | 'dtype'>,
  into: Local,
  value: Local,
): void {
  operations[op === 'sum' ? 'add' : 'maximum']({
    f,
    dtype,
    operandTypes: [dtype, dtype],
    push: (operand) => f.get(operand === 0 ? into : value),
    literal: () => undefined,
  });
  f.set(into);
}

const larger: Readonly<Partial<Record<DType, PlainOp>>> = {
  i32: 'i32x4.gt_s',
  u32: 'i32x4.gt_u',
};
/** Pushes the mask of a > b, NaN above all. */
function pushLarger(f: FunctionBuilder, dtype: DType, a: Local, b: Local): void {
  if (dtype === 'f32') {
    f.get(b).get(b).op('f32x4.eq').get(a).get(b).op('f32x4.le').op('v128.andnot');
    return;
  }
  f.get(a)
    .get(b)
    .op(larger[dtype] as PlainOp);
}
function take(f: FunctionBuilder, into: Local, value: Local, mask: Local): void {
  f.get(value).get(into).get(mask).op('v128.bitselect').set(into);
}
