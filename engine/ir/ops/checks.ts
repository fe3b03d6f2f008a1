/** Checks that the ops' `infer` functions share: counts, dtypes and shapes of operands. */
import { invariant } from '../../util/errors.ts';
import type { DType, Shape, TensorType } from '../types.ts';

export const NUMERIC: readonly DType[] = ['f32', 'i32', 'u32'];
export const FLOAT: readonly DType[] = ['f32'];
export const BOOL: readonly DType[] = ['bool'];
export const ANY: readonly DType[] = ['f32', 'i32', 'u32', 'bool', 'u8'];

/** The only operand. */
export function one(op: string, inputs: readonly TensorType[]): TensorType {
  invariant(inputs.length === 1, () => `${op} takes 1 operand, not ${inputs.length}`);
  return inputs[0] as TensorType;
}
/** The two operands. */
export function two(op: string, inputs: readonly TensorType[]): [TensorType, TensorType] {
  invariant(inputs.length === 2, () => `${op} takes 2 operands, not ${inputs.length}`);
  return [inputs[0] as TensorType, inputs[1] as TensorType];
}
export function checkDType(op: string, type: TensorType, accepted: readonly DType[]): void {
  invariant(accepted.includes(type.dtype), () => `${op} does not take ${type.dtype}`);
}
export function checkSameShape(op: string, a: Shape, b: Shape): void {
  invariant(
    a.length === b.length && a.every((d, i) => d === b[i]),
    () => `${op} of shapes [${a}] and [${b}]`,
  );
}
/** Each axis exists, and none is named twice. */
export function checkAxes(op: string, axes: readonly number[], rank: number): void {
  const good = axes.every((axis) => Number.isInteger(axis) && axis >= 0 && axis < rank);
  invariant(
    good && new Set(axes).size === axes.length,
    () => `${op} over axes [${axes}] of rank ${rank}`,
  );
}
export function elementCount(shape: Shape): number {
  return shape.reduce((product, d) => product * d, 1);
}
/** Positions that a window of `size` takes along an axis of length `length`. */
export function windowCount(
  length: number,
  size: number,
  stride: number,
  padding: readonly [number, number],
  dilation: number,
): number {
  return Math.floor((length + padding[0] + padding[1] - dilation * (size - 1) - 1) / stride) + 1;
}
