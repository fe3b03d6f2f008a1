/** Ops that make a value of no tensor operand: what a Program is given, constants, positions and random numbers. */
import { invariant } from '../../util/errors.ts';
import type { OpDefinition } from '../types.ts';
import { checkAxes, elementCount } from './checks.ts';

const input: OpDefinition<'input'> = {
  name: 'input',
  kind: 'source',
  infer: (_, { type }) => [type],
  vjp: 'none',
};

const param: OpDefinition<'param'> = {
  name: 'param',
  kind: 'source',
  infer: (_, { type }) => [type],
  vjp: 'none',
};

const constant: OpDefinition<'constant'> = {
  name: 'constant',
  kind: 'source',
  infer(_, { type, data }) {
    const fits = data.length === 1 || data.length === elementCount(type.shape);
    invariant(fits, () => `constant of shape [${type.shape}] from ${data.length} numbers`);
    return [type];
  },
  vjp: 'none',
};

const iota: OpDefinition<'iota'> = {
  name: 'iota',
  kind: 'source',
  infer(_, { type, axis }) {
    checkAxes('iota', [axis], type.shape.length);
    invariant(type.dtype !== 'bool', 'iota counts');
    return [type];
  },
  vjp: 'none',
};

/** Defined by `randomUniform` of engine/util/random.ts. */
const random: OpDefinition<'random'> = {
  name: 'random',
  kind: 'source',
  infer(inputs, { shape }) {
    const words = inputs.every((type) => type.dtype === 'u32' && type.shape.length === 0);
    invariant(inputs.length === 2 && words, 'random takes seed and step, both u32[]');
    return [{ dtype: 'f32', shape }];
  },
  vjp: 'none',
};

export const sources = { input, param, constant, iota, random };
