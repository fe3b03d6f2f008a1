/** Sine and cosine of an f64 number of any size, from exact arithmetic alone. */
import { twoSum } from './doubleDouble.ts';

/** π/2 in three parts; the first two have 33 bits, so that their products with k < 2^20 are exact. */
const HALF_PI_1 = 1.5707963267341256;
const HALF_PI_2 = 6.077100506303966e-11;
const HALF_PI_3 = 2.0222662487959506e-21;
const TWO_OVER_PI = 0.6366197723675814;

/** x = quadrant·π/2 + high + low, |high| ≤ π/4. */
interface Reduced {
  /** Modulo 4. */
  readonly quadrant: number;
  readonly high: number;
  readonly low: number;
}

/** sin x, x in radians; NaN for ±Infinity. */
export function sin(x: number): number {
  if (Math.abs(x) < 1e-9) return x;
  if (!(Math.abs(x) < Infinity)) return NaN;
  const { quadrant, high, low } = reduce(x);
  const y = (quadrant & 1) === 0 ? sinReduced(high, low) : cosReduced(high, low);
  return quadrant < 2 ? y : -y;
}

/** cos x, x in radians; NaN for ±Infinity. */
export function cos(x: number): number {
  if (!(Math.abs(x) < Infinity)) return NaN;
  const { quadrant, high, low } = reduce(x);
  const y = (quadrant & 1) === 0 ? cosReduced(high, low) : sinReduced(high, low);
  return quadrant === 0 || quadrant === 3 ? y : -y;
}

/** Taylor to degree 19 on |x| ≤ π/4. */
function sinReduced(x: number, low: number): number {
  const square = x * x;
  let tail = -1 / 121645100408832000;
  tail = tail * square + 1 / 355687428096000;
  tail = tail * square - 1 / 1307674368000;
  tail = tail * square + 1 / 6227020800;
  tail = tail * square - 1 / 39916800;
  tail = tail * square + 1 / 362880;
  tail = tail * square - 1 / 5040;
  tail = tail * square + 1 / 120;
  tail = tail * square - 1 / 6;
  return x + (tail * square * x + low * (1 - 0.5 * square));
}

/** Taylor to degree 18 on |x| ≤ π/4. */
function cosReduced(x: number, low: number): number {
  const square = x * x;
  let tail = -1 / 6402373705728000;
  tail = tail * square + 1 / 20922789888000;
  tail = tail * square - 1 / 87178291200;
  tail = tail * square + 1 / 479001600;
  tail = tail * square - 1 / 3628800;
  tail = tail * square + 1 / 40320;
  tail = tail * square - 1 / 720;
  tail = tail * square + 1 / 24;
  const half = 0.5 * square;
  const leading = 1 - half;
  return leading + (1 - leading - half + (tail * square * square - x * low));
}

function reduce(x: number): Reduced {
  const k = Math.floor(x * TWO_OVER_PI + 0.5);
  if (Math.abs(k) >= 1048576) return reduceExactly(x);
  const difference = twoSum(x - k * HALF_PI_1, -k * HALF_PI_2);
  const { high, low } = twoSum(difference.high, difference.low - k * HALF_PI_3);
  // So near a multiple of π/2 that the three parts hold too few bits.
  if (k !== 0 && Math.abs(high) < 2e-4) return reduceExactly(x);
  return { quadrant: k & 3, high, low };
}

const FRACTION_BITS = 1280n;
let halfPi: bigint | undefined;

/** π/2·2^FRACTION_BITS by Machin's formula; found once, when first needed. */
function halfPiScaled(): bigint {
  halfPi ??= 8n * inverseTangent(5n) - 2n * inverseTangent(239n);
  return halfPi;
}
/** atan(1/n)·2^FRACTION_BITS. */
function inverseTangent(n: bigint): bigint {
  let power = (1n << (FRACTION_BITS + 32n)) / n;
  let sum = 0n;
  for (let k = 1n; power !== 0n; k += 4n) {
    sum += power / k;
    power /= n * n;
    sum -= power / (k + 2n);
    power /= n * n;
  }
  return sum >> 32n;
}

/** In integers with FRACTION_BITS bits behind the point: right for any x, however large or near to k·π/2. */
function reduceExactly(x: number): Reduced {
  const unit = halfPiScaled();
  const { integer, exponent } = integerAndExponent(Math.abs(x));
  const scaled = integer << (FRACTION_BITS + BigInt(exponent));
  let k = scaled / unit;
  let rest = scaled - k * unit;
  if (2n * rest > unit) {
    k += 1n;
    rest -= unit;
  }
  const high = toNumber(rest);
  const low = toNumber(rest - fromNumber(high));
  const quadrant = Number(k & 3n);
  return x < 0 ? { quadrant: (4 - quadrant) & 3, high: -high, low: -low } : { quadrant, high, low };
}

const bits = new DataView(new ArrayBuffer(8));
/** x = integer·2^exponent for a positive normal x. */
function integerAndExponent(x: number): { integer: bigint; exponent: number } {
  bits.setFloat64(0, x);
  const word = bits.getBigUint64(0);
  return {
    integer: (word & 0xfffffffffffffn) | 0x10000000000000n,
    exponent: Number(word >> 52n) - 1075,
  };
}
/** integer·2^−FRACTION_BITS, truncated to 53 bits. */
function toNumber(integer: bigint): number {
  if (integer < 0n) return -toNumber(-integer);
  const surplus = Math.max(0, integer.toString(16).length * 4 - 56);
  let number = Number(integer >> BigInt(surplus));
  for (let shift = Number(FRACTION_BITS) - surplus; shift > 0; shift -= 30)
    number /= 1 << Math.min(30, shift);
  return number;
}
function fromNumber(x: number): bigint {
  if (x === 0) return 0n;
  const { integer, exponent } = integerAndExponent(Math.abs(x));
  const shift = FRACTION_BITS + BigInt(exponent);
  const scaled = shift >= 0n ? integer << shift : integer >> -shift;
  return x < 0 ? -scaled : scaled;
}
