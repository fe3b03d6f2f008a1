import { describe, expect, it } from 'vitest';
import { builtinDatasets } from './builtins.ts';
import { PictureCache, pictureFields, picturePart } from './part.ts';

describe('pictures that are read at the same time', () => {
  const open = () => builtinDatasets.get('digits')?.open({ train: 40, test: 1 });
  async function read(dataset: ReturnType<typeof open>, index: number) {
    const out = new Float32Array(784);
    await dataset?.train.read('image', Uint32Array.of(index), out);
    return out;
  }
  it('do not mix, whether they are kept or not', async () => {
    const apart: Float32Array[] = [];
    for (let i = 0; i < 40; i++) apart.push(await read(open(), i));
    const one = open();
    const together = await Promise.all(Array.from({ length: 40 }, (_, i) => read(one, i)));
    for (const [i, picture] of together.entries())
      expect(picture.join() === apart[i]?.join(), `picture ${i}`).toBe(true);
  });
  it.each([0, 1e6])('with %d bytes to keep them in', async (limit) => {
    const pixels = new Uint8Array(4);
    const cache = new PictureCache(
      9,
      4,
      (index) => ({ pixels: pixels.fill(index), label: index }),
      limit,
    );
    const all = await Promise.all([3, 1, 3, 8].map((index) => cache.get(index)));
    expect(all.map(({ pixels: [first], label }) => [first, label])).toEqual([
      [3, 3],
      [1, 1],
      [3, 3],
      [8, 8],
    ]);
  });
  it('come with their class numbers', async () => {
    const fields = pictureFields([1, 1, 1], ['a', 'b']);
    const pixels = new Uint8Array(1);
    const part = picturePart(fields, 2, (index) => {
      pixels[0] = 255 * index;
      return { pixels, label: index };
    });
    const image = new Float32Array(2);
    const label = new Int32Array(2);
    const both = Uint32Array.of(1, 0);
    await Promise.all([part.read('image', both, image), part.read('label', both, label)]);
    expect([[...image], [...label]]).toEqual([
      [1, 0],
      [1, 0],
    ]);
  });
});
