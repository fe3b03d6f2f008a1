/** Reference rules of the ops that move elements: each is one walk over two arrays. */
import type { Precision } from '../../../ir/scalar.ts';
import type { Shape, TensorType } from '../../../ir/types.ts';
import type { TensorData } from '../../types.ts';
import type { Rule } from '../rule.ts';
import { elementCount, stridesOf, type Tensor, visitPairs, type Walk, zeros } from '../tensor.ts';

const rowMajor = (shape: Shape): Walk => ({ offset: 0, strides: stridesOf(shape) });
/** Σ index·stride. */
const place = (index: readonly number[], strides: readonly number[]): number =>
  index.reduce((total, i, axis) => total + i * (strides[axis] as number), 0);

/** A dense result whose element at each index is read from `x` along `from`. */
function gathered(x: Tensor, shape: Shape, from: Walk, precision: Precision): TensorData {
  const result = zeros(x.type.dtype, elementCount(shape), precision);
  visitPairs(shape, from, rowMajor(shape), (source, target) => {
    result[target] = x.data[source] as number;
  });
  return result;
}
/** Writes all of `x` into `result` along `to`. */
function scatter(x: Tensor, result: TensorData, to: Walk): void {
  visitPairs(x.type.shape, rowMajor(x.type.shape), to, (source, target) => {
    result[target] = x.data[source] as number;
  });
}
const only = (inputs: readonly Tensor[]): Tensor => inputs[0] as Tensor;
const resultShape = (types: readonly TensorType[]): Shape => (types[0] as TensorType).shape;

const reshape: Rule<'reshape'> = ({ inputs }) => [only(inputs).data];

const transpose: Rule<'transpose'> = ({ attributes, inputs, types, precision }) => {
  const x = only(inputs);
  const strides = stridesOf(x.type.shape);
  const from = {
    offset: 0,
    strides: attributes.permutation.map((axis) => strides[axis] as number),
  };
  return [gathered(x, resultShape(types), from, precision)];
};

const broadcast: Rule<'broadcast'> = ({ inputs, types, precision }) => {
  const x = only(inputs);
  const strides = stridesOf(x.type.shape).map((stride, axis) =>
    x.type.shape[axis] === 1 ? 0 : stride,
  );
  return [gathered(x, resultShape(types), { offset: 0, strides }, precision)];
};

const slice: Rule<'slice'> = ({ attributes: { start, stride }, inputs, types, precision }) => {
  const x = only(inputs);
  const strides = stridesOf(x.type.shape);
  const from = {
    offset: place(start, strides),
    strides: strides.map((step, axis) => step * (stride[axis] as number)),
  };
  return [gathered(x, resultShape(types), from, precision)];
};

const reverse: Rule<'reverse'> = ({ attributes: { axes }, inputs, types, precision }) => {
  const x = only(inputs);
  const strides = stridesOf(x.type.shape);
  const lasts = x.type.shape.map((d, axis) => (axes.includes(axis) ? d - 1 : 0));
  const from = {
    offset: place(lasts, strides),
    strides: strides.map((step, axis) => (axes.includes(axis) ? -step : step)),
  };
  return [gathered(x, resultShape(types), from, precision)];
};

const pad: Rule<'pad'> = ({ attributes: { low, value }, inputs, types, precision }) => {
  const x = only(inputs);
  const shape = resultShape(types);
  const strides = stridesOf(shape);
  const result = zeros(x.type.dtype, elementCount(shape), precision).fill(value);
  scatter(x, result, { offset: place(low, strides), strides });
  return [result];
};

const concat: Rule<'concat'> = ({ attributes: { axis }, inputs, types, precision }) => {
  const shape = resultShape(types);
  const strides = stridesOf(shape);
  const result = zeros(only(inputs).type.dtype, elementCount(shape), precision);
  let offset = 0;
  for (const x of inputs) {
    scatter(x, result, { offset, strides });
    offset += (x.type.shape[axis] as number) * (strides[axis] as number);
  }
  return [result];
};

export const movement = { reshape, transpose, broadcast, slice, reverse, pad, concat };
