/**
 * Elementary functions of f32 over an Algebra: the one text behind math32.ts and its WebAssembly twin.
 *
 * Method: argument reduction with split constants, then a polynomial on the reduced interval (Muller, Elementary
 * Functions, 3rd ed., chapters 3 and 11); coefficients are weighted minimax fits of our own. `pow`, `sin` and `cos`
 * reduce in f64, as that is cheaper than pairs of f32. Special values follow IEEE 754-2019 §9.2.1.
 */
import type { Algebra } from './algebra.ts';

/** Adding and subtracting it rounds |x| < 2^22 to the nearest integer, ties to even. */
const ROUNDER = 12582912;
const LOG2_E = Math.LOG2E;
/** ln 2 in ten bits, so that products with exponents are exact, and the rest. */
const LN2_HIGH = 0.6923828125;
const LN2_LOW = 0.0007643680599453094;

/** a·b + c, each rounded. */
function mulAdd<F, I, M, W>(m: Algebra<F, I, M, W>, a: F, b: F, c: F): F {
  return m.add(m.mul(a, b), c);
}
/** Horner's rule; coefficients from the constant term up. */
function polynomial<F, I, M, W>(m: Algebra<F, I, M, W>, x: F, coefficients: readonly number[]): F {
  let sum = m.f32(coefficients.at(-1) as number);
  for (let i = coefficients.length - 2; i >= 0; i--)
    sum = mulAdd(m, sum, x, m.f32(coefficients[i] as number));
  return sum;
}
function widePolynomial<F, I, M, W>(
  m: Algebra<F, I, M, W>,
  x: W,
  coefficients: readonly number[],
): W {
  let sum = m.f64(coefficients.at(-1) as number);
  for (let i = coefficients.length - 2; i >= 0; i--)
    sum = m.addWide(m.mulWide(sum, x), m.f64(coefficients[i] as number));
  return sum;
}
function round<F, I, M, W>(m: Algebra<F, I, M, W>, x: F): F {
  return m.sub(m.add(x, m.f32(ROUNDER)), m.f32(ROUNDER));
}
/** 2^n for −126 ≤ n ≤ 127. */
function powerOfTwo<F, I, M, W>(m: Algebra<F, I, M, W>, n: I): F {
  return m.fromBits(m.shiftLeft(m.addInt(n, m.i32(127)), 23));
}
function withSignOf<F, I, M, W>(m: Algebra<F, I, M, W>, magnitude: F, sign: F): F {
  return m.fromBits(m.or(m.bits(magnitude), m.and(m.bits(sign), m.i32(-0x80000000))));
}

/** x = n·ln 2 + r with |r| ≤ ln 2 / 2; gives n and e^r. */
function reduceExp<F, I, M, W>(m: Algebra<F, I, M, W>, x: F): { n: I; fraction: F } {
  const rounded = round(m, m.mul(x, m.f32(LOG2_E)));
  const high = m.sub(x, m.mul(rounded, m.f32(LN2_HIGH)));
  const r = m.sub(high, m.mul(rounded, m.f32(LN2_LOW)));
  const p = polynomial(
    m,
    r,
    [0.5, 0.166665181517601, 0.04166620224714279, 0.008369024842977524, 0.0013950724387541413],
  );
  const fraction = m.add(mulAdd(m, p, m.mul(r, r), r), m.f32(1));
  return { n: m.truncate(rounded), fraction };
}

/** Overflows to Infinity; underflows gradually through the denormals to 0. */
export function exp<F, I, M, W>(m: Algebra<F, I, M, W>, x: F): F {
  const { n, fraction } = reduceExp(m, m.atMost(m.atLeast(x, m.f32(-104)), m.f32(89)));
  const half = m.shiftRight(n, 1);
  return m.mul(m.mul(fraction, powerOfTwo(m, half)), powerOfTwo(m, m.subInt(n, half)));
}
/** e^x for 0 ≤ |x| ≤ 87, NaN stays. */
function expModerate<F, I, M, W>(m: Algebra<F, I, M, W>, x: F): F {
  const { n, fraction } = reduceExp(m, x);
  return m.mul(fraction, powerOfTwo(m, n));
}

/** x = mantissa·2^exponent with mantissa in [√½, √2); exact for 0 < x < ∞, denormals too. */
function splitExponent<F, I, M, W>(m: Algebra<F, I, M, W>, x: F): { mantissa: F; exponent: F } {
  const tiny = m.less(x, m.f32(2 ** -126));
  const scaled = m.bits(m.select(tiny, m.mul(x, m.f32(2 ** 23)), x));
  const offset = m.select(tiny, m.f32(-23), m.f32(0));
  // The bits of √½ are taken away so that the mantissa's interval begins there.
  const shifted = m.subInt(scaled, m.i32(0x3f3504f3));
  const mantissaBits = m.addInt(m.and(shifted, m.i32(0x007fffff)), m.i32(0x3f3504f3));
  return {
    mantissa: m.fromBits(mantissaBits),
    exponent: m.add(m.toFloat(m.shiftRight(shifted, 23)), offset),
  };
}

