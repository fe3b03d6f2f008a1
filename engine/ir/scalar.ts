/** What one element of an elementwise op is: the meaning that constant folding, the reference and kernels share. */
import * as f64 from '../util/math.ts';
import * as f32 from '../util/math32.ts';
import type { BinaryOp, DType, UnaryOp } from './types.ts';

/** How f32 is computed: rounded after each op, or kept in f64. */
export type Precision = 'f32' | 'f64';
export type ScalarFunction = (a: number, b: number) => number;
type Functions = Readonly<Record<UnaryOp | BinaryOp, ScalarFunction>>;

/** Bools are 0 and 1. */
const truth = (condition: boolean): number => (condition ? 1 : 0);

/** Every op on f64 numbers; also right for bools, and for integers up to wrapping. */
const onF64: Functions = {
  neg: (a) => -a,
  abs: Math.abs,
  sign: Math.sign,
  exp: f64.exp,
  log: f64.log,
  sqrt: Math.sqrt,
  tanh: f64.tanh,
  sigmoid: f64.sigmoid,
  erf: f64.erf,
  sin: f64.sin,
  cos: f64.cos,
  floor: Math.floor,
  not: (a) => 1 - a,
  isFinite: (a) => truth(Number.isFinite(a)),
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  pow: f64.pow,
  maximum: Math.max,
  minimum: Math.min,
  equal: (a, b) => truth(a === b),
  less: (a, b) => truth(a < b),
  lessEqual: (a, b) => truth(a <= b),
  and: (a, b) => a & b,
  or: (a, b) => a | b,
};

function rounded(functions: Functions, round: (x: number) => number): Functions {
  const entries = Object.entries(functions) as [keyof Functions, ScalarFunction][];
  return Object.fromEntries(
    entries.map(([name, apply]) => [name, (a: number, b: number) => round(apply(a, b))]),
  ) as Functions;
}
/** f32 arithmetic in f64 and one rounding more is exact for + − * / and square root (Figueroa 1995); the others have f32 functions of their own. */
const onF32: Functions = {
  ...rounded(onF64, Math.fround),
  exp: f32.exp32,
  log: f32.log32,
  tanh: f32.tanh32,
  sigmoid: f32.sigmoid32,
  erf: f32.erf32,
  sin: f32.sin32,
  cos: f32.cos32,
  pow: f32.pow32,
};
const onI32: Functions = { ...rounded(onF64, (x) => x | 0), mul: Math.imul };
const onU32: Functions = {
  ...rounded(onF64, (x) => x >>> 0),
  mul: (a, b) => Math.imul(a, b) >>> 0,
};

/** The function of one op on operands of `dtype`; unary ops ignore the second argument. */
export function scalarFunction(
  op: UnaryOp | BinaryOp,
  dtype: DType,
  precision: Precision,
): ScalarFunction {
  if (dtype === 'f32') return (precision === 'f64' ? onF64 : onF32)[op];
  if (dtype === 'i32') return onI32[op];
  return (dtype === 'u32' ? onU32 : onF64)[op];
}

/** One element of `cast`, by the rule in ops/elementwise.ts. */
export function castFunction(from: DType, to: DType, precision: Precision): (x: number) => number {
  if (to === 'bool') return (x) => truth(x !== 0);
  if (to === 'f32') return precision === 'f64' ? (x) => x : Math.fround;
  if (from === 'f32') {
    const [low, high] = LIMITS[to];
    return (x) => (Number.isNaN(x) ? 0 : Math.min(Math.max(Math.trunc(x), low), high));
  }
  if (to === 'i32') return (x) => x | 0;
  return to === 'u32' ? (x) => x >>> 0 : (x) => x & 0xff;
}
const LIMITS = {
  i32: [-2147483648, 2147483647],
  u32: [0, 4294967295],
  u8: [0, 255],
} as const;
