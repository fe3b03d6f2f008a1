import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ByteReader,
  bytesSource,
  checkedProduct,
  checkRanges,
  checkSize,
  readExactly,
  readWhole,
} from './byteReader.ts';
import { crc32 } from './crc32.ts';

const bytes = Uint8Array.of(1, 2, 3, 4, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);
const reader = (littleEndian: boolean, base = 0) =>
  new ByteReader(bytes, 'f', { littleEndian, base });

describe('ByteReader', () => {
  test('numbers in both orders', () => {
    const little = reader(true);
    expect([little.u8(), little.u16(), little.u8(), little.u32()]).toEqual([
      1, 0x0302, 4, 0xffffffff,
    ]);
    const big = reader(false);
    expect([big.u16(), big.u16(), big.u32(), big.characters(1)]).toEqual([
      0x0102,
      0x0304,
      0xffffffff,
      '\0',
    ]);
  });

  test('64-bit numbers above 2⁵³ are refused', () => {
    const little = reader(true);
    little.seek(4);
    expect(little.u64()).toBe(0xffffffff);
    const big = reader(false);
    big.seek(4);
    expect(() => big.u64()).toThrow(
      expect.objectContaining({ code: 'size-overflow', place: 'f, byte 4' }),
    );
  });

  test('nothing is read past the end, and the place counts from the base', () => {
    const short = reader(true, 100);
    short.seek(10);
    expect(short.remaining).toBe(2);
    const error = { code: 'file-truncated', place: 'f, byte 110' };
    for (const read of [
      () => short.u32(),
      () => short.u64(),
      () => short.take(3),
      () => short.characters(9),
    ]) {
      expect(read).toThrow(expect.objectContaining(error));
    }
    expect(short.position).toBe(10);
    for (const position of [-1, 13, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => short.seek(position)).toThrow(
        expect.objectContaining({ code: 'file-offset-outside' }),
      );
    }
  });
});

describe('sources', () => {
  const source = bytesSource('f', bytes);
  test('exact reads', async () => {
    expect(await readExactly(source, 2, 3)).toEqual(Uint8Array.of(3, 4, 0xff));
    await expect(readExactly(source, 10, 3)).rejects.toMatchObject({
      code: 'file-truncated',
      place: 'f, byte 10',
    });
    await expect(readExactly(source, 50, 1)).rejects.toMatchObject({ code: 'file-truncated' });
  });

  test('a source that gives less than it has is cut off', async () => {
    const lying = { ...source, size: 100 };
    await expect(readExactly(lying, 0, 50)).rejects.toMatchObject({ code: 'file-truncated' });
  });

  test('whole files within a limit', async () => {
    expect(await readWhole(source, 12)).toEqual(bytes);
    await expect(readWhole(source, 11)).rejects.toMatchObject({
      code: 'file-too-large',
      place: 'f',
    });
    expect(() => checkSize(5, 4, 'f')).toThrow('at most 4');
  });
});

describe('checkedProduct', () => {
  test('products and their limits', () => {
    expect(checkedProduct([], 10, 'p')).toBe(1);
    expect(checkedProduct([2, 5], 10, 'p')).toBe(10);
    expect(checkedProduct([3, 0, 5], 15, 'p')).toBe(0);
    for (const factors of [
      [11],
      [2, 6],
      [0, 11],
      [11, 0],
      [2 ** 40, 2 ** 40],
      [-1],
      [1.5],
      [Number.NaN],
      [2 ** 53],
    ]) {
      expect(() => checkedProduct(factors, 10, 'p')).toThrow(
        expect.objectContaining({ code: 'size-overflow', place: 'p' }),
      );
    }
  });

  test('agrees with big integers', () => {
    const limit = Number.MAX_SAFE_INTEGER;
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 100_000 }), { maxLength: 5 }), (factors) => {
        const nonZero = factors.filter((factor) => factor > 0).map(BigInt);
        const largest = nonZero.reduce((a, b) => a * b, 1n);
        const product = () => checkedProduct(factors, limit, 'p');
        if (largest > BigInt(limit)) expect(product).toThrow();
        else expect(product()).toBe(Number(factors.map(BigInt).reduce((a, b) => a * b, 1n)));
      }),
    );
  });
});

describe('checkRanges', () => {
  const range = (name: string, begin: number, end: number) => ({ name, begin, end });
  const codeOf = (...ranges: ReturnType<typeof range>[]) => {
    try {
      return checkRanges(ranges, 100, 'f').map(({ name }) => name);
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  test('ranges in file order', () => {
    expect(codeOf(range('b', 10, 100), range('a', 0, 10))).toEqual(['a', 'b']);
    expect(codeOf(range('a', 0, 50), range('empty', 20, 20), range('b', 50, 60))).toEqual([
      'a',
      'empty',
      'b',
    ]);
  });
  test('ranges outside or over each other', () => {
    for (const [begin, end] of [
      [0, 101],
      [-1, 5],
      [5, 4],
      [0.5, 2],
      [0, Number.NaN],
      [2 ** 60, 2 ** 60],
    ] as const) {
      expect(codeOf(range('a', begin, end))).toBe('file-offset-outside');
    }
    expect(codeOf(range('a', 0, 10), range('b', 9, 20))).toBe('data-overlap');
    expect(codeOf(range('a', 0, 50), range('e', 20, 20), range('b', 49, 60))).toBe('data-overlap');
    expect(codeOf(range('a', 0, 10), range('b', 0, 10))).toBe('data-overlap');
  });
});

test('CRC-32 has the check value of the standard, in one piece or two', () => {
  const digits = new TextEncoder().encode('123456789');
  expect(crc32(digits)).toBe(0xcbf43926);
  expect(crc32(digits.subarray(4), crc32(digits.subarray(0, 4)))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array(0))).toBe(0);
});