/** Of 0: −Infinity; of a negative number: NaN. */
export function log<F, I, M, W>(m: Algebra<F, I, M, W>, x: F): F {
  const { mantissa, exponent } = splitExponent(m, x);
  // ln(1 + f) = f − f²/2 + s·(f²/2 + R(s²)) with s = f / (2 + f).
  const f = m.sub(mantissa, m.f32(1));
  const s = m.div(f, m.add(f, m.f32(2)));
  const z = m.mul(s, s);
  const r = m.mul(
    z,
    polynomial(m, z, [0.6666677594184875, 0.3997747302055359, 0.2987372577190399]),
  );
  const halfSquare = m.mul(m.mul(f, f), m.f32(0.5));
  const low = mulAdd(m, s, m.add(halfSquare, r), m.mul(exponent, m.f32(LN2_LOW)));
  const finite = mulAdd(m, exponent, m.f32(LN2_HIGH), m.sub(f, m.sub(halfSquare, low)));
  const infinity = m.f32(Number.POSITIVE_INFINITY);
  const positive = m.select(m.less(x, infinity), finite, x);
  const atZero = m.select(m.equal(x, m.f32(0)), m.f32(Number.NEGATIVE_INFINITY), positive);
  return m.select(m.less(x, m.f32(0)), m.f32(Number.NaN), atZero);
}

export function tanh<F, I, M, W>(m: Algebra<F, I, M, W>, x: F): F {
  const magnitude = m.abs(x);
  const z = m.mul(x, x);
  const p = polynomial(
    m,
    z,
    [
      -0.3333328366279602, 0.13331490755081177, -0.05374349653720856, 0.020650578662753105,
      -0.005717036779969931,
    ],
  );
  const near = mulAdd(m, p, m.mul(z, magnitude), magnitude);
  const grown = expModerate(m, m.atMost(m.add(magnitude, magnitude), m.f32(44)));
  const far = m.sub(m.f32(1), m.div(m.f32(2), m.add(grown, m.f32(1))));
  return withSignOf(m, m.select(m.less(magnitude, m.f32(0.625)), near, far), x);
}

/** 1 / (1 + e^−x); relative accuracy also for very negative x. */
export function sigmoid<F, I, M, W>(m: Algebra<F, I, M, W>, x: F): F {
  const decay = exp(m, m.sub(m.f32(0), m.abs(x)));
  const numerator = m.select(m.less(x, m.f32(0)), decay, m.f32(1));
  return m.div(numerator, m.add(m.f32(1), decay));
}

/** Absolute error within 1.2e-7. Beyond 0.9: 1 − e^−q(|x|) with q a fit of −ln erfc. */
export function erf<F, I, M, W>(m: Algebra<F, I, M, W>, x: F): F {
  const magnitude = m.abs(x);
  const z = m.mul(x, x);
  const near = m.mul(
    magnitude,
    polynomial(
      m,
      z,
      [
        1.128379225730896, -0.37612634897232056, 0.11283719539642334, -0.026860753074288368,
        0.005204435903578997, -0.0008181927260011435, 8.538838301319629e-5,
      ],
    ),
  );
  const q = polynomial(
    m,
    m.atMost(magnitude, m.f32(3.95)),
    [
      0.00016370417142752558, 1.1278072595596313, 0.6369616389274597, 0.10412435233592987,
      -0.022319400683045387, 0.003066310426220298, -0.00019828102085739374,
    ],
  );
  const far = m.sub(m.f32(1), expModerate(m, m.sub(m.f32(0), q)));
  return withSignOf(m, m.select(m.less(magnitude, m.f32(0.9)), near, far), x);
}

/** x = n·π/2 + r, |r| ≤ about π/4, in f64: good to |x| ≤ 2^20. */
function reduceAngle<F, I, M, W>(m: Algebra<F, I, M, W>, x: F): { n: I; r: F } {
  const rounded = round(m, m.mul(x, m.f32(0.6366197723675814)));
  const wide = m.widen(rounded);
  const high = m.subWide(m.widen(x), m.mulWide(wide, m.f64(1.570796325802803)));
  const r = m.narrow(m.subWide(high, m.mulWide(wide, m.f64(9.920935796805404e-10))));
  // Beyond its domain the reduction fails; this keeps the result between −1 and 1.
  const bounded = m.atMost(m.atLeast(r, m.f32(-0.9)), m.f32(0.9));
  return { n: m.truncate(rounded), r: bounded };
}
/** sin(r + n·π/2). */
function sinOfReduced<F, I, M, W>(m: Algebra<F, I, M, W>, n: I, r: F): F {
  const z = m.mul(r, r);
  const sine = mulAdd(
    m,
    polynomial(m, z, [-0.16666652262210846, 0.008332033641636372, -0.00019497731409501284]),
    m.mul(z, r),
    r,
  );
  const cosine = m.add(
    m.sub(m.f32(1), m.mul(z, m.f32(0.5))),
    m.mul(
      polynomial(m, z, [0.04166664183139801, -0.0013887177919968963, 2.4416500309598632e-5]),
      m.mul(z, z),
    ),
  );
  const even = m.equalInt(m.and(n, m.i32(1)), m.i32(0));
  const positive = m.equalInt(m.and(n, m.i32(2)), m.i32(0));
  const value = m.select(even, sine, cosine);
  return m.select(positive, value, m.mul(value, m.f32(-1)));
}

