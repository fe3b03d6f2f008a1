/** Accuracy and special values of the f32 functions, against the f64 functions. */
import { describe, expect, it } from 'vitest';
import * as f64 from './math.ts';
import * as f32 from './math32.ts';
import { RandomStream } from './random.ts';

const { POSITIVE_INFINITY: INF, NaN: NAN } = Number;
const smallest = 2 ** -149;

/** Each f32 function with the f64 function that it follows. */
const functions = {
  exp: [f32.exp32, f64.exp],
  log: [f32.log32, f64.log],
  tanh: [f32.tanh32, f64.tanh],
  sigmoid: [f32.sigmoid32, f64.sigmoid],
  erf: [f32.erf32, f64.erf],
  sin: [f32.sin32, f64.sin],
  cos: [f32.cos32, f64.cos],
} as const;

/** Distance in units of the last place of the exact value's f32 neighbourhood. */
function ulps(actual: number, exact: number): number {
  if (actual === Math.fround(exact)) return 0;
  let unit = smallest;
  while (unit * 2 ** 24 <= Math.abs(exact)) unit *= 2;
  return Math.abs(actual - exact) / unit;
}

interface Bound {
  readonly name: keyof typeof functions;
  readonly from: number;
  readonly to: number;
  /** Exponentially distributed between ±e^from and ±e^to, else evenly. */
  readonly spread?: boolean;
  readonly ulps: number;
  readonly absolute?: number;
}
const bounds: readonly Bound[] = [
  { name: 'exp', from: -104, to: 88.7, ulps: 1.1 },
  { name: 'exp', from: -1, to: 1, ulps: 1 },
  { name: 'log', from: 0.4, to: 3, ulps: 1 },
  { name: 'log', from: 0, to: 3.4e38, ulps: 1 },
  { name: 'log', from: 0, to: 1e-37, ulps: 1 },
  { name: 'tanh', from: -10, to: 10, ulps: 1.5 },
  { name: 'tanh', from: -90, to: 0, spread: true, ulps: 1.5 },
  { name: 'sigmoid', from: -20, to: 20, ulps: 2.5 },
  { name: 'sigmoid', from: -104, to: -20, ulps: 2.5 },
  { name: 'erf', from: -5, to: 5, ulps: 3, absolute: 1.5e-7 },
  { name: 'erf', from: -90, to: 0, spread: true, ulps: 3 },
  { name: 'sin', from: -10, to: 10, ulps: 2, absolute: 1e-7 },
  { name: 'cos', from: -10, to: 10, ulps: 2, absolute: 1e-7 },
  { name: 'sin', from: -1048576, to: 1048576, ulps: 2, absolute: 1e-7 },
  { name: 'cos', from: -1048576, to: 1048576, ulps: 2, absolute: 1e-7 },
];

describe('accuracy', () => {
  it.each(bounds)('$name from $from to $to within $ulps ulp', (bound) => {
    const random = new RandomStream(7);
    const [own, exact] = functions[bound.name];
    for (let i = 0; i < 40_000; i++) {
      const u = bound.from + (bound.to - bound.from) * random.uniform();
      const x = Math.fround(bound.spread ? f64.exp(u) * (i % 2 === 0 ? 1 : -1) : u);
      const [actual, wanted] = [own(x), exact(x)];
      const isClose =
        ulps(actual, wanted) <= bound.ulps && Math.abs(actual - wanted) <= (bound.absolute ?? INF);
      if (!isClose) expect.fail(`${bound.name}(${x}) is ${actual} instead of ${wanted}`);
    }
  });

  it('pow within 1 ulp', () => {
    const random = new RandomStream(8);
    for (let i = 0; i < 40_000; i++) {
      const x = Math.fround(f64.exp(random.uniform() * 100 - 50));
      const y = Math.fround((random.uniform() - 0.5) * f64.exp(6 * random.uniform() - 3));
      const [actual, wanted] = [f32.pow32(x, y), f64.pow(x, y)];
      const isClose = wanted > 3.4028235e38 ? actual === INF : ulps(actual, wanted) <= 1;
      if (!isClose) expect.fail(`pow(${x}, ${y}) is ${actual} instead of ${wanted}`);
    }
  });
});

describe('special values', () => {
  const extremes = [0, -0, 1, -1, INF, -INF, NAN, 2, -2, 3, -3, 0.5, -0.5, 2 ** -140, 3e38, -3e38];
  it.each(Object.entries(functions))('%s', (name, [own, exact]) => {
    for (const value of [0, -0, INF, -INF, NAN])
      expect(own(value), `${name}(${value})`).toBe(Math.fround(exact(value)));
  });
  it('pow', () => {
    for (const x of extremes.map(Math.fround))
      for (const y of extremes.map(Math.fround)) {
        const wanted = Math.fround(f64.pow(x, y));
        const actual = f32.pow32(x, y);
        if (Number.isFinite(wanted) && wanted !== 0) {
          expect(ulps(actual, wanted), `pow(${x}, ${y})`).toBeLessThanOrEqual(1);
          expect(Math.sign(actual)).toBe(Math.sign(wanted));
        } else expect(actual, `pow(${x}, ${y})`).toBe(wanted);
      }
  });
  it('overflows to infinity and underflows gradually', () => {
    expect(f32.exp32(88.73)).toBe(INF);
    expect(f32.exp32(88.72)).toBeLessThan(INF);
    expect(f32.exp32(-103.9)).toBe(smallest);
    expect(f32.exp32(-104)).toBe(0);
    expect(f32.pow32(2, -149)).toBe(smallest);
    expect(f32.pow32(2, -151)).toBe(0);
    expect(f32.pow32(2, 128)).toBe(INF);
    expect(f32.tanh32(20)).toBe(1);
    expect(f32.erf32(-4.5)).toBe(-1);
    expect(f32.log32(smallest)).toBe(Math.fround(-103.27892990343184));
  });
  it('is bounded where angles are too large to reduce', () => {
    for (const x of [1e8, -3e12, 3.4e38]) {
      expect(Math.abs(f32.sin32(x))).toBeLessThanOrEqual(1);
      expect(Math.abs(f32.cos32(x))).toBeLessThanOrEqual(1);
    }
  });
});
