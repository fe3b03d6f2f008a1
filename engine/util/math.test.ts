import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cos, erf, exp, expm1, log, log1p, pow, sigmoid, sin, tanh } from './math.ts';
import { RandomStream } from './random.ts';

const bits = new DataView(new ArrayBuffer(8));
/** Distance in units of the last place of `expected`. */
function ulps(actual: number, expected: number): number {
  if (Object.is(actual, expected)) return 0;
  bits.setFloat64(0, Math.abs(expected));
  bits.setBigUint64(0, bits.getBigUint64(0) + 1n);
  return Math.abs(actual - expected) / (bits.getFloat64(0) - Math.abs(expected));
}
const stream = new RandomStream(20, 26);
const between = (low: number, high: number) => low + (high - low) * stream.uniform();
function anyNumber(): number {
  bits.setUint32(0, stream.word());
  bits.setUint32(4, stream.word());
  return bits.getFloat64(0);
}
const special = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  2,
  -2,
  3,
  -3,
  Infinity,
  -Infinity,
  NaN,
  5e-324,
  -5e-324,
  1e-310,
  2.2250738585072014e-308,
  1e-20,
  -1e-20,
  1e20,
  -1e20,
  1e300,
  -1e300,
  Number.MAX_VALUE,
  709.7,
  710,
  -745.1,
  -746,
  Math.PI,
  Math.PI / 2,
  -Math.PI,
  1e22,
  22.5,
  2 ** 53,
  2 ** 53 + 2,
  1 - 2 ** -53,
];

describe.each([
  ['exp', exp, Math.exp, [-700, 709], [-1, 1]],
  ['expm1', expm1, Math.expm1, [-40, 709], [-1, 1]],
  ['log', log, Math.log, [0, 10], [0.7, 1.4]],
  ['log1p', log1p, Math.log1p, [-1, 100], [-0.3, 0.4]],
  ['sin', sin, Math.sin, [-10, 10], [-1e5, 1e5]],
  ['cos', cos, Math.cos, [-10, 10], [-1e5, 1e5]],
  ['tanh', tanh, Math.tanh, [-25, 25], [-1, 1]],
] as const)('%s', (name, ours, theirs, wide, narrow) => {
  // The engine's own function may itself be 1 ulp off.
  const close = (x: number) =>
    expect(ulps(ours(x), theirs(x)), `${name}(${x})`).toBeLessThanOrEqual(4);
  test('special values', () => special.forEach(close));
  test('random arguments', () => {
    for (let i = 0; i < 2000; i++) {
      close(between(wide[0], wide[1]));
      close(between(narrow[0], narrow[1]));
      close(anyNumber());
    }
  });
});

describe('pow', () => {
  const close = (x: number, y: number) =>
    expect(ulps(pow(x, y), x ** y), `pow(${x}, ${y})`).toBeLessThanOrEqual(4);
  test('special values, all pairs', () => {
    for (const x of special)
      for (const y of special) {
        // IEEE 754 says 1, ECMAScript says NaN.
        if (Math.abs(x) === 1 && (Math.abs(y) === Infinity || Number.isNaN(y))) continue;
        close(x, y);
      }
    expect(pow(1, NaN)).toBe(1);
    expect(pow(-1, Infinity)).toBe(1);
  });
  test('random arguments', () => {
    for (let i = 0; i < 4000; i++) {
      close(between(0, 3), between(-50, 50));
      close(between(0, 1000), between(-100, 100));
      close(between(-9, 9), Math.floor(between(-20, 20)));
    }
  });
});

describe('sigmoid', () => {
  test('meets its definition, without overflow', () => {
    for (let i = 0; i < 2000; i++) {
      const x = between(-30, 30);
      expect(ulps(sigmoid(x), 1 / (1 + Math.exp(-x)))).toBeLessThanOrEqual(4);
    }
    expect([sigmoid(-1000), sigmoid(1000), sigmoid(0)]).toEqual([0, 1, 0.5]);
    expect(sigmoid(NaN)).toBeNaN();
  });
});

describe('erf', () => {
  // From the C library, by Python's math.erf.
  test.each([
    [1e-300, 1.1283791670955126e-300],
    [1e-9, 1.1283791670955127e-9],
    [0.001, 0.0011283787909692365],
    [0.1, 0.1124629160182849],
    [0.25, 0.2763263901682369],
    [0.5, 0.5204998778130465],
    [0.75, 0.7111556336535151],
    [1, 0.8427007929497149],
    [1.25, 0.9229001282564582],
    [1.5, 0.9661051464753108],
    [1.75, 0.9866716712191824],
    [1.9999, 0.9953201979070294],
    [2, 0.9953222650189527],
    [2.5, 0.999593047982555],
    [3, 0.9999779095030014],
    [3.5, 0.9999992569016276],
    [4, 0.9999999845827421],
    [5, 0.9999999999984626],
    [5.9, 0.9999999999999999],
    [6.5, 1.0],
  ])('erf(%d)', (x, y) => {
    expect(ulps(erf(x), y)).toBeLessThanOrEqual(4);
    expect(erf(-x)).toBe(-erf(x));
  });
  test('special values', () => {
    expect([erf(0), erf(-0), erf(Infinity), erf(-Infinity)]).toEqual([0, -0, 1, -1]);
    expect(erf(NaN)).toBeNaN();
  });
});

test('no function that engines compute differently is used', () => {
  const folder = new URL('./math/', import.meta.url);
  const files = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
  expect(files.length).toBeGreaterThan(3);
  const used = files.flatMap((text) => text.match(/Math\.\w+/g) ?? []);
  const exact = [
    'Math.LOG2E',
    'Math.SQRT2',
    'Math.floor',
    'Math.abs',
    'Math.max',
    'Math.min',
    'Math.sqrt',
    'Math.imul',
  ];
  expect(files.join('').includes('**=') || / \*\* /.test(files.join(''))).toBe(false);
  expect(used.filter((name) => !exact.includes(name))).toEqual([]);
});
