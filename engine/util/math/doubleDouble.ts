/** Exact sums and products of f64 numbers as unevaluated pairs high + low (Dekker 1971; Knuth, TAOCP vol. 2, §4.2.2). */

export interface DoubleDouble {
  readonly high: number;
  readonly low: number;
}

/** a + b exactly. */
export function twoSum(a: number, b: number): DoubleDouble {
  const high = a + b;
  const part = high - a;
  return { high, low: a - (high - part) + (b - part) };
}

/** a + b exactly, for |a| ≥ |b|. */
export function fastTwoSum(a: number, b: number): DoubleDouble {
  const high = a + b;
  return { high, low: b - (high - a) };
}

/** a·b exactly, while neither it nor 2^27·a and 2^27·b overflow, and it is no smaller than 2^−968. */
export function twoProduct(a: number, b: number): DoubleDouble {
  const high = a * b;
  const aTop = top(a);
  const bTop = top(b);
  const aRest = a - aTop;
  const bRest = b - bTop;
  return { high, low: aTop * bTop - high + aTop * bRest + aRest * bTop + aRest * bRest };
}
/** The upper 26 bits (Veltkamp). */
function top(x: number): number {
  const scaled = x * 134217729;
  return scaled - (scaled - x);
}

/** a·b to about 2^−104. */
export function multiply(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const product = twoProduct(a.high, b.high);
  return fastTwoSum(product.high, product.low + (a.high * b.low + a.low * b.high));
}

/** a / b to about 2^−104. */
export function divide(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const quotient = a.high / b.high;
  const product = twoProduct(quotient, b.high);
  const remainder = a.high - product.high - product.low + a.low - quotient * b.low;
  return fastTwoSum(quotient, remainder / b.high);
}
