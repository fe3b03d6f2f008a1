import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import {
  bytesOf,
  FILE,
  failure,
  littleEndian,
  patched,
  sentencesOf,
  testFileCases,
} from '../../testing/fileCases.ts';
import { memoryPlatform } from '../../testing/filePlatforms.ts';
import { elements, npy } from '../../testing/npyBuilder.ts';
import { type ZipEnd, type ZipPart, zipOf } from '../../testing/zipBuilder.ts';
import { bytesSource } from '../../util/byteReader.ts';
import { openDataset } from '../open.ts';
import type { Dataset, Part } from '../types.ts';
import { npzCollection } from './arrayCollection.ts';
import { openArrayDataset } from './npyDataset.ts';

const x = npy('<f4', [3, 2], elements('f4', [1, 2, 3, 4, 5, 6]));
const y = npy('<i8', [3], elements('i8', [1, 0, 2]));
const entryX: ZipPart = { name: 'x.npy', data: x };
const entryY: ZipPart = { name: 'y.npy', data: y };
const both = (change: Partial<ZipPart> = {}, end: ZipEnd = {}) =>
  zipOf([{ ...entryX, ...change }, entryY], end);
const sound = both();
const wide = (...numbers: number[]) =>
  bytesOf(1, 0, littleEndian(8 * numbers.length, 2), ...numbers.map((n) => littleEndian(n, 8)));

async function readPart(data: Dataset, part: Part): Promise<{ x: number[]; y: number[] }> {
  const all = Uint32Array.from({ length: part.size }, (_, i) => i);
  const read = async (role: string) => {
    const field = data.fields.find((f) => f.role === role);
    if (!field) return [];
    const width = field.shape.reduce((a, b) => a * b, 1);
    const out = new (field.dtype === 'i32' ? Int32Array : Float32Array)(width * part.size);
    await part.read(field.name, all, out);
    return [...out];
  };
  return { x: await read('feature'), y: await read('target') };
}
interface Opened {
  readonly data: Dataset;
  readonly x: number[];
  readonly y: number[];
}
async function open(bytes: Uint8Array): Promise<Opened> {
  const data = await openArrayDataset(await npzCollection(bytesSource(FILE, bytes)), FILE, {});
  return { data, ...(await readPart(data, data.train)) };
}
const arrays = (content: Record<string, Uint8Array>) =>
  zipOf(Object.entries(content).map(([name, data]) => ({ name: `${name}.npy`, data })));
const isSound = (t: Opened) =>
  expect([t.x, t.y]).toEqual([
    [1, 2, 3, 4, 5, 6],
    [1, 0, 2],
  ]);
/** Deflate of 40 MB of zeros behind a header that promises them. */
const zeros = npy('|u1', [1, 20_000_000], new Uint8Array(0));

