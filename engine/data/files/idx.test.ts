import { gzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import {
  bigEndian,
  bytesOf,
  FILE,
  failure,
  littleEndian,
  patched,
  testFileCases,
} from '../../testing/fileCases.ts';
import { memoryPlatform } from '../../testing/filePlatforms.ts';
import { bytesSource } from '../../util/byteReader.ts';
import { crc32 } from '../../util/crc32.ts';
import { openDataset } from '../open.ts';
import { type IdxFile, openIdx } from './idx.ts';

const bytes = (count: number) => Array.from({ length: count }, (_, i) => i % 251);
const header = (type: number, ...shape: number[]) =>
  bytesOf(0, 0, type, shape.length, ...shape.map((size) => bigEndian(size)));
const idx = (type: number, shape: number[], data: number[]) =>
  bytesOf(header(type, ...shape), data);
const pictures = idx(8, [3, 4, 5], bytes(60));
const labels = idx(8, [3], [2, 0, 1]);
const packed = gzipSync(pictures, { mtime: 0 });
/** Deflated zeros: far more than any header promises. */
const bomb = gzipSync(new Uint8Array(8 * 2 ** 20), { level: 1, mtime: 0 });
const headedBomb = (shape: number[], megabytes: number) => {
  const plain = new Uint8Array(megabytes * 2 ** 20);
  plain.set(header(8, ...shape));
  return gzipSync(plain, { level: 1, mtime: 0 });
};
/** A stored deflate block around `data`, with the sums of gzip. */
const storedMember = (data: Uint8Array, crc = crc32(data), length = data.length) =>
  bytesOf(
    [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255],
    [1, ...littleEndian(data.length, 2), ...littleEndian(65535 - data.length, 2)],
    data,
    littleEndian(crc),
    littleEndian(length),
  );

async function open(content: Uint8Array): Promise<{ file: IdxFile; items: Uint8Array[] }> {
  const file = await openIdx(bytesSource(FILE, content));
  const items: Uint8Array[] = [];
  for (let i = 0; i < Math.min(100, file.shape[0]!); i++) items.push(await file.item(i));
  return { file, items };
}

testFileCases(
  'IDX',
  open,
  {
    'an empty file': [bytesOf(), 'file-truncated', /byte 0/],
    'one byte': [bytesOf(0), 'file-truncated'],
    'three bytes': [bytesOf(0, 0, 8), 'file-truncated', /byte 3/],
    'a first byte that is not zero': [patched(pictures, 0, 1), 'idx-malformed', /byte 0/],
    'a second byte that is not zero': [patched(pictures, 1, 7), 'idx-malformed'],
    'a text': [bytesOf('sepal,petal\n1,2\n'), 'idx-malformed'],
    'a PNG picture': [bytesOf('\x89PNG\r\n\x1a\n', bytes(40)), 'idx-malformed'],
    'little-endian sizes': [bytesOf(0, 0, 8, 1, littleEndian(3), 1, 2, 3), 'file-truncated'],
    'element type 0': [patched(pictures, 2, 0), 'idx-malformed'],
    'element type 7': [patched(pictures, 2, 7), 'idx-malformed'],
    'element type 10, which is not given out': [patched(pictures, 2, 10), 'idx-malformed'],
    'element type 15': [patched(pictures, 2, 15), 'idx-malformed'],
    'element type 255': [patched(pictures, 2, 255), 'idx-malformed'],
    'no dimensions': [bytesOf(0, 0, 8, 0, 1), 'idx-malformed', /byte 3/],
    'six dimensions': [idx(8, [1, 1, 1, 1, 1, 1], [1]), 'idx-malformed', /byte 3/],
    '255 dimensions': [patched(pictures, 3, 255), 'idx-malformed'],
    'sizes cut off': [pictures.slice(0, 10), 'file-truncated', /byte 8/],
    'the last size cut off': [pictures.slice(0, 15), 'file-truncated'],
    'no elements': [pictures.slice(0, 16), 'file-truncated'],
    'the last element missing': [pictures.slice(0, -1), 'file-truncated', /byte 75/],
    'half the elements': [pictures.slice(0, 40), 'file-truncated'],
    'one byte too many': [bytesOf(pictures, 0), 'idx-malformed', /byte 76/],
    'a file twice': [bytesOf(pictures, pictures), 'idx-malformed'],
    'the largest count': [bytesOf(header(8, 0xffffffff), 1), 'file-truncated'],
    'a product above 2⁵³': [header(8, 0xffffffff, 0xffffffff, 5), 'size-overflow'],
    'a product that wraps to zero': [header(8, 2 ** 31, 2 ** 31, 4), 'size-overflow'],
    'a product that wraps to a small number': [header(14, 2 ** 31, 2 ** 31, 4, 1), 'size-overflow'],
    'an overflow behind a zero': [
      header(8, 0, 0xffffffff, 0xffffffff, 0xffffffff),
      'size-overflow',
    ],
    'elements of eight bytes, data for one': [idx(14, [3], bytes(3)), 'file-truncated'],
    'elements of one byte, data for four': [idx(8, [3], bytes(12)), 'idx-malformed'],
    'zero pictures with data': [idx(8, [0, 28, 28], bytes(10)), 'idx-malformed'],
    'gzip cut in its header': [packed.slice(0, 9), 'compressed-damaged'],
    'gzip cut in its data': [packed.slice(0, 30), 'compressed-damaged'],
    'gzip without its trailer': [packed.slice(0, -8), 'compressed-damaged'],
    'gzip without its last byte': [packed.slice(0, -1), 'compressed-damaged'],
    'gzip with a wrong checksum': [patched(packed, -6, packed.at(-6)! ^ 1), 'compressed-damaged'],
    'gzip with a wrong length': [patched(packed, -1, 1), 'compressed-damaged'],
    'gzip of another method': [patched(packed, 2, 7), 'compressed-damaged'],
    'gzip with a reserved block type': [patched(packed, 10, 0x07), 'compressed-damaged'],
    'gzip with bytes after its end': [bytesOf(packed, 1, 2, 3), 'compressed-damaged'],
    'gzip with zeros after its end': [bytesOf(packed, new Uint8Array(512)), 'compressed-damaged'],
    'gzip of too few elements': [gzipSync(pictures.slice(0, -1)), 'file-truncated'],
    'gzip of one element too many': [gzipSync(bytesOf(pictures, 9)), 'compressed-too-long'],
    'gzip of a text': [gzipSync(bytesOf('hello, this is not what you want')), 'idx-malformed'],
    'gzip of nothing': [gzipSync(new Uint8Array(0)), 'file-truncated'],
    'gzip in gzip': [gzipSync(packed), 'idx-malformed'],
    'a bomb of zeros': [bomb, 'idx-malformed'],
    'a bomb behind a small header': [headedBomb([3, 4, 5], 4), 'compressed-too-long'],
    'a bomb behind a large header': [headedBomb([1000, 1000, 1000], 66), 'compressed-bomb'],
    'a header above what is unpacked at once': [
      gzipSync(bytesOf(header(8, 60000, 1000, 1000), 1)),
      'size-overflow',
    ],
    'a second member with a wrong checksum': [
      bytesOf(storedMember(pictures.slice(0, 50)), storedMember(pictures.slice(50), 7)),
      'compressed-damaged',
    ],
    'a first member with a wrong checksum': [
      bytesOf(storedMember(pictures.slice(0, 50), 7), storedMember(pictures.slice(50))),
      'compressed-damaged',
    ],
    'a first member with a wrong length': [
      bytesOf(storedMember(pictures.slice(0, 50), undefined, 3), storedMember(pictures.slice(50))),
      'compressed-damaged',
    ],
  },
  {
    pictures: [
      pictures,
      ({ file, items }) => {
        expect(file.shape).toEqual([3, 4, 5]);
        expect([...items[2]!]).toEqual(bytes(60).slice(40));
      },
    ],
    labels: [labels, ({ items }) => expect(items.map((item) => item[0])).toEqual([2, 0, 1])],
    'signed bytes': [idx(9, [2], [255, 1]), ({ file }) => expect(file.type).toBe(9)],
    shorts: [idx(11, [2], bytes(4)), ({ items }) => expect(items[1]).toHaveLength(2)],
    integers: [idx(12, [2], bytes(8)), ({ file }) => expect(file.itemBytes).toBe(4)],
    floats: [idx(13, [2, 3], bytes(24)), ({ file }) => expect(file.itemBytes).toBe(12)],
    doubles: [idx(14, [2, 2], bytes(32)), ({ file }) => expect(file.itemBytes).toBe(16)],
    'colour pictures': [
      idx(8, [2, 2, 2, 3], bytes(24)),
      ({ file }) => expect(file.itemBytes).toBe(12),
    ],
    'five dimensions': [
      idx(8, [1, 2, 1, 2, 1], bytes(4)),
      ({ file }) => expect(file.shape).toHaveLength(5),
    ],
    'one element': [idx(8, [1], [7]), ({ items }) => expect([...items[0]!]).toEqual([7])],
    'no items': [idx(8, [0], []), ({ items }) => expect(items).toEqual([])],
    'no items of pictures': [
      idx(8, [0, 28, 28], []),
      ({ file }) => expect(file.itemBytes).toBe(784),
    ],
    'empty items': [idx(8, [5, 0], []), ({ items }) => expect(items).toHaveLength(5)],
    'one long item': [
      idx(8, [1, 100_000], bytes(100_000)),
      ({ items }) => expect(items[0]).toHaveLength(100_000),
    ],
    'many items': [idx(8, [70_000], bytes(70_000)), ({ items }) => expect(items[99]![0]).toBe(99)],
    gzip: [packed, ({ items }) => expect([...items[0]!]).toEqual(bytes(60).slice(0, 20))],
    'gzip of labels, shorter than a header may be': [
      gzipSync(labels),
      ({ items }) => expect(items).toHaveLength(3),
    ],
    'gzip of no items': [gzipSync(idx(8, [0], [])), ({ items }) => expect(items).toEqual([])],
    'gzip with a file name': [
      gzipSync(pictures, { filename: 'train-images' }),
      ({ items }) => expect(items).toHaveLength(3),
    ],
    'gzip without compression': [
      gzipSync(pictures, { level: 0 }),
      ({ items }) => expect(items).toHaveLength(3),
    ],
    'gzip with extra field, name and comment': [
      bytesOf(
        [0x1f, 0x8b, 8, 0x1c, 0, 0, 0, 0, 0, 3, 2, 0, 65, 66],
        'name\0',
        'comment\0',
        packed.slice(10),
      ),
      ({ items }) => expect(items).toHaveLength(3),
    ],
    'gzip of two members': [
      bytesOf(storedMember(pictures.slice(0, 50)), storedMember(pictures.slice(50))),
      ({ items }) => expect([...items[2]!]).toEqual(bytes(60).slice(40)),
    ],
    'gzip with an empty member': [
      bytesOf(packed, storedMember(new Uint8Array(0))),
      ({ items }) => expect(items).toHaveLength(3),
    ],
    'much larger than it is packed, but not unreasonably': [
      gzipSync(idx(8, [1000, 28, 28], new Array(784_000).fill(0))),
      ({ file }) => expect(file.shape[0]).toBe(1000),
    ],
    'packed zeros of 7 MB': [
      gzipSync(bytesOf(header(8, 9000, 28, 28), new Uint8Array(9000 * 784))),
      ({ file }) => expect(file.shape[0]).toBe(9000),
    ],
  },
);

describe('IDX data sets', () => {
  const files = {
    'd/train-images-idx3-ubyte.gz': packed,
    'd/train-labels-idx1-ubyte': labels,
    'd/t10k-images.idx3-ubyte': pictures,
    'd/t10k-labels.idx1-ubyte': labels,
    'd/README.md': 'about',
  };
  const codeOf = async (work: () => unknown) => (await failure(work)) as { code?: string };

  test('a folder with two parts in two spellings', async () => {
    const data = await openDataset(memoryPlatform(files), { source: 'd' });
    expect([data.name, data.train.size, data.test?.size]).toEqual(['d', 3, 3]);
    expect(data.fields[0]).toMatchObject({ name: 'image', shape: [4, 5, 1] });
    expect(data.fields[1]?.classes).toEqual(['0', '1', '2']);
    const image = new Float32Array(40);
    await data.train.read('image', Uint32Array.of(2, 0), image);
    expect(image[0]).toBe(Math.fround(40 / 255));
    expect(image[20]).toBe(0);
    const label = new Int32Array(3);
    await data.test!.read('label', Uint32Array.of(0, 1, 2), label);
    expect([...label]).toEqual([2, 0, 1]);
  });

  test('packed or not, the fingerprint is the same; another byte changes it', async () => {
    const print = async (images: Uint8Array) => {
      const two = { 'd/train-images-idx3-ubyte': images, 'd/train-labels-idx1-ubyte': labels };
      return (await openDataset(memoryPlatform(two), { source: 'd' })).fingerprint;
    };
    expect(await print(packed)).toBe(await print(pictures));
    expect(await print(patched(pictures, 20, 99))).not.toBe(await print(pictures));
  });

  test('one file opens with the labels beside it', async () => {
    const platform = memoryPlatform(files);
    const data = await openDataset(platform, { source: 'd/t10k-images.idx3-ubyte' });
    expect(data.train.size).toBe(3);
  });

  test.each([
    ['labels are missing', { 'd/train-images-idx3-ubyte': pictures }, 'data-file-missing'],
    ['pictures are missing', { 'd/train-labels-idx1-ubyte': labels }, 'data-file-missing'],
    [
      'two spellings of one part',
      { ...files, 'd/train-images.idx3-ubyte': pictures },
      'data-ambiguous',
    ],
    [
      'counts that differ',
      { ...files, 'd/train-labels-idx1-ubyte': idx(8, [2], [1, 0]) },
      'idx-mismatch',
    ],
    [
      'test pictures of another size',
      { ...files, 'd/t10k-images.idx3-ubyte': idx(8, [3, 5, 4], bytes(60)) },
      'idx-mismatch',
    ],
    [
      'pictures of floats',
      { ...files, 'd/train-images-idx3-ubyte.gz': idx(13, [3, 1, 1], bytes(12)) },
      'idx-unsupported',
    ],
    [
      'labels of shorts',
      { ...files, 'd/train-labels-idx1-ubyte': idx(11, [3], bytes(6)) },
      'idx-unsupported',
    ],
    ['pictures as labels', { ...files, 'd/train-labels-idx1-ubyte': pictures }, 'idx-unsupported'],
    [
      'no pictures at all',
      { ...files, 'd/train-images-idx3-ubyte.gz': idx(8, [0, 4, 5], []) },
      'idx-unsupported',
    ],
  ])('%s', async (_, broken, code) => {
    const error = await codeOf(() => openDataset(memoryPlatform(broken), { source: 'd' }));
    expect(error).toMatchObject({ name: 'NetloomError', code });
  });
});
