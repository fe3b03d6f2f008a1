/** Exponential, logarithm, power and what is made of them, of f64 numbers. */
import { divide, fastTwoSum, multiply, twoProduct, twoSum } from './doubleDouble.ts';

/** ln 2 = LN2_HIGH + LN2_LOW; the first has 32 significant bits, so that k·LN2_HIGH is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const TWO_54 = 18014398509481984;
const SMALLEST_NORMAL = 2.2250738585072014e-308;
/** Below it e^x − 1 and log(1 + x) round to x. */
const TINY = 5e-17;

const bits = new DataView(new ArrayBuffer(8));

/** 2^exponent for −1022 ≤ exponent ≤ 1023. */
function powerOfTwo(exponent: number): number {
  bits.setInt32(0, (exponent + 1023) << 20);
  bits.setInt32(4, 0);
  return bits.getFloat64(0);
}

/** value·2^exponent, with at most one rounding more where the result is subnormal. */
function scale(value: number, exponent: number): number {
  if (exponent > 1023) return value * powerOfTwo(1023) * powerOfTwo(exponent - 1023);
  if (exponent < -1022) return value * powerOfTwo(exponent + 100) * powerOfTwo(-100);
  return value * powerOfTwo(exponent);
}

/** e^(high + low) − 1 for |high + low| ≤ 0.36: Taylor to degree 14. */
function expm1Reduced(high: number, low: number): number {
  const r = high + low;
  let tail = 1 / 87178291200;
  tail = tail * r + 1 / 6227020800;
  tail = tail * r + 1 / 479001600;
  tail = tail * r + 1 / 39916800;
  tail = tail * r + 1 / 3628800;
  tail = tail * r + 1 / 362880;
  tail = tail * r + 1 / 40320;
  tail = tail * r + 1 / 5040;
  tail = tail * r + 1 / 720;
  tail = tail * r + 1 / 120;
  tail = tail * r + 1 / 24;
  tail = tail * r + 1 / 6;
  tail = tail * r + 1 / 2;
  return high + (low + tail * (r * r));
}

/** e^(x + extra), `extra` being a correction far smaller than x. */
function expOfSum(x: number, extra: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.79) return Infinity;
  if (x < -745.2) return 0;
  const k = Math.floor(x * Math.LOG2E + 0.5);
  return scale(1 + expm1Reduced(x - k * LN2_HIGH, extra - k * LN2_LOW), k);
}

/** e^x. */
export function exp(x: number): number {
  return expOfSum(x, 0);
}

/** e^x − 1 without cancellation near 0. */
export function expm1(x: number): number {
  if (Math.abs(x) < TINY) return x;
  if (!(x < 709.79)) return Number.isNaN(x) ? x : Infinity;
  if (x < -40) return -1;
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const fraction = expm1Reduced(x - k * LN2_HIGH, -k * LN2_LOW);
  if (k > 60) return scale(1 + fraction, k);
  const power = powerOfTwo(k);
  return power * fraction + (power - 1);
}

/** x = mantissa·2^exponent with √½ ≤ mantissa < √2; x positive and finite. */
function splitExponent(x: number): { mantissa: number; exponent: number } {
  const subnormal = x < SMALLEST_NORMAL;
  bits.setFloat64(0, subnormal ? x * TWO_54 : x);
  const head = bits.getInt32(0);
  bits.setInt32(0, (head & 0x000fffff) | 0x3ff00000);
  const mantissa = bits.getFloat64(0);
  const exponent = (head >>> 20) - 1023 - (subnormal ? 54 : 0);
  return mantissa < Math.SQRT2
    ? { mantissa, exponent }
    : { mantissa: mantissa / 2, exponent: exponent + 1 };
}

/** Σ 2·squareⁿ / (2n + 5): the series of 2·atanh(s) from s⁵ on, divided by s⁵; square = s² ≤ 0.0295. */
function atanhTail(square: number): number {
  let tail = 2 / 23;
  tail = tail * square + 2 / 21;
  tail = tail * square + 2 / 19;
  tail = tail * square + 2 / 17;
  tail = tail * square + 2 / 15;
  tail = tail * square + 2 / 13;
  tail = tail * square + 2 / 11;
  tail = tail * square + 2 / 9;
  tail = tail * square + 2 / 7;
  return tail * square + 2 / 5;
}

