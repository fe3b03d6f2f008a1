/** Reference rules of the elementwise ops: the scalar function at each place. */
import { castFunction, scalarFunction } from '../../../ir/scalar.ts';
import type { BinaryOp, UnaryOp } from '../../../ir/types.ts';
import type { Rule } from '../rule.ts';
import { type Tensor, zeros } from '../tensor.ts';

function apply<N extends UnaryOp | BinaryOp>(op: N): Rule<N> {
  return ({ inputs, types, precision }) => {
    const [a, b = a] = inputs as readonly [Tensor, Tensor?];
    const compute = scalarFunction(op, a.type.dtype, precision);
    const result = zeros(types[0]?.dtype ?? a.type.dtype, a.data.length, precision);
    for (let i = 0; i < result.length; i++)
      result[i] = compute(a.data[i] as number, b.data[i] as number);
    return [result];
  };
}

const select: Rule<'select'> = ({ inputs, precision }) => {
  const [condition, a, b] = inputs as readonly [Tensor, Tensor, Tensor];
  const result = zeros(a.type.dtype, a.data.length, precision);
  for (let i = 0; i < result.length; i++)
    result[i] = (condition.data[i] !== 0 ? a.data[i] : b.data[i]) as number;
  return [result];
};

const cast: Rule<'cast'> = ({ attributes, inputs, precision }) => {
  const [x] = inputs as readonly [Tensor];
  const convert = castFunction(x.type.dtype, attributes.dtype, precision);
  const result = zeros(attributes.dtype, x.data.length, precision);
  for (let i = 0; i < result.length; i++) result[i] = convert(x.data[i] as number);
  return [result];
};

const stopGradient: Rule<'stopGradient'> = ({ inputs }) => [(inputs[0] as Tensor).data];

export const elementwise: {
  readonly [N in UnaryOp | BinaryOp | 'select' | 'cast' | 'stopGradient']: Rule<N>;
} = {
  neg: apply('neg'),
  abs: apply('abs'),
  sign: apply('sign'),
  exp: apply('exp'),
  log: apply('log'),
  sqrt: apply('sqrt'),
  tanh: apply('tanh'),
  sigmoid: apply('sigmoid'),
  erf: apply('erf'),
  sin: apply('sin'),
  cos: apply('cos'),
  floor: apply('floor'),
  not: apply('not'),
  isFinite: apply('isFinite'),
  add: apply('add'),
  sub: apply('sub'),
  mul: apply('mul'),
  div: apply('div'),
  pow: apply('pow'),
  maximum: apply('maximum'),
  minimum: apply('minimum'),
  equal: apply('equal'),
  less: apply('less'),
  lessEqual: apply('lessEqual'),
  and: apply('and'),
  or: apply('or'),
  select,
  cast,
  stopGradient,
};
