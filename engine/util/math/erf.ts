/** The error function of an f64 number, from +, −, *, / alone. */
import { twoProduct } from './doubleDouble.ts';
import { exp } from './exponential.ts';

const TWO_OVER_SQRT_PI = 1.1283791670955126;
const ONE_OVER_SQRT_PI = 0.5641895835477563;

/** 2/√π · ∫₀ˣ e^(−t²) dt (Abramowitz & Stegun 7.1.6 below 2, 7.1.14 above). */
export function erf(x: number): number {
  const magnitude = Math.abs(x);
  if (Number.isNaN(x)) return x;
  if (magnitude < 1e-8) return x * TWO_OVER_SQRT_PI;
  if (magnitude > 6) return x < 0 ? -1 : 1;
  const y = magnitude < 2 ? series(magnitude) : 1 - complement(magnitude);
  return x < 0 ? -y : y;
}

/** e^(−x²), with the rounding error of x² made good. */
function gaussian(x: number): number {
  const square = twoProduct(x, x);
  return exp(-square.high) * (1 - square.low);
}

/** 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (2n+1)!!: all terms positive, so nothing cancels. */
function series(x: number): number {
  const twiceSquare = 2 * x * x;
  let term = x;
  let tail = 0;
  for (let n = 1; term > x * 1e-18; n++) {
    term *= twiceSquare / (2 * n + 1);
    tail += term;
  }
  return TWO_OVER_SQRT_PI * gaussian(x) * (x + tail);
}

/** erfc(x) for x ≥ 2 by its continued fraction; its error is small beside 1. */
function complement(x: number): number {
  let fraction = x;
  for (let n = 60; n > 0; n--) fraction = x + n / 2 / fraction;
  return (ONE_OVER_SQRT_PI * gaussian(x)) / fraction;
}
