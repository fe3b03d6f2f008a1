import { encode } from 'jpeg-js';
import { expect } from 'vitest';
import { bytesOf, FILE, testFileCases } from '../../testing/fileCases.ts';
import { decodeJpeg } from './jpeg.ts';

const rgba = (width: number, height: number, colour: (x: number, y: number) => number[]) => {
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++)
    data.set([...colour(i % width, Math.floor(i / width)), 255], 4 * i);
  return { width, height, data };
};
const sound = new Uint8Array(
  encode(
    rgba(20, 12, (x) => (x < 10 ? [250, 10, 10] : [10, 10, 250])),
    95,
  ).data,
);
const segment = (marker: number, content: Iterable<number>) => {
  const bytes = [...content];
  return bytesOf(0xff, marker, (bytes.length + 2) >> 8, (bytes.length + 2) & 255, bytes);
};
/** The segments of a sound file up to its data, by marker. */
function split(bytes: Uint8Array): {
  segments: { marker: number; content: Uint8Array }[];
  data: Uint8Array;
} {
  const segments: { marker: number; content: Uint8Array }[] = [];
  let at = 2;
  for (;;) {
    const marker = bytes[at + 1]!;
    const length = (bytes[at + 2]! << 8) | bytes[at + 3]!;
    segments.push({ marker, content: bytes.slice(at + 4, at + 2 + length) });
    at += 2 + length;
    if (marker === 0xda) return { segments, data: bytes.slice(at) };
  }
}
const parts = split(sound);
/** The sound file with some segments changed: null leaves one out. */
function rebuilt(
  change: (marker: number, content: Uint8Array) => Uint8Array | null,
  data = parts.data,
): Uint8Array {
  const segments = parts.segments.map(({ marker, content }) => {
    const changed = change(marker, content);
    return changed === null ? [] : segment(marker, changed);
  });
  return bytesOf(0xff, 0xd8, ...segments, data);
}
const without = (...markers: number[]) =>
  rebuilt((marker, content) => (markers.includes(marker) ? null : content));
const frame = (change: (content: Uint8Array) => Uint8Array) =>
  rebuilt((marker, content) => (marker === 0xc0 ? change(content.slice()) : content));
const frameByte = (at: number, value: number) =>
  frame((content) => {
    content[at] = value;
    return content;
  });
const scanByte = (at: number, value: number) =>
  rebuilt((marker, content) => {
    const out = content.slice();
    if (marker === 0xda) out[at] = value;
    return out;
  });
const inserted = (...extra: Uint8Array[]) => bytesOf(sound.slice(0, 2), ...extra, sound.slice(2));
const sized = (width: number, height: number) =>
  frame((content) => {
    content.set([height >> 8, height & 255, width >> 8, width & 255], 1);
    return content;
  });
const sofMarker = (marker: number) => {
  const bytes = sound.slice();
  bytes[findMarker(bytes, 0xc0) + 1] = marker;
  return bytes;
};
function findMarker(bytes: Uint8Array, marker: number): number {
  for (let at = 0; at < bytes.length; at++)
    if (bytes[at] === 0xff && bytes[at + 1] === marker) return at;
  throw new Error('no such marker');
}
const manyScans = bytesOf(
  0xff,
  0xd8,
  ...parts.segments
    .filter(({ marker }) => marker !== 0xda)
    .map(({ marker, content }) => {
      const large = content.slice();
      if (marker === 0xc0) large.set([8, 0, 8, 0], 1);
      return segment(marker, large);
    }),
  ...Array.from({ length: 200 }, () =>
    bytesOf(segment(0xda, parts.segments.at(-1)!.content), new Uint8Array(1000)),
  ),
  0xff,
  0xd9,
);
/** Grey: the frame and scan keep their first component. */
const grey = rebuilt((marker, content) => {
  if (marker === 0xc0) return bytesOf(content.slice(0, 5), 1, content.slice(6, 9));
  if (marker === 0xda) return bytesOf(1, content.slice(1, 3), content.slice(7));
  return content;
}, grayData());
/** 20 × 12 grey is 3 × 2 blocks of DC difference 0 and end of block, with the standard tables: 00 1010 each. */
function grayData(): Uint8Array {
  return bytesOf(0b00101000, 0b10100010, 0b10001010, 0b00101000, 0b10101111, 0xff, 0xd9);
}
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

