/** Reference rules of the reductions; sums are kept in f64 and rounded once. */
import type { Shape } from '../../../ir/types.ts';
import type { Rule } from '../rule.ts';
import { elementCount, stridesOf, type Tensor, visitPairs, zeros } from '../tensor.ts';

/** Visits each element of `shape` with the place of its result when `axes` are folded. */
function visitFolded(
  shape: Shape,
  axes: readonly number[],
  visit: (element: number, result: number) => void,
): void {
  const kept = stridesOf(shape.filter((_, axis) => !axes.includes(axis)));
  const strides = shape.map((_, axis) => (axes.includes(axis) ? 0 : (kept.shift() as number)));
  visitPairs(shape, { offset: 0, strides: stridesOf(shape) }, { offset: 0, strides }, visit);
}

const sum: Rule<'sum'> = ({ attributes, inputs, types, precision }) => {
  const [{ type, data }] = inputs as readonly [Tensor];
  const totals = new Float64Array(elementCount(types[0]?.shape ?? []));
  visitFolded(type.shape, attributes.axes, (element, result) => {
    totals[result] = (totals[result] as number) + (data[element] as number);
  });
  const result = zeros(type.dtype, totals.length, precision);
  result.set(totals);
  return [result];
};

const LEAST = { f32: -Infinity, i32: -2147483648, u32: 0, u8: 0, bool: 0 } as const;

const reduceMax: Rule<'reduceMax'> = ({ attributes, inputs, types, precision }) => {
  const [{ type, data }] = inputs as readonly [Tensor];
  const largest = zeros(type.dtype, elementCount(types[0]?.shape ?? []), precision);
  largest.fill(LEAST[type.dtype]);
  visitFolded(type.shape, attributes.axes, (element, result) => {
    largest[result] = Math.max(largest[result] as number, data[element] as number);
  });
  return [largest];
};

const argmax: Rule<'argmax'> = ({ attributes: { axis }, inputs, types }) => {
  const [{ type, data }] = inputs as readonly [Tensor];
  const stride = stridesOf(type.shape)[axis] as number;
  const length = type.shape[axis] as number;
  const positions = new Int32Array(elementCount(types[0]?.shape ?? []));
  const largest = new Float64Array(positions.length);
  visitFolded(type.shape, [axis], (element, result) => {
    const position = Math.floor(element / stride) % length;
    const value = data[element] as number;
    if (position > 0 && !(value > (largest[result] as number))) return;
    largest[result] = value;
    positions[result] = position;
  });
  return [positions];
};

export const reductions = { sum, reduceMax, argmax };