/** Accurate for |x| ≤ 2^20; beyond that only bounded. Of ±Infinity: NaN. */
export function sin<F, I, M, W>(m: Algebra<F, I, M, W>, x: F): F {
  const { n, r } = reduceAngle(m, x);
  // r is +0 where x is −0, and the sign of zero is kept.
  return m.select(m.equal(x, m.f32(0)), x, sinOfReduced(m, n, r));
}
/** Accurate for |x| ≤ 2^20; beyond that only bounded. Of ±Infinity: NaN. */
export function cos<F, I, M, W>(m: Algebra<F, I, M, W>, x: F): F {
  const { n, r } = reduceAngle(m, x);
  return sinOfReduced(m, m.addInt(n, m.i32(1)), r);
}

/** log2 of x > 0 in f64, to about 1e-13. */
function wideLog2<F, I, M, W>(m: Algebra<F, I, M, W>, x: F): W {
  const { mantissa, exponent } = splitExponent(m, x);
  const wide = m.widen(mantissa);
  const s = m.divWide(m.subWide(wide, m.f64(1)), m.addWide(wide, m.f64(1)));
  const p = widePolynomial(
    m,
    m.mulWide(s, s),
    [
      2.8853900817778495, 0.9617966941150274, 0.5770779418312634, 0.4122093092002566,
      0.3199032676816882, 0.2829361294389965,
    ],
  );
  return m.addWide(m.mulWide(s, p), m.widen(exponent));
}
/** 2^t rounded once to f32; overflows to Infinity, underflows gradually to 0. */
function exp2OfWide<F, I, M, W>(m: Algebra<F, I, M, W>, t: W): F {
  const narrow = m.narrow(t);
  const rounded = round(m, m.atMost(m.atLeast(narrow, m.f32(-160)), m.f32(140)));
  const fraction = widePolynomial(
    m,
    m.subWide(t, m.widen(rounded)),
    [
      1.000000000000033, 0.6931471805435236, 0.24022650695393644, 0.05550410950649437,
      0.009618129243341166, 0.0013333441684319945, 0.00015403402102586757, 1.5312401232526253e-5,
      1.3265979524192986e-6,
    ],
  );
  const n = m.truncate(rounded);
  const half = m.shiftRight(n, 1);
  const first = m.mulWide(fraction, m.widen(powerOfTwo(m, half)));
  const value = m.narrow(m.mulWide(first, m.widen(powerOfTwo(m, m.subInt(n, half)))));
  const small = m.select(m.less(narrow, m.f32(-155)), m.f32(0), value);
  return m.select(m.less(m.f32(135), narrow), m.f32(Number.POSITIVE_INFINITY), small);
}

/** x^y. x^0 = 1^y = 1 even for NaN; a negative x with a fractional y gives NaN; −1 to an infinite power is 1. */
export function pow<F, I, M, W>(m: Algebra<F, I, M, W>, x: F, y: F): F {
  const [zero, one] = [m.f32(0), m.f32(1)];
  const infinity = m.f32(Number.POSITIVE_INFINITY);
  const magnitude = m.abs(x);
  const ordinary = exp2OfWide(m, m.mulWide(wideLog2(m, magnitude), m.widen(y)));
  // 0 and ∞ have no logarithm: the sign of y alone decides.
  const isZero = m.equal(magnitude, zero);
  const isInfinite = m.equal(magnitude, infinity);
  const vanishes = m.either(m.both(isZero, m.less(zero, y)), m.both(isInfinite, m.less(y, zero)));
  const extreme = m.select(m.equal(y, y), m.select(vanishes, zero, infinity), y);
  const ofMagnitude = m.select(
    m.either(isZero, isInfinite),
    extreme,
    m.select(m.both(m.equal(magnitude, one), m.equal(y, y)), one, ordinary),
  );
  const isInteger = m.equal(m.floor(y), y);
  const half = m.mul(y, m.f32(0.5));
  const isEven = m.equal(m.floor(half), half);
  const isNegative = m.equalInt(m.and(m.bits(x), m.i32(-0x80000000)), m.i32(-0x80000000));
  const negated = m.select(isEven, ofMagnitude, m.mul(ofMagnitude, m.f32(-1)));
  const fractional = m.select(
    m.both(m.less(x, zero), m.less(m.f32(Number.NEGATIVE_INFINITY), x)),
    m.f32(Number.NaN),
    ofMagnitude,
  );
  const ofNegative = m.select(isInteger, negated, fractional);
  const signed = m.select(isNegative, ofNegative, ofMagnitude);
  const number = m.select(m.equal(x, x), signed, x);
  return m.select(m.either(m.equal(y, zero), m.equal(x, one)), one, number);
}
