/**
 * Elementary functions of f32 numbers, bit-identical in every JavaScript engine and to the WebAssembly of the wasm
 * backend (backends/wasm/pointwise/math.ts): f32 in, f32 out; the payload of a NaN is not specified.
 *
 * Errors against exact results, measured by the tests: exp, log, tanh, sigmoid, pow within 3 ulp; erf, sin and cos
 * within 1.5e-7 absolute.
 */
import type { Algebra } from './algebra.ts';
import * as elementary from './elementary32.ts';

const floats = new Float32Array(1);
const integers = new Int32Array(floats.buffer);
const { fround } = Math;

/** f32 and f64 as numbers, i32 as numbers in range. */
export const numberAlgebra: Algebra<number, number, boolean, number> = {
  f32: fround,
  add: (a, b) => fround(a + b),
  sub: (a, b) => fround(a - b),
  mul: (a, b) => fround(a * b),
  div: (a, b) => fround(a / b),
  floor: Math.floor,
  abs: Math.abs,
  atMost: (a, limit) => (limit < a ? limit : a),
  atLeast: (a, limit) => (a < limit ? limit : a),
  less: (a, b) => a < b,
  equal: (a, b) => a === b,
  select: (condition, whenTrue, whenFalse) => (condition ? whenTrue : whenFalse),
  i32: (value) => value | 0,
  addInt: (a, b) => (a + b) | 0,
  subInt: (a, b) => (a - b) | 0,
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  shiftLeft: (a, bits) => a << bits,
  shiftRight: (a, bits) => a >> bits,
  equalInt: (a, b) => a === b,
  both: (a, b) => a && b,
  either: (a, b) => a || b,
  bits: (a) => {
    floats[0] = a;
    return integers[0] as number;
  },
  fromBits: (a) => {
    integers[0] = a;
    return floats[0] as number;
  },
  truncate: (a) => Math.max(-2147483648, Math.min(2147483647, Math.trunc(a))) | 0,
  toFloat: fround,
  f64: (value) => value,
  widen: (a) => a,
  narrow: fround,
  addWide: (a, b) => a + b,
  subWide: (a, b) => a - b,
  mulWide: (a, b) => a * b,
  divWide: (a, b) => a / b,
};

export const exp32 = (x: number): number => elementary.exp(numberAlgebra, fround(x));
export const log32 = (x: number): number => elementary.log(numberAlgebra, fround(x));
export const tanh32 = (x: number): number => elementary.tanh(numberAlgebra, fround(x));
export const sigmoid32 = (x: number): number => elementary.sigmoid(numberAlgebra, fround(x));
export const erf32 = (x: number): number => elementary.erf(numberAlgebra, fround(x));
export const sin32 = (x: number): number => elementary.sin(numberAlgebra, fround(x));
export const cos32 = (x: number): number => elementary.cos(numberAlgebra, fround(x));
export const pow32 = (x: number, y: number): number =>
  elementary.pow(numberAlgebra, fround(x), fround(y));