testFileCases(
  'JPEG',
  (bytes: Uint8Array) => decodeJpeg(bytes, FILE),
  {
    'an empty file': [bytesOf(), 'file-truncated', /byte 0/],
    'one byte': [bytesOf(0xff), 'file-truncated'],
    'only a signature': [bytesOf(0xff, 0xd8), 'file-truncated'],
    'a PNG picture': [bytesOf('\x89PNG\r\n\x1a\n'), 'jpeg-malformed'],
    'signature and end': [bytesOf(0xff, 0xd8, 0xff, 0xd9), 'jpeg-malformed'],
    'text after the signature': [bytesOf(0xff, 0xd8, 'hello'), 'jpeg-malformed', /byte 2/],
    'a signature twice': [inserted(bytesOf(0xff, 0xd8)), 'jpeg-malformed'],
    'a restart before the data': [inserted(bytesOf(0xff, 0xd0)), 'jpeg-malformed'],
    'marker zero': [inserted(bytesOf(0xff, 0)), 'jpeg-malformed'],
    'a segment of length 0': [inserted(bytesOf(0xff, 0xfe, 0, 0)), 'jpeg-malformed'],
    'a segment of length 1': [inserted(bytesOf(0xff, 0xfe, 0, 1)), 'jpeg-malformed'],
    'a segment longer than the file': [
      bytesOf(0xff, 0xd8, 0xff, 0xfe, 0xff, 0xff, 1),
      'file-truncated',
    ],
    'a marker without its length': [bytesOf(0xff, 0xd8, 0xff, 0xdb), 'file-truncated'],
    'no frame': [without(0xc0), 'jpeg-malformed'],
    'no scan': [bytesOf(without(0xda).slice(0, -parts.data.length), 0xff, 0xd9), 'jpeg-malformed'],
    'no quantization table': [without(0xdb), 'jpeg-malformed'],
    'no Huffman table': [without(0xc4), 'jpeg-malformed'],
    'two frames': [
      inserted(segment(0xc0, parts.segments.find((s) => s.marker === 0xc0)!.content)),
      'jpeg-malformed',
    ],
    'a frame without content': [frame(() => bytesOf()), 'file-truncated'],
    'a frame cut off': [frame((content) => content.slice(0, 8)), 'file-truncated'],
    'samples of 12 bits': [frameByte(0, 12), 'jpeg-unsupported'],
    'samples of 0 bits': [frameByte(0, 0), 'jpeg-unsupported'],
    'width 0': [sized(0, 12), 'jpeg-malformed'],
    'height 0': [sized(20, 0), 'jpeg-malformed'],
    '65535 × 65535 pixels': [sized(65535, 65535), 'picture-too-large'],
    'more pixels than the data can hold': [sized(2500, 2500), 'jpeg-malformed'],
    'some more pixels than there are': [sized(400, 300), 'jpeg-malformed'],
    'no components': [frameByte(5, 0), 'jpeg-unsupported'],
    'two components': [frameByte(5, 2), 'jpeg-unsupported'],
    'four components': [frameByte(5, 4), 'jpeg-unsupported'],
    '255 components': [frameByte(5, 255), 'jpeg-unsupported'],
    'the same component twice': [frameByte(9, 1), 'jpeg-malformed'],
    'sampling 0 across': [frameByte(7, 0x01), 'jpeg-malformed'],
    'sampling 0 down': [frameByte(7, 0x10), 'jpeg-malformed'],
    'sampling 15': [frameByte(7, 0xff), 'jpeg-malformed'],
    'a quantization table that cannot be': [frameByte(8, 200), 'jpeg-malformed'],
    'a quantization table that is not there': [frameByte(8, 3), 'jpeg-malformed'],
    'lossless compression': [sofMarker(0xc3), 'jpeg-unsupported'],
    'arithmetic coding': [sofMarker(0xc9), 'jpeg-unsupported'],
    'hierarchical coding': [sofMarker(0xc5), 'jpeg-unsupported'],
    'a scan of an unknown component': [scanByte(1, 99), 'jpeg-malformed'],
    'a scan with Huffman tables that are not there': [scanByte(2, 0x33), 'jpeg-malformed'],
    'a scan of 255 components': [scanByte(0, 255), 'jpeg-malformed'],
    'a scan without components': [scanByte(0, 0), 'jpeg-malformed'],
    'data cut in half': [
      bytesOf(sound.slice(0, sound.length - Math.floor(parts.data.length / 2)), 0xff, 0xd9),
      'jpeg-malformed',
    ],
    'data without an end': [sound.slice(0, -2), 'file-truncated'],
    'no data in the scan': [
      rebuilt((_, content) => content, bytesOf(0xff, 0xd9)),
      'jpeg-malformed',
    ],
    'data of ones': [
      rebuilt(
        (_, content) => content,
        bytesOf(...Array.from({ length: 50 }, () => [0xff, 0]), 0xff, 0xd9),
      ),
      'jpeg-malformed',
    ],
    'a Huffman table with too many codes': [
      rebuilt((marker, content) =>
        marker === 0xc4 ? bytesOf(0, new Array(16).fill(255), new Array(4080).fill(1)) : content,
      ),
      'jpeg-malformed',
    ],
    'a Huffman table cut off': [
      rebuilt((marker, content) => (marker === 0xc4 ? content.slice(0, 5) : content)),
      'jpeg-malformed',
    ],
    'a quantization table cut off': [
      rebuilt((marker, content) => (marker === 0xdb ? content.slice(0, 9) : content)),
      'jpeg-malformed',
    ],
    'restarts that are not there': [inserted(segment(0xdd, [0, 1])), 'jpeg-malformed'],
    'too many scans of a large picture': [manyScans, 'picture-too-large'],
  },
  {
    colour: [
      sound,
      (p) => {
        expect(p).toMatchObject({ width: 20, height: 12, channels: 3 });
        expect(Math.abs(p.pixels[0]! - 250)).toBeLessThan(12);
        expect(Math.abs(p.pixels[3 * 19 + 2]! - 250)).toBeLessThan(12);
      },
    ],
    grey: [
      grey,
      (p) => {
        expect(p).toMatchObject({ channels: 1, width: 20, height: 12 });
        expect(new Set(p.pixels)).toEqual(new Set([128]));
      },
    ],
    'one pixel': [
      new Uint8Array(
        encode(
          rgba(1, 1, () => [9, 9, 9]),
          90,
        ).data,
      ),
      (p) => expect(p.pixels).toHaveLength(3),
    ],
    'one row': [
      new Uint8Array(
        encode(
          rgba(50, 1, () => [200, 9, 9]),
          90,
        ).data,
      ),
      (p) => expect(p.width).toBe(50),
    ],
    'one column': [
      new Uint8Array(
        encode(
          rgba(1, 50, () => [200, 9, 9]),
          90,
        ).data,
      ),
      (p) => expect(p.height).toBe(50),
    ],
    'exactly one block': [
      new Uint8Array(
        encode(
          rgba(8, 8, () => [0, 0, 0]),
          90,
        ).data,
      ),
      (p) => expect(mean([...p.pixels])).toBeLessThan(3),
    ],
    'nine by nine': [
      new Uint8Array(
        encode(
          rgba(9, 9, () => [255, 255, 255]),
          90,
        ).data,
      ),
      (p) => expect(mean([...p.pixels])).toBeGreaterThan(252),
    ],
    'quality 1': [
      new Uint8Array(
        encode(
          rgba(16, 16, (x, y) => [x * 9, y * 9, 0]),
          1,
        ).data,
      ),
      (p) => expect(p.width).toBe(16),
    ],
    'quality 100': [
      new Uint8Array(
        encode(
          rgba(16, 16, () => [10, 200, 10]),
          100,
        ).data,
      ),
      (p) => expect(Math.abs(p.pixels[1]! - 200)).toBeLessThan(4),
    ],
    noise: [
      new Uint8Array(
        encode(
          rgba(40, 40, (x, y) => [(x * 91 + y * 57) % 256, (x * 13) % 256, (y * 201) % 256]),
          80,
        ).data,
      ),
      (p) => expect(new Set(p.pixels).size).toBeGreaterThan(100),
    ],
    'a large picture of one colour': [
      new Uint8Array(
        encode(
          rgba(600, 400, () => [1, 2, 3]),
          50,
        ).data,
      ),
      (p) => expect(p.pixels).toHaveLength(720_000),
    ],
    'a comment': [
      inserted(segment(0xfe, bytesOf('made by hand'))),
      (p) => expect(p.width).toBe(20),
    ],
    'an empty comment': [inserted(segment(0xfe, [])), (p) => expect(p.width).toBe(20)],
    'a longest comment': [
      inserted(segment(0xfe, new Uint8Array(65533))),
      (p) => expect(p.width).toBe(20),
    ],
    'application segments': [
      inserted(segment(0xe5, [1, 2, 3]), segment(0xed, bytesOf('Photoshop'))),
      (p) => expect(p.width).toBe(20),
    ],
    'fill bytes before a marker': [
      inserted(bytesOf(0xff, 0xff, 0xff), segment(0xfe, [1])),
      (p) => expect(p.width).toBe(20),
    ],
    'no JFIF segment': [without(0xe0), (p) => expect(p.width).toBe(20)],
    'bytes after the end': [bytesOf(sound, 'tail'), (p) => expect(p.width).toBe(20)],
    'a restart interval longer than the picture': [
      inserted(segment(0xdd, [255, 255])),
      (p) => expect(p.width).toBe(20),
    ],
    'a restart interval of zero': [
      inserted(segment(0xdd, [0, 0])),
      (p) => expect(p.width).toBe(20),
    ],
    'three components that are RGB already': [
      inserted(segment(0xee, bytesOf('Adobe', 0, 100, 0, 0, 0, 0, 0))),
      (p) => expect(p.pixels[0]).not.toBeCloseTo(250, -1),
    ],
    'an Adobe segment for YCbCr': [
      inserted(segment(0xee, bytesOf('Adobe', 0, 100, 0, 0, 0, 0, 1))),
      (p) => expect(Math.abs(p.pixels[0]! - 250)).toBeLessThan(12),
    ],
    'unused tables': [
      inserted(segment(0xdb, bytesOf(3, new Array(64).fill(1)))),
      (p) => expect(p.width).toBe(20),
    ],
  },
);