testFileCases(
  'npz',
  open,
  {
    'an empty file': [bytesOf(), 'zip-malformed'],
    'a text': [bytesOf('PK is not enough for an archive'), 'zip-malformed'],
    'an empty archive': [zipOf([]), 'arrays-missing'],
    'no end': [sound.slice(0, -22), 'zip-malformed'],
    'the last byte missing': [sound.slice(0, -1), 'zip-malformed'],
    'half an archive': [sound.slice(0, 300), 'zip-malformed'],
    'bytes after the end': [bytesOf(sound, 'tail'), 'zip-malformed'],
    'a comment longer than the file': [both({}, { commentLength: 9 }), 'zip-malformed'],
    'several disks': [both({}, { disk: 1 }), 'zip-unsupported'],
    'two counts': [both({}, { countHere: 1 }), 'zip-unsupported'],
    'more entries than there are': [both({}, { count: 3 }), 'file-truncated'],
    'very many entries': [both({}, { count: 60_000 }), 'zip-unsupported'],
    'a zip64 directory': [both({}, { count: 0xffff }), 'zip-unsupported'],
    'a zip64 directory offset': [both({}, { directoryOffset: 0xffffffff }), 'zip-unsupported'],
    'a directory outside the file': [both({}, { directoryOffset: 0x7fffffff }), 'zip-malformed'],
    'a directory that is too long': [both({}, { directorySize: 0x7fffffff }), 'zip-malformed'],
    'a directory that is too short': [both({}, { directorySize: 40 }), 'file-truncated'],
    'a directory at another place': [both({}, { directoryOffset: 0 }), 'zip-malformed'],
    'a broken directory entry': [both({ centralSignature: 0x12345678 }), 'zip-malformed'],
    'a broken local header': [both({ localSignature: 0x12345678 }), 'zip-malformed'],
    'an offset outside the file': [both({ offset: 0x7fffffff }), 'file-offset-outside'],
    'an offset inside the directory': [both({ offset: sound.length - 60 }), 'file-offset-outside'],
    'two entries at one place': [zipOf([entryX, { ...entryY, offset: 0 }]), 'data-overlap'],
    'entries that overlap': [zipOf([entryX, { ...entryY, offset: 40 }]), 'data-overlap'],
    'two entries of one name': [zipOf([entryX, entryX]), 'zip-malformed'],
    'an encrypted entry': [both({ flags: 1 }), 'zip-unsupported', /x\.npy/],
    'an unknown compression': [both({ method: 14 }), 'zip-unsupported'],
    'a stored entry of two sizes': [both({ size: 5 }), 'zip-malformed'],
    'a packed size beyond the file': [both({ packedSize: 0x7fffffff }), 'file-offset-outside'],
    'a packed size over the next entry': [
      both({ packedSize: x.length + 100, size: x.length + 100 }),
      'data-overlap',
    ],
    'a wrong checksum': [both({ crc: 1 }), 'checksum-mismatch', /x\.npy/],
    'a wrong checksum of a packed entry': [both({ crc: 1, deflate: true }), 'checksum-mismatch'],
    'a size above what the packed bytes can hold': [
      both({ deflate: true, size: 0x7fffffff }),
      'file-too-large',
    ],
    'a packed entry that is longer than stated': [
      both({ deflate: true, size: 100 }),
      'compressed-too-long',
    ],
    'a packed entry that is shorter than stated': [
      both({ deflate: true, size: x.length + 1 }),
      'compressed-damaged',
    ],
    'a packed entry that is not packed': [both({ method: 8 }), 'compressed-damaged'],
    'a packed entry without bytes': [
      both({ deflate: true, data: new Uint8Array(0), size: 9 }),
      'compressed-damaged',
    ],
    'a bomb': [
      zipOf([
        { name: 'x.npy', data: bytesOf(zeros, new Uint8Array(2 ** 22)), deflate: true, size: 1000 },
      ]),
      'compressed-too-long',
    ],
    'a zip64 size that is missing': [
      both({ size: 0xffffffff, packedSize: 0xffffffff }),
      'zip-malformed',
    ],
    'a zip64 size above 2⁵³': [
      both({
        size: 0xffffffff,
        packedSize: 0xffffffff,
        extra: bytesOf(1, 0, 16, 0, new Array(16).fill(255)),
      }),
      'size-overflow',
    ],
    'a zip64 field cut off': [
      both({ size: 0xffffffff, packedSize: 0xffffffff, extra: wide(5) }),
      'file-truncated',
    ],
    'an extra field longer than itself': [
      both({ size: 0xffffffff, extra: bytesOf(9, 0, 99, 0) }),
      'file-truncated',
    ],
    'no arrays among the entries': [
      zipOf([{ name: 'readme.txt', data: bytesOf('hi') }]),
      'arrays-missing',
    ],
    'no array with a usual name': [arrays({ left: x, right: y }), 'arrays-missing'],
    'an array that is no array': [
      arrays({ x: bytesOf('hello, world, this is text'), y }),
      'npy-malformed',
    ],
    'an array cut off': [arrays({ x: x.slice(0, -4), y }), 'file-truncated'],
    'Python objects': [
      arrays({ x: npy('|O', [3], bytesOf('pickle')), y }),
      'contains-code',
      /x\.npy/,
    ],
    'objects as the target': [arrays({ x, y: npy('|O', [3], bytesOf('pickle')) }), 'contains-code'],
    'a target of another length': [
      arrays({ x, y: npy('|u1', [4], [0, 1, 0, 1]) }),
      'arrays-mismatch',
    ],
    'a target without an axis': [
      arrays({ x, y: patched(npy('|u1', [], []), 0, 0x93) }),
      'file-truncated',
    ],
    'a test part of another shape': [
      arrays({
        x_train: x,
        y_train: y,
        x_test: npy('|u1', [1, 3], [1, 2, 3]),
        y_test: npy('|u1', [1], [0]),
      }),
      'arrays-mismatch',
    ],
    'no samples': [arrays({ x: npy('<f4', [0, 2], []), y: npy('|u1', [0], []) }), 'data-empty'],
    'features without an axis': [
      arrays({ x: npy('<f4', [], elements('f4', [1])), y }),
      'data-empty',
    ],
    'samples without numbers': [arrays({ x: npy('<f4', [3, 0], []), y }), 'arrays-mismatch'],
    'negative class numbers': [
      arrays({ x, y: npy('|i1', [3], [0, 255, 1]) }),
      'arrays-bad-classes',
      /item 1/,
    ],
    'huge class numbers': [
      arrays({ x, y: npy('<i8', [3], elements('i8', [0, 1, 2 ** 50])) }),
      'arrays-bad-classes',
    ],
    'not a number among the features': [
      arrays({ x: npy('<f4', [3], elements('f4', [1, Number.NaN, 2])), y }),
      'value-not-finite',
      /item 1/,
    ],
    'a number beyond f32': [
      arrays({ x: npy('<f8', [3], elements('f8', [1, 2, 1e300])), y }),
      'value-not-finite',
      /item 2/,
    ],
    'an infinite target': [
      arrays({ x, y: npy('<f4', [3], elements('f4', [1, 2, Number.POSITIVE_INFINITY])) }),
      'value-not-finite',
    ],
  },
  {
    'stored entries': [sound, isSound],
    'packed entries': [
      zipOf([
        { ...entryX, deflate: true },
        { ...entryY, deflate: true },
      ]),
      isSound,
    ],
    'entries of another writer': [zipSync({ 'x.npy': x, 'y.npy': y }, { level: 9 }), isSound],
    'a comment': [both({}, { comment: 'made by hand' }), isSound],
    'a comment that looks like an end': [
      both({}, { comment: 'PK\x05\x06 and some more bytes than an end' }),
      isSound,
    ],
    'zip64 fields, as NumPy writes them locally': [
      both({ localExtra: wide(x.length, x.length) }),
      isSound,
    ],
    'zip64 sizes': [
      both({ size: 0xffffffff, packedSize: 0xffffffff, extra: wide(x.length, x.length) }),
      isSound,
    ],
    'a zip64 offset': [
      zipOf([entryX, { ...entryY, offset: 0xffffffff, extra: wide(30 + 5 + x.length) }]),
      isSound,
    ],
    'other extra fields first': [
      both({
        size: 0xffffffff,
        packedSize: 0xffffffff,
        extra: bytesOf(9, 9, 2, 0, 7, 7, wide(x.length, x.length)),
      }),
      isSound,
    ],
    'entries in another order': [zipOf([entryY, entryX]), isSound],
    'bytes between the entries': [
      zipOf([entryX, { name: 'hidden', data: bytesOf('?'.repeat(50)) }, entryY]),
      isSound,
    ],
    'entries that are no arrays': [
      zipOf([entryX, entryY, { name: 'readme.md', data: bytesOf('hi') }]),
      isSound,
    ],
    'more arrays': [
      arrays({ x, y, ids: y }),
      (t) => {
        isSound(t);
        expect(sentencesOf(t.data)).toEqual(['Arrays that are not used: ids.']);
      },
    ],
    'an unused array of objects': [
      arrays({ x, y, extra: npy('|O', [3], bytesOf('pickle')) }),
      isSound,
    ],
    'one array of any name': [
      arrays({ picture: npy('|u1', [1, 2, 2], [0, 51, 102, 255]) }),
      (t) => {
        expect(t.data.fields).toEqual([
          { name: 'image', dtype: 'f32', shape: [2, 2, 1], role: 'feature' },
        ]);
        expect(t.x).toEqual([0, Math.fround(0.2), Math.fround(0.4), 1]);
        expect(t.data.preparation?.()).toEqual({ image: { kind: 'pictures', divideBy: 255 } });
      },
    ],
    'colour pictures': [
      arrays({ x: npy('|u1', [1, 1, 2, 3], [0, 0, 0, 255, 255, 255]), y: npy('|u1', [1], [0]) }),
      (t) => expect(t.data.fields[0]!.shape).toEqual([1, 2, 3]),
    ],
    'floats for pictures stay': [
      arrays({ x: npy('<f4', [1, 1, 2], elements('f4', [-3, 7])) }),
      (t) => {
        expect(t.x).toEqual([-3, 7]);
        expect(t.data.preparation?.()).toEqual({});
      },
    ],
    'one feature': [
      arrays({ x: npy('<f4', [3], elements('f4', [4, 5, 6])), y }),
      (t) => expect(t.data.fields[0]!.shape).toEqual([1]),
    ],
    'a column of class numbers': [
      arrays({ x, y: npy('|u1', [3, 1], [2, 1, 0]) }),
      (t) => expect([t.data.fields[1]!.name, t.y]).toEqual(['label', [2, 1, 0]]),
    ],
    'truth values as classes': [
      arrays({ x, y: npy('|b1', [3], [1, 0, 1]) }),
      (t) => expect(t.data.fields[1]!.classes).toEqual(['0', '1']),
    ],
    'a number to learn': [
      arrays({ x, y: npy('<f8', [3], elements('f8', [0.5, 1.5, 2.5])) }),
      (t) => expect([t.data.fields[1]!.shape, t.y]).toEqual([[1], [0.5, 1.5, 2.5]]),
    ],
    'several numbers to learn': [
      arrays({ x, y: npy('<f4', [3, 2], elements('f4', [1, 2, 3, 4, 5, 6])) }),
      (t) => expect(t.data.fields[1]!.shape).toEqual([2]),
    ],
    'two parts': [
      arrays({ X_train: x, y_train: y, X_test: x, y_test: y }),
      async (t) => {
        isSound(t);
        expect(await readPart(t.data, t.data.test!)).toEqual({ x: t.x, y: t.y });
      },
    ],
    'arrays without names': [arrays({ arr_0: x, arr_1: y }), isSound],
    'column-major features': [
      arrays({ x: npy('<f4', [3, 2], elements('f4', [1, 3, 5, 2, 4, 6]), { fortran: true }), y }),
      isSound,
    ],
  },
);

