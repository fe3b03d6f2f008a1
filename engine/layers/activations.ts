/** Takes a value and the name of an activation function; gives the IR of its result. */
import * as z from 'zod';
import {
  add,
  div,
  erf,
  exp,
  greater,
  maximum,
  minimum,
  mul,
  num,
  rankOf,
  reduceMax,
  select,
  sigmoid,
  stopGradient,
  sub,
  sum,
  tanh,
} from '../ir/construct.ts';
import type { Emitter, ValueId } from '../ir/types.ts';
import { described } from '../util/described.ts';

export const activationNames = [
  'linear',
  'relu',
  'leakyRelu',
  'elu',
  'selu',
  'gelu',
  'silu',
  'sigmoid',
  'tanh',
  'softmax',
] as const;
export type ActivationName = (typeof activationNames)[number];

/** The activation that a layer applies to its own result. */
export const activationParameter = described(
  z.enum(activationNames).default('linear'),
  'Activation',
  'Applied to the result of the layer; the same as an Activation layer behind it.',
);

export interface ActivationOptions {
  /** Leaky ReLU: slope for negative values. */
  readonly slope: number;
  /** ELU: the value approached far below zero is −alpha. */
  readonly alpha: number;
}
export const defaultActivationOptions: ActivationOptions = { slope: 0.01, alpha: 1 };

const SQRT_HALF = Math.SQRT1_2;
/** Klambauer et al., Self-Normalizing Neural Networks, 2017. */
const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;

/** One scalar function on every element; softmax over the last axis. */
export function activate(
  e: Emitter,
  name: ActivationName,
  x: ValueId,
  options: ActivationOptions = defaultActivationOptions,
): ValueId {
  switch (name) {
    case 'linear':
      return x;
    case 'relu':
      return maximum(e, x, num(0));
    case 'leakyRelu':
      return select(e, greater(e, x, num(0)), x, mul(e, x, num(options.slope)));
    case 'elu':
      return exponentialLinear(e, x, options.alpha);
    case 'selu':
      return mul(e, exponentialLinear(e, x, SELU_ALPHA), num(SELU_SCALE));
    case 'gelu':
      return mul(e, mul(e, x, num(0.5)), add(e, erf(e, mul(e, x, num(SQRT_HALF))), num(1)));
    case 'silu':
      return mul(e, x, sigmoid(e, x));
    case 'sigmoid':
      return sigmoid(e, x);
    case 'tanh':
      return tanh(e, x);
    case 'softmax':
      return softmax(e, x);
    default:
      return name satisfies never;
  }
}

/** x above zero, alpha·(eˣ − 1) below; the exponent never overflows where it is not chosen. */
function exponentialLinear(e: Emitter, x: ValueId, alpha: number): ValueId {
  const below = mul(e, sub(e, exp(e, minimum(e, x, num(0))), num(1)), num(alpha));
  return select(e, greater(e, x, num(0)), x, below);
}

/** Over the last axis, shifted by its largest element so that no exponential overflows. */
function softmax(e: Emitter, x: ValueId): ValueId {
  const axes = [rankOf(e, x) - 1];
  const shifted = sub(e, x, stopGradient(e, reduceMax(e, x, axes, true)));
  const exponentials = exp(e, shifted);
  return div(e, exponentials, sum(e, exponentials, axes, true));
}
