import { encode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { failure, sentencesOf } from '../../testing/fileCases.ts';
import { memoryPlatform } from '../../testing/filePlatforms.ts';
import { resizeByArea, withChannels } from '../images/picture.ts';
import { openDataset } from '../open.ts';
import type { Dataset, Part } from '../types.ts';

const png = (width: number, height: number, channels: number, value = 255) =>
  encode({
    width,
    height,
    channels,
    depth: 8,
    data: new Uint8Array(width * height * channels).fill(value),
  });
const small = png(2, 2, 1);
const files = {
  'p/cat/b.png': png(2, 2, 1, 51),
  'p/cat/a.PNG': png(2, 2, 1, 0),
  'p/dog/1.png': png(2, 2, 1, 255),
};
const open = (content: Record<string, Uint8Array | string>, options: object = {}) =>
  openDataset(memoryPlatform(content), { source: 'p', options });
async function images(data: Dataset, part: Part = data.train): Promise<number[]> {
  const field = data.fields[0]!;
  const out = new Float32Array(part.size * field.shape.reduce((a, b) => a * b, 1));
  await part.read(
    'image',
    Uint32Array.from({ length: part.size }, (_, i) => i),
    out,
  );
  return [...out];
}

describe('folders of pictures', () => {
  test('a folder for each class; files sorted by name', async () => {
    const data = await open(files);
    expect(data.fields[0]).toMatchObject({ name: 'image', shape: [2, 2, 1] });
    expect(data.fields[1]).toMatchObject({ name: 'label', classes: ['cat', 'dog'] });
    const fifth = Math.fround(0.2);
    expect(await images(data)).toEqual([0, 0, 0, 0, fifth, fifth, fifth, fifth, 1, 1, 1, 1]);
    const label = new Int32Array(3);
    await data.train.read('label', Uint32Array.of(2, 0, 1), label);
    expect([...label]).toEqual([1, 0, 0]);
  });

  test.each(['test', 'Test', 'val', 'validation', 'valid'])(
    'train and %s folders',
    async (name) => {
      const two = {
        'p/train/x/1.png': small,
        'p/train/y/1.png': small,
        [`p/${name}/y/1.png`]: small,
      };
      const data = await open(two);
      expect([data.train.size, data.test?.size]).toEqual([2, 1]);
      const label = new Int32Array(1);
      await data.test!.read('label', Uint32Array.of(0), label);
      expect(label[0]).toBe(1);
    },
  );

  test('hidden files are not seen, others are named', async () => {
    const data = await open({
      ...files,
      'p/.git/x': 'y',
      'p/cat/.DS_Store': '',
      'p/cat/notes.txt': '',
    });
    expect(data.train.size).toBe(3);
    expect(sentencesOf(data)).toEqual(['1 entry of p/cat is no picture and is left out.']);
  });

  test('grey among colour becomes colour, and the option makes all grey', async () => {
    const mixed = { ...files, 'p/dog/2.png': png(2, 2, 3, 128) };
    const colour = await open(mixed);
    expect(colour.fields[0]!.shape).toEqual([2, 2, 3]);
    expect(sentencesOf(colour)).toContain('3 grey pictures are read as colour.');
    const grey = await open(mixed, { channels: 1 });
    expect(grey.fields[0]!.shape).toEqual([2, 2, 1]);
    expect((await images(grey)).slice(-4)).toEqual(new Array(4).fill(Math.fround(128 / 255)));
  });

  test('other sizes need the option', async () => {
    const mixed = { ...files, 'p/dog/2.png': png(4, 3, 1, 102) };
    expect(await failure(() => open(mixed))).toMatchObject({
      code: 'pictures-different-sizes',
      place: 'p/dog/2.png',
      message: expect.stringMatching(/p\/dog\/2\.png is 4×3 .* p\/cat\/a\.PNG is 2×2/),
    });
    const data = await open(mixed, { size: [1, 2] });
    expect(data.fields[0]!.shape).toEqual([1, 2, 1]);
    expect((await images(data)).slice(-2)).toEqual([Math.fround(0.4), Math.fround(0.4)]);
  });

  test('transparency is named', async () => {
    const data = await open({ 'p/a/1.png': png(1, 1, 4, 0), 'p/b/1.png': png(1, 1, 2, 0) });
    expect(sentencesOf(data)).toContain('Transparent pixels are laid over white.');
    expect(await images(data)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test('fingerprints follow bytes, classes and options', async () => {
    const print = async (content: Record<string, Uint8Array>, options = {}) =>
      (await open(content, options)).fingerprint;
    const { 'p/dog/1.png': dog, ...cats } = files;
    const prints = await Promise.all([
      print(files),
      print({ ...files, 'p/dog/1.png': png(2, 2, 1, 254) }),
      print({ ...cats, 'p/cat/z.png': dog, 'p/dog/1.png': dog }),
      print(files, { channels: 3 }),
      print(files, { size: [3, 3] }),
    ]);
    expect(new Set(prints).size).toBe(5);
    expect(await print(files)).toBe(prints[0]);
  });

  test.each([
    [
      'a class without pictures',
      { ...files, 'p/eel/readme.md': 'x' },
      {},
      'pictures-class-empty',
      'p/eel',
    ],
    ['train without classes', { 'p/train/1.png': small }, {}, 'pictures-no-classes', 'p/train'],
    [
      'a test class that is not trained',
      { ...{ 'p/train/a/1.png': small, 'p/train/b/1.png': small }, 'p/test/c/1.png': small },
      {},
      'pictures-unknown-class',
      'p/test',
    ],
    [
      'a text with the name of a picture',
      { ...files, 'p/cat/c.jpg': 'hello' },
      {},
      'picture-unknown-format',
      'p/cat/c.jpg',
    ],
    [
      'a broken picture',
      { ...files, 'p/cat/c.png': small.slice(0, 50) },
      {},
      'file-truncated',
      'p/cat/c.png',
    ],
    ['an unknown option', files, { colour: true }, 'data-options-invalid', 'p'],
    ['a size of one number', files, { size: [3] }, 'data-options-invalid', 'p'],
  ])('%s', async (_, content, options, code, place) => {
    const error = await failure(() => open(content as Record<string, Uint8Array>, options));
    expect(error).toMatchObject({
      name: 'NetloomError',
      code,
      place: expect.stringContaining(place),
    });
  });

  test('a picture that breaks only in its pixels is named when it is read', async () => {
    const broken = small.slice();
    // A sound checksum over damaged data cannot be told from the header.
    const content = { ...files, 'p/cat/c.png': resealed(broken) };
    const data = await open(content);
    expect(await failure(() => images(data))).toMatchObject({
      name: 'NetloomError',
      place: expect.stringContaining('p/cat/c.png'),
    });
  });
});

/** Overwrites the compressed data and makes the checksum right again. */
function resealed(bytes: Uint8Array): Uint8Array {
  const at = Buffer.from(bytes).indexOf('IDAT');
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const length = view.getUint32(at - 4);
  bytes.fill(0xff, at + 6, at + 4 + length);
  let crc = -1;
  for (const byte of bytes.subarray(at, at + 4 + length)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  view.setUint32(at + 4 + length, ~crc >>> 0);
  return bytes;
}

describe('pictures', () => {
  test('sizes change by area', () => {
    const pixels = Uint8Array.of(0, 100, 200, 40, 60, 80);
    const from = { width: 3, height: 2 };
    expect([...resizeByArea(pixels, from, { width: 3, height: 2 }, 1)]).toEqual([...pixels]);
    expect([...resizeByArea(pixels, from, { width: 1, height: 1 }, 1)]).toEqual([80]);
    expect([...resizeByArea(pixels, from, { width: 3, height: 1 }, 1)]).toEqual([20, 80, 140]);
    // Half of the middle column belongs to each side: (0 + 50) / 1.5.
    expect([...resizeByArea(pixels, from, { width: 2, height: 2 }, 1)]).toEqual([33, 167, 47, 73]);
    expect([...resizeByArea(pixels, from, { width: 6, height: 2 }, 1)]).toEqual([
      0, 0, 100, 100, 200, 200, 40, 40, 60, 60, 80, 80,
    ]);
    expect([...resizeByArea(pixels, { width: 1, height: 2 }, { width: 1, height: 1 }, 3)]).toEqual([
      20, 80, 140,
    ]);
  });

  test('luma', () => {
    const picture = {
      format: 'png',
      width: 3,
      height: 1,
      channels: 3,
      alpha: false,
      pixels: Uint8Array.of(255, 0, 0, 0, 255, 0, 9, 9, 9),
    } as const;
    expect([...withChannels(picture, 1)]).toEqual([76, 150, 9]);
  });
});
