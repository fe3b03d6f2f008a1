/** Reference rules of the source ops. */
import { randomUniform } from '../../../util/random.ts';
import type { Rule } from '../rule.ts';
import { elementCount, stridesOf, zeros } from '../tensor.ts';

const input: Rule<'input'> = ({ attributes, given }) => [given('input', attributes.name)];
const param: Rule<'param'> = ({ attributes, given }) => [given('param', attributes.name)];

const constant: Rule<'constant'> = ({ attributes: { type, data }, precision }) => {
  const result = zeros(type.dtype, elementCount(type.shape), precision);
  if (data.length === 1) result.fill(data[0] as number);
  else result.set(data);
  return [result];
};

const iota: Rule<'iota'> = ({ attributes: { type, axis }, precision }) => {
  const result = zeros(type.dtype, elementCount(type.shape), precision);
  const stride = stridesOf(type.shape)[axis] as number;
  const length = type.shape[axis] as number;
  return [result.map((_: number, i: number) => Math.floor(i / stride) % length)];
};

const random: Rule<'random'> = ({ attributes: { shape, node, use }, inputs, precision }) => {
  const [seed, step] = inputs.map(({ data }) => data[0] as number) as [number, number];
  const result = zeros('f32', elementCount(shape), precision);
  return [result.map((_: number, i: number) => randomUniform(seed, step, node, use, i))];
};

export const sources = { input, param, constant, iota, random };
