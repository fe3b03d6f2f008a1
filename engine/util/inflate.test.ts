import { deflateSync, gzipSync, zlibSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { bytesSource } from './byteReader.ts';
import { gunzip, inflateExactly } from './inflate.ts';

const text = new TextEncoder().encode(
  'one two three four five one two three four five'.repeat(2000),
);
const codeOf = (work: () => unknown) => {
  try {
    work();
    return null;
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('inflateExactly', () => {
  test('gives exactly what was packed', () => {
    expect(inflateExactly(zlibSync(text), text.length, 'zlib', 'f')).toEqual(text);
    expect(inflateExactly(deflateSync(text), text.length, 'deflate', 'f')).toEqual(text);
    const noise = Uint8Array.from({ length: 100_000 }, (_, i) => Math.imul(i, 2654435761) >>> 24);
    expect(inflateExactly(deflateSync(noise), noise.length, 'deflate', 'f')).toEqual(noise);
  });

  test('anything else is an error', () => {
    const packed = deflateSync(text);
    const inflate = (bytes: Uint8Array, size: number) => () =>
      inflateExactly(bytes, size, 'deflate', 'f');
    expect(codeOf(inflate(packed, text.length - 1))).toBe('compressed-too-long');
    expect(codeOf(inflate(packed, text.length + 1))).toBe('compressed-damaged');
    expect(codeOf(inflate(packed.slice(0, -5), text.length))).toBe('compressed-damaged');
    expect(codeOf(inflate(new Uint8Array(0), 1))).toBe('compressed-damaged');
    // A gigabyte is not taken for ten bytes.
    expect(codeOf(inflate(packed.slice(0, 10), 2 ** 30))).toBe('compressed-damaged');
    expect(codeOf(() => inflateExactly(deflateSync(text), text.length, 'zlib', 'f'))).toBe(
      'compressed-damaged',
    );
  });
});

describe('gunzip', () => {
  const unpack = async (bytes: Uint8Array, limit: number) => {
    const pieces: number[] = [];
    await gunzip(
      bytesSource('f', bytes),
      (piece) => pieces.push(...piece),
      () => limit,
    );
    return Uint8Array.from(pieces);
  };

  test('gives what was packed, and no more than the limit', async () => {
    const packed = gzipSync(text, { mtime: 0 });
    expect(await unpack(packed, text.length)).toEqual(text);
    await expect(unpack(packed, text.length - 1)).rejects.toMatchObject({
      code: 'compressed-too-long',
    });
  });

  test('whatever goes wrong inside becomes an error with a place', async () => {
    const packed = gzipSync(text, { mtime: 0 });
    const work = gunzip(
      bytesSource('f', packed),
      () => {
        throw new RangeError('full');
      },
      () => 1e9,
    );
    await expect(work).rejects.toMatchObject({ code: 'compressed-damaged', place: 'f' });
  });
});
