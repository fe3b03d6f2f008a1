import { encode } from 'fast-png';
import { zlibSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { bigEndian, bytesOf, FILE, patched, testFileCases } from '../../testing/fileCases.ts';
import { crc32 } from '../../util/crc32.ts';
import { decodePng, readPngHeader } from './png.ts';

const SIGNATURE = bytesOf('\x89PNG\r\n\x1a\n');
const chunk = (type: string, ...content: (number | Iterable<number>)[]) => {
  const tagged = bytesOf(type, ...content);
  return bytesOf(bigEndian(tagged.length - 4), tagged, bigEndian(crc32(tagged)));
};
const ihdr = (width: number, height: number, depth: number, type: number, interlace = 0) =>
  chunk('IHDR', bigEndian(width), bigEndian(height), depth, type, 0, 0, interlace);
const idat = (...rows: number[]) => chunk('IDAT', zlibSync(Uint8Array.from(rows)));
const end = chunk('IEND');
const png = (...chunks: Uint8Array[]) => bytesOf(SIGNATURE, ...chunks);
/** A grey picture of 2 × 2. */
const greyHead = ihdr(2, 2, 8, 0);
const greyData = idat(0, 10, 20, 0, 30, 40);
const grey = png(greyHead, greyData, end);
const palette = chunk('PLTE', 255, 0, 0, 0, 255, 0);
const indexed = (...middle: Uint8Array[]) => png(ihdr(2, 1, 8, 3), ...middle, end);
const bomb = chunk('IDAT', zlibSync(new Uint8Array(32 * 2 ** 20), { level: 9 }));

testFileCases(
  'PNG',
  (bytes: Uint8Array) => decodePng(bytes, FILE),
  {
    'an empty file': [bytesOf(), 'file-truncated', /byte 0/],
    'half a signature': [SIGNATURE.slice(0, 4), 'file-truncated'],
    'a signature after text transfer': [bytesOf('\x89PNG\n\x1a\n', grey.slice(8)), 'png-malformed'],
    'only a signature': [SIGNATURE, 'file-truncated', /byte 8/],
    'a JPEG picture': [bytesOf(0xff, 0xd8, 0xff, 0xe0, new Uint8Array(20)), 'png-malformed'],
    'only a header': [png(greyHead), 'file-truncated'],
    'no data': [png(greyHead, end), 'png-malformed'],
    'no end': [png(greyHead, greyData), 'file-truncated'],
    'the last byte missing': [grey.slice(0, -1), 'file-truncated'],
    'a chunk cut off': [png(greyHead, greyData.slice(0, 12)), 'file-truncated'],
    'a chunk longer than the file': [
      png(greyHead, patched(greyData, 0, 0, 1, 0, 0)),
      'file-truncated',
    ],
    'a chunk of the largest length': [
      png(greyHead, patched(greyData, 0, 255, 255, 255, 255)),
      'file-truncated',
    ],
    'a wrong checksum of the header': [
      png(patched(greyHead, -1, greyHead.at(-1)! ^ 1), greyData, end),
      'png-malformed',
      /byte 8/,
    ],
    'a wrong checksum of the data': [
      png(greyHead, patched(greyData, -1, greyData.at(-1)! ^ 1), end),
      'png-malformed',
    ],
    'a changed byte of the header': [patched(grey, 19, 3), 'png-malformed'],
    'data before the header': [png(greyData, greyHead, end), 'png-malformed'],
    'two headers': [png(greyHead, greyHead, greyData, end), 'png-malformed'],
    'a short header': [
      png(chunk('IHDR', bigEndian(2), bigEndian(2), 8, 0, 0, 0), greyData, end),
      'png-malformed',
    ],
    'a long header': [
      png(chunk('IHDR', bigEndian(2), bigEndian(2), 8, 0, 0, 0, 0, 0), greyData, end),
      'png-malformed',
    ],
    'width 0': [png(ihdr(0, 2, 8, 0), greyData, end), 'png-malformed'],
    'height 0': [png(ihdr(2, 0, 8, 0), greyData, end), 'png-malformed'],
    'a width of 2³¹': [png(ihdr(2 ** 31, 1, 8, 0), greyData, end), 'picture-too-large'],
    'more pixels than are decoded': [
      png(ihdr(4097, 4096, 8, 6), greyData, end),
      'picture-too-large',
    ],
    'a product that wraps to a small number': [
      png(ihdr(65536, 65537, 8, 0), greyData, end),
      'picture-too-large',
    ],
    'depth 0': [png(ihdr(2, 2, 0, 0), greyData, end), 'png-malformed'],
    'depth 3': [png(ihdr(2, 2, 3, 0), greyData, end), 'png-malformed'],
    'depth 32': [png(ihdr(2, 2, 32, 0), greyData, end), 'png-malformed'],
    'colour type 1': [png(ihdr(2, 2, 8, 1), greyData, end), 'png-malformed'],
    'colour type 5': [png(ihdr(2, 2, 8, 5), greyData, end), 'png-malformed'],
    'colour type 255': [png(ihdr(2, 2, 8, 255), greyData, end), 'png-malformed'],
    'colour of 4 bits': [png(ihdr(2, 2, 4, 2), greyData, end), 'png-malformed'],
    'a palette of 16 bits': [png(ihdr(2, 1, 16, 3), palette, idat(0, 0, 1), end), 'png-malformed'],
    'an unknown compression': [
      png(chunk('IHDR', bigEndian(2), bigEndian(2), 8, 0, 1, 0, 0), greyData, end),
      'png-malformed',
    ],
    'an unknown filter method': [
      png(chunk('IHDR', bigEndian(2), bigEndian(2), 8, 0, 0, 1, 0), greyData, end),
      'png-malformed',
    ],
    'interlacing 2': [png(ihdr(2, 2, 8, 0, 2), greyData, end), 'png-malformed'],
    'filter 5': [png(greyHead, idat(5, 1, 2, 0, 3, 4), end), 'png-malformed', /row 0/],
    'filter 255 in the second row': [
      png(greyHead, idat(0, 1, 2, 255, 3, 4), end),
      'png-malformed',
      /row 1/,
    ],
    'a row too few': [png(greyHead, idat(0, 1, 2), end), 'compressed-damaged'],
    'a byte too few': [png(greyHead, idat(0, 1, 2, 0, 3), end), 'compressed-damaged'],
    'a byte too many': [png(greyHead, idat(0, 1, 2, 0, 3, 4, 5), end), 'compressed-too-long'],
    'data that are not compressed': [
      png(greyHead, chunk('IDAT', 1, 2, 3, 4, 5, 6), end),
      'compressed-damaged',
    ],
    'empty data': [png(greyHead, chunk('IDAT'), end), 'compressed-damaged'],
    'data cut inside': [
      png(greyHead, chunk('IDAT', zlibSync(Uint8Array.of(0, 1, 2, 0, 3, 4)).slice(0, 6)), end),
      'compressed-damaged',
    ],
    'a bomb': [png(greyHead, bomb, end), 'compressed-too-long'],
    'data in two runs': [
      png(greyHead, greyData, chunk('tEXt', 65), greyData, end),
      'png-malformed',
    ],
    'a palette without colours': [indexed(chunk('PLTE'), idat(0, 0, 1)), 'png-malformed'],
    'a palette of four bytes': [indexed(chunk('PLTE', 1, 2, 3, 4), idat(0, 0, 1)), 'png-malformed'],
    'a palette of 257 colours': [
      indexed(chunk('PLTE', new Uint8Array(771)), idat(0, 0, 1)),
      'png-malformed',
    ],
    'no palette': [indexed(idat(0, 0, 1)), 'png-malformed'],
    'two palettes': [indexed(palette, palette, idat(0, 0, 1)), 'png-malformed'],
    'a palette after the data': [indexed(idat(0, 0, 1), palette), 'png-malformed'],
    'a colour beyond the palette': [indexed(palette, idat(0, 0, 2)), 'png-malformed'],
    'more transparency than colours': [
      indexed(palette, chunk('tRNS', 1, 2, 3), idat(0, 0, 1)),
      'png-malformed',
    ],
    'transparency before the palette': [
      indexed(chunk('tRNS', 1), palette, idat(0, 0, 1)),
      'png-malformed',
    ],
    'transparency beside an alpha channel': [
      png(ihdr(1, 1, 8, 6), chunk('tRNS', 0, 1), idat(0, 1, 2, 3, 4), end),
      'png-malformed',
    ],
    'transparency of grey with six bytes': [
      png(greyHead, chunk('tRNS', 0, 1, 0, 1, 0, 1), greyData, end),
      'png-malformed',
    ],
    'a needed chunk that is not known': [
      png(greyHead, chunk('ABCD', 1), greyData, end),
      'png-malformed',
    ],
    'a chunk without a name': [png(greyHead, chunk('\0\0\0\0', 1), greyData, end), 'png-malformed'],
  },
  {
    grey: [grey, (p) => expect([...p.pixels]).toEqual([10, 20, 30, 40])],
    'one pixel': [
      png(ihdr(1, 1, 8, 0), idat(0, 7), end),
      (p) => expect([...p.pixels]).toEqual([7]),
    ],
    'grey of 1 bit': [
      png(ihdr(3, 1, 1, 0), idat(0, 0b10100000), end),
      (p) => expect([...p.pixels]).toEqual([255, 0, 255]),
    ],
    'grey of 2 bits': [
      png(ihdr(4, 1, 2, 0), idat(0, 0b00011011), end),
      (p) => expect([...p.pixels]).toEqual([0, 85, 170, 255]),
    ],
    'grey of 4 bits': [
      png(ihdr(2, 1, 4, 0), idat(0, 0x3f), end),
      (p) => expect([...p.pixels]).toEqual([51, 255]),
    ],
    'grey of 16 bits': [
      png(ihdr(3, 1, 16, 0), idat(0, 0, 128, 0, 129, 255, 255), end),
      // 128 of 65535 is just below half a step, 129 just above.
      (p) => expect([...p.pixels]).toEqual([0, 1, 255]),
    ],
    colour: [
      png(ihdr(1, 1, 8, 2), idat(0, 1, 2, 3), end),
      (p) => expect([...p.pixels]).toEqual([1, 2, 3]),
    ],
    'colour of 16 bits': [
      png(ihdr(1, 1, 16, 2), idat(0, 255, 255, 0, 0, 128, 128), end),
      (p) => expect([...p.pixels]).toEqual([255, 0, 128]),
    ],
    'a palette': [
      indexed(palette, idat(0, 1, 0)),
      (p) => expect([...p.pixels]).toEqual([0, 255, 0, 255, 0, 0]),
    ],
    'a palette of 1 bit': [
      png(ihdr(2, 1, 1, 3), palette, idat(0, 0b01000000), end),
      (p) => expect([...p.pixels]).toEqual([255, 0, 0, 0, 255, 0]),
    ],
    'a transparent palette colour': [
      indexed(palette, chunk('tRNS', 0), idat(0, 0, 1)),
      (p) => expect([...p.pixels]).toEqual([255, 255, 255, 0, 255, 0]),
    ],
    'a half transparent palette colour': [
      indexed(palette, chunk('tRNS', 51), idat(0, 0, 1)),
      (p) => expect([...p.pixels].slice(0, 3)).toEqual([255, 204, 204]),
    ],
    'grey with alpha': [
      png(ihdr(2, 1, 8, 4), idat(0, 100, 255, 100, 0), end),
      (p) => expect([...p.pixels]).toEqual([100, 255]),
    ],
    'colour with alpha': [
      png(ihdr(1, 1, 8, 6), idat(0, 0, 100, 255, 51), end),
      (p) => expect([...p.pixels]).toEqual([204, 224, 255]),
    ],
    'colour with alpha of 16 bits': [
      png(ihdr(1, 1, 16, 6), idat(0, 0, 0, 0, 0, 0, 0, 255, 255), end),
      (p) => expect([...p.pixels]).toEqual([0, 0, 0]),
    ],
    'a transparent grey': [
      png(greyHead, chunk('tRNS', 0, 20), greyData, end),
      (p) => expect([...p.pixels]).toEqual([10, 255, 30, 40]),
    ],
    'a transparent colour': [
      png(ihdr(2, 1, 8, 2), chunk('tRNS', 0, 1, 0, 2, 0, 3), idat(0, 1, 2, 3, 1, 2, 4), end),
      (p) => expect([...p.pixels]).toEqual([255, 255, 255, 1, 2, 4]),
    ],
    'all filters': [
      png(ihdr(2, 5, 8, 0), idat(0, 10, 20, 1, 5, 5, 2, 1, 1, 3, 4, 4, 4, 2, 2), end),
      (p) => expect([...p.pixels]).toEqual([10, 20, 5, 10, 6, 11, 7, 13, 9, 15]),
    ],
    'filters that look up in the first row': [
      png(ihdr(2, 1, 8, 0), idat(4, 5, 6), end),
      (p) => expect([...p.pixels]).toEqual([5, 11]),
    ],
    'sums beyond 255': [
      png(ihdr(2, 1, 8, 0), idat(1, 200, 100), end),
      (p) => expect([...p.pixels]).toEqual([200, 44]),
    ],
    'data in many chunks, some empty': [
      png(
        greyHead,
        ...[...zlibSync(Uint8Array.of(0, 10, 20, 0, 30, 40))].flatMap((byte) => [
          chunk('IDAT', byte),
          chunk('IDAT'),
        ]),
        end,
      ),
      (p) => expect([...p.pixels]).toEqual([10, 20, 30, 40]),
    ],
    'unknown chunks that may be skipped': [
      png(
        greyHead,
        chunk('gAMA', 0, 0, 0, 0),
        chunk('zTXt', 1, 2, 3),
        greyData,
        chunk('abCd', 9),
        end,
      ),
      (p) => expect([...p.pixels]).toEqual([10, 20, 30, 40]),
    ],
    'bytes after the end': [bytesOf(grey, 'extra'), (p) => expect(p.width).toBe(2)],
    'a suggested palette for colour': [
      png(ihdr(1, 1, 8, 2), palette, idat(0, 1, 2, 3), end),
      (p) => expect([...p.pixels]).toEqual([1, 2, 3]),
    ],
    'one column': [
      png(ihdr(1, 3, 8, 0), idat(0, 1, 0, 2, 0, 3), end),
      (p) => expect([...p.pixels]).toEqual([1, 2, 3]),
    ],
    'interlaced, one pixel': [
      png(ihdr(1, 1, 8, 0, 1), idat(0, 9), end),
      (p) => expect([...p.pixels]).toEqual([9]),
    ],
    'interlaced of 1 bit': [
      // Passes of 3 × 2: (0,0); then x = 2 in pass 4; x = 1 in pass 6; the second row in pass 7.
      png(ihdr(3, 2, 1, 0, 1), idat(0, 0x80, 0, 0x80, 0, 0x00, 0, 0b01000000), end),
      (p) => expect([...p.pixels]).toEqual([255, 0, 255, 0, 255, 0]),
    ],
  },
);

describe('PNG against another encoder', () => {
  const random = (count: number, limit: number) => {
    let state = 12345;
    return Array.from({ length: count }, () => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      return (state >> 8) % limit;
    });
  };
  test.each([
    [1, 'null'],
    [3, 'null'],
    [1, 'Adam7'],
    [3, 'Adam7'],
  ] as const)('%i channels, interlacing %s', (channels, interlace) => {
    for (const [width, height] of [
      [1, 1],
      [7, 5],
      [8, 8],
      [33, 17],
    ] as const) {
      const data = Uint8Array.from(random(width * height * channels, 256));
      const bytes = encode({ width, height, data, channels, depth: 8 }, { interlace });
      const picture = decodePng(bytes, FILE);
      expect(picture).toMatchObject({ width, height, channels });
      expect([...picture.pixels]).toEqual([...data]);
      expect(readPngHeader(bytes, FILE)).toEqual({
        format: 'png',
        width,
        height,
        channels,
        alpha: false,
      });
    }
  });
});