describe('arrays as data sets', () => {
  const files = { 'd/x.npy': x, 'd/y.npy': y, 'd/z.npy': y, 'a.npz': sound };

  test('files side by side and an archive hold the same', async () => {
    const platform = memoryPlatform(files);
    const folder = await openDataset(platform, { source: 'd' });
    const archive = await openDataset(platform, { source: 'a.npz' });
    expect(await readPart(folder, folder.train)).toEqual(await readPart(archive, archive.train));
    expect(folder.fingerprint).toBe(archive.fingerprint);
  });

  test('one file is features without a target', async () => {
    const data = await openDataset(memoryPlatform(files), { source: 'd/x.npy' });
    expect(data.fields.map((field) => field.name)).toEqual(['features']);
  });

  test('options choose the arrays', async () => {
    const source = {
      source: 'd',
      options: { features: 'z', target: 'x', targetKind: 'regression' },
    };
    const data = await openDataset(memoryPlatform(files), source);
    expect(await readPart(data, data.train)).toEqual({ x: [1, 0, 2], y: [1, 2, 3, 4, 5, 6] });
  });

  test.each([
    [{ features: 'nothing' }, 'arrays-missing'],
    [{ target: '../y' }, 'arrays-missing'],
    [{ target: 'x', targetKind: 'classes' }, 'arrays-bad-classes'],
    [{ colour: 1 }, 'data-options-invalid'],
  ])('%o', async (options, code) => {
    const work = () => openDataset(memoryPlatform(files), { source: 'd', options });
    expect(await failure(work)).toMatchObject({ name: 'NetloomError', code });
  });
});
