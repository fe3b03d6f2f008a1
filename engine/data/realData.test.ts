/** Reads the public data sets beside the project, where they are. */
import { describe, expect, test } from 'vitest';
import { realFilesPlatform, sharedData } from '../testing/filePlatforms.ts';
import { openDataset } from './open.ts';
import type { Part } from './types.ts';

const platform = realFilesPlatform();

async function labels(part: Part, indices: readonly number[]): Promise<number[]> {
  const out = new Int32Array(indices.length);
  await part.read('label', Uint32Array.from(indices), out);
  return [...out];
}

const mnist = sharedData('mnist');
describe.skipIf(mnist === null)(
  `MNIST (${mnist ?? 'skipped: ../shared/data/mnist is absent'})`,
  () => {
    test('counts, shapes and first labels', async () => {
      const data = await openDataset(platform, { source: mnist! });
      expect(data.train.size).toBe(10_000);
      expect(data.test?.size).toBe(10_000);
      expect(data.fields.map((field) => [field.name, field.dtype, field.shape])).toEqual([
        ['image', 'f32', [28, 28, 1]],
        ['label', 'i32', []],
      ]);
      // The first test digits of MNIST are known to everyone who has looked at it.
      expect(await labels(data.test!, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])).toEqual([
        7, 2, 1, 0, 4, 1, 4, 9, 5, 9,
      ]);
      const image = new Float32Array(784);
      await data.train.read('image', Uint32Array.of(9999), image);
      expect(Math.max(...image)).toBeGreaterThan(0.9);
      expect(Math.max(...image)).toBeLessThanOrEqual(1);
      expect(image.filter((value) => value === 0).length).toBeGreaterThan(400);
      await data.close();
    });
  },
);