/** log(1 + f) + exponent·ln 2 + extra, for 1 + f between √½ and √2. */
function logReduced(f: number, exponent: number, extra: number): number {
  // With s = f/(2 + f), log(1 + f) = 2·atanh(s) and 2s = f − s·f, so that f, which is exact, leads.
  const s = f / (2 + f);
  const square = s * s;
  const halfSquare = 0.5 * f * f;
  const tail = square * (2 / 3 + square * atanhTail(square));
  const correction = halfSquare - (s * (halfSquare + tail) + (exponent * LN2_LOW + extra));
  return exponent * LN2_HIGH - (correction - f);
}

/** Natural logarithm; NaN below 0, −Infinity at 0. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  const { mantissa, exponent } = splitExponent(x);
  return logReduced(mantissa - 1, exponent, 0);
}

/** log(1 + x) without cancellation near 0. */
export function log1p(x: number): number {
  if (!(x > -1)) return x === -1 ? -Infinity : NaN;
  if (Math.abs(x) < TINY || x === Infinity) return x;
  if (x > -0.29 && x < 0.41) return logReduced(x, 0, 0);
  const { high, low } = twoSum(1, x);
  const { mantissa, exponent } = splitExponent(high);
  return logReduced(mantissa - 1, exponent, low / high);
}

/** Hyperbolic tangent. */
export function tanh(x: number): number {
  const magnitude = Math.abs(x);
  if (magnitude < 1e-9 || Number.isNaN(x)) return x;
  if (magnitude > 22) return x < 0 ? -1 : 1;
  const t = expm1(-2 * magnitude);
  const y = -t / (t + 2);
  return x < 0 ? -y : y;
}

/** 1 / (1 + e^−x). */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x));
  const t = exp(x);
  return t / (1 + t);
}

/** log x in two numbers, relative error about 2^−65; x positive and finite. */
function logDouble(x: number): { high: number; low: number } {
  const { mantissa, exponent } = splitExponent(x);
  const f = mantissa - 1;
  const s = divide({ high: f, low: 0 }, twoSum(2, f));
  const square = multiply(s, s);
  // 2/3 as a double-double; later terms are small enough for one number.
  const cube = multiply(multiply(s, square), {
    high: 0.6666666666666666,
    low: 3.700743415417188e-17,
  });
  const rest = s.high * square.high * square.high * atanhTail(square.high);
  const base = twoSum(exponent * LN2_HIGH, 2 * s.high);
  const sum = twoSum(base.high, cube.high);
  return fastTwoSum(
    sum.high,
    sum.low + base.low + (2 * s.low + cube.low + rest + exponent * LN2_LOW),
  );
}

/** x^y as IEEE 754 `pow` has it (ECMAScript has NaN for 1^±Infinity; this is 1). */
export function pow(x: number, y: number): number {
  if (y === 0 || x === 1) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  const magnitude = Math.abs(x);
  const integer = Math.floor(y) === y;
  const odd = integer && Math.abs(y) < 9007199254740992 && y % 2 !== 0;
  const negative = odd && (x < 0 || Object.is(x, -0));
  if (x < 0 && !integer && magnitude !== Infinity) return NaN;
  const result = powOfMagnitude(magnitude, y);
  return negative ? -result : result;
}
function powOfMagnitude(x: number, y: number): number {
  if (x === 1) return 1;
  if (Math.abs(y) === Infinity) return x > 1 === y > 0 ? Infinity : 0;
  if (x === 0 || x === Infinity) return (x === 0) === y > 0 ? 0 : Infinity;
  if (y === 1) return x;
  const logarithm = logDouble(x);
  const estimate = logarithm.high * y;
  if (!(Math.abs(estimate) < 1000)) return estimate > 0 ? Infinity : 0;
  const product = twoProduct(logarithm.high, y);
  return expOfSum(product.high, product.low + logarithm.low * y);
}
