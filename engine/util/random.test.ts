import { describe, expect, test } from 'vitest';
import { hash32, RandomStream, randomKey, randomUniform, threefry2x32 } from './random.ts';

describe('threefry2x32', () => {
  // Known answers of the authors' library for 13 rounds.
  test.each([
    [
      [0, 0],
      [0, 0],
      [0x9d1c5ec6, 0x8bd50731],
    ],
    [
      [0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0xfd36d048, 0x2d17272c],
    ],
    [
      [0x13198a2e, 0x03707344],
      [0x243f6a88, 0x85a308d3],
      [0xba3e4725, 0xf27d669e],
    ],
  ] as const)('key %j, counter %j', (key, counter, answer) => {
    expect(threefry2x32(key[0], key[1], counter[0], counter[1])).toEqual(answer);
  });
});

describe('randomUniform', () => {
  test('is the upper 24 bits of the first word', () => {
    const [word] = threefry2x32(7, randomKey(11, 2), 5, 3);
    expect(randomUniform(7, 3, 11, 2, 5)).toBe((word >>> 8) / 2 ** 24);
    expect(randomKey(11, 0)).toBe(11);
  });
  test('depends on each of its keys', () => {
    const base = randomUniform(1, 1, 1, 1, 1);
    expect(randomUniform(2, 1, 1, 1, 1)).not.toBe(base);
    expect(randomUniform(1, 2, 1, 1, 1)).not.toBe(base);
    expect(randomUniform(1, 1, 2, 1, 1)).not.toBe(base);
    expect(randomUniform(1, 1, 1, 2, 1)).not.toBe(base);
    expect(randomUniform(1, 1, 1, 1, 2)).not.toBe(base);
  });
});

describe('hash32', () => {
  test('is stable', () => {
    expect([hash32(''), hash32('conv1'), hash32('節點')]).toMatchInlineSnapshot(`
      [
        2872998923,
        4111950456,
        2014267500,
      ]
    `);
  });
  test('similar texts do not collide', () => {
    const hashes = new Set(Array.from({ length: 20_000 }, (_, i) => hash32(`node${i}`)));
    expect(hashes.size).toBe(20_000);
  });
});

describe('RandomStream', () => {
  test('two streams of one key agree, of another key do not', () => {
    const draw = (key: number) => {
      const stream = new RandomStream(key, 3);
      return Array.from({ length: 8 }, () => stream.word());
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });
  test('uniform numbers fill [0, 1) evenly', () => {
    const stream = new RandomStream(1);
    const bins = new Array<number>(16).fill(0);
    for (let i = 0; i < 64_000; i++) {
      const bin = Math.floor(stream.uniform() * 16);
      bins[bin] = (bins[bin] as number) + 1;
    }
    const chiSquare = bins.reduce((sum, count) => sum + (count - 4000) ** 2 / 4000, 0);
    expect(chiSquare).toBeLessThan(40);
    expect(bins).toHaveLength(16);
  });
  test('normal numbers have the right moments', () => {
    const stream = new RandomStream(2);
    const draws = Array.from({ length: 50_000 }, () => stream.normal());
    const moment = (k: number) => draws.reduce((sum, x) => sum + x ** k, 0) / draws.length;
    expect(moment(1)).toBeCloseTo(0, 1);
    expect(moment(2)).toBeCloseTo(1, 1);
    expect(moment(3)).toBeCloseTo(0, 1);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.15);
  });
  test('integers are below n, and all occur', () => {
    const stream = new RandomStream(3);
    const seen = new Set(Array.from({ length: 500 }, () => stream.integer(7)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
  test('a permutation holds each number once and is not the identity', () => {
    const order = new RandomStream(4).permutation(100);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect([...order]).not.toEqual(Array.from({ length: 100 }, (_, i) => i));
  });
});
