/** Reads the public data sets beside the project, where they are. */
import { describe, expect, test } from 'vitest';
import { sentencesOf } from '../testing/fileCases.ts';
import { realFilesPlatform, sharedData } from '../testing/filePlatforms.ts';
import { openDataset } from './open.ts';
import type { Dataset, Part } from './types.ts';

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

const cifar = sharedData('cifar10-images');
const skipped = 'skipped: ../shared/data/cifar10-images is absent';
describe.skipIf(cifar === null)(`CIFAR-10 (${cifar ?? skipped})`, () => {
  test('counts, classes and pixels', async () => {
    const data = await openDataset(platform, { source: cifar! });
    expect([data.train.size, data.test?.size]).toEqual([5000, 1000]);
    expect(data.fields[0]?.shape).toEqual([32, 32, 3]);
    expect(data.fields[1]?.classes).toEqual([
      'airplane',
      'automobile',
      'bird',
      'cat',
      'deer',
      'dog',
      'frog',
      'horse',
      'ship',
      'truck',
    ]);
    const every = Array.from({ length: 10 }, (_, i) => 500 * i);
    expect(await labels(data.train, every)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const image = new Float32Array(3072);
    await data.train.read('image', Uint32Array.of(0), image);
    const again = new Float32Array(3072);
    await data.train.read('image', Uint32Array.of(0), again);
    expect(again).toEqual(image);
    expect(new Set(image).size).toBeGreaterThan(50);
  });
});

const csv = sharedData('csv');
describe.skipIf(csv === null)(`tables (${csv ?? 'skipped: ../shared/data/csv is absent'})`, () => {
  const open = (name: string, options = {}) =>
    openDataset(platform, { source: `${csv}/${name}`, options });
  const field = (data: Dataset, name: string) => data.fields.find((f) => f.name === name)!;
  const every = (part: Part) => Uint32Array.from({ length: part.size }, (_, i) => i);

  test('iris: 150 rows, four numbers, three classes', async () => {
    const data = await open('iris.csv');
    expect(data.train.size).toBe(150);
    expect(field(data, 'features').columns).toEqual([
      'sepal_length',
      'sepal_width',
      'petal_length',
      'petal_width',
    ]);
    expect(field(data, 'label').classes).toEqual(['setosa', 'versicolor', 'virginica']);
    await data.fit(every(data.train));
    const all = await labels(data.train, [...every(data.train)]);
    expect([0, 1, 2].map((label) => all.filter((l) => l === label).length)).toEqual([50, 50, 50]);
    const features = new Float32Array(600);
    await data.train.read('features', every(data.train), features);
    for (let column = 0; column < 4; column++) {
      const values = [...features].filter((_, i) => i % 4 === column);
      const mean = values.reduce((a, b) => a + b, 0) / 150;
      expect(mean).toBeCloseTo(0, 5);
      expect(values.reduce((a, b) => a + b * b, 0) / 150).toBeCloseTo(1, 4);
    }
  });

  test('penguins: missing values are named and filled', async () => {
    const data = await open('penguins.csv', { target: 'species' });
    expect(data.train.size).toBe(344);
    expect(field(data, 'features').columns).toEqual([
      'island = Biscoe',
      'island = Dream',
      'island = Torgersen',
      'bill_length_mm',
      'bill_depth_mm',
      'flipper_length_mm',
      'body_mass_g',
      'sex = FEMALE',
      'sex = MALE',
      'sex = (missing)',
    ]);
    expect(field(data, 'label').classes).toEqual(['Adelie', 'Chinstrap', 'Gentoo']);
    expect(sentencesOf(data).filter((note) => note.includes('missing'))).toEqual([
      '"bill_length_mm": 2 values are missing; the mean of the training samples stands for them.',
      '"bill_depth_mm": 2 values are missing; the mean of the training samples stands for them.',
      '"flipper_length_mm": 2 values are missing; the mean of the training samples stands for them.',
      '"body_mass_g": 2 values are missing; the mean of the training samples stands for them.',
      '"sex": 11 values are missing; they are a category of their own.',
    ]);
    await data.fit(every(data.train));
    // The fourth penguin was not measured.
    const row = new Float32Array(10);
    await data.train.read('features', Uint32Array.of(3), row);
    expect([...row]).toEqual([0, 0, 1, 0, 0, 0, 0, 0, 0, 1]);
  });

  test('titanic: mixed types', async () => {
    const data = await open('titanic.csv', { target: 'survived', ignore: ['alive'] });
    expect(data.train.size).toBe(891);
    expect(field(data, 'label').classes).toEqual(['0', '1']);
    const columns = field(data, 'features').columns!;
    expect(columns).toContain('age');
    expect(columns).toContain('deck = (missing)');
    expect(columns).toContain('adult_male = True');
    expect(columns.some((column) => column.startsWith('alive'))).toBe(false);
    expect(sentencesOf(data).some((note) => note.startsWith('"age": 177 values are missing'))).toBe(
      true,
    );
  });

  test('mpg: a number to learn, names left out', async () => {
    const data = await open('mpg.csv', { target: 'mpg' });
    expect(data.train.size).toBe(398);
    expect(field(data, 'value').shape).toEqual([1]);
    expect(field(data, 'features').columns).toEqual([
      'cylinders',
      'displacement',
      'horsepower',
      'weight',
      'acceleration',
      'model_year',
      'origin = europe',
      'origin = japan',
      'origin = usa',
    ]);
    expect(sentencesOf(data).some((note) => /"name" is left out.*too many/.test(note))).toBe(true);
    await data.fit(every(data.train));
    const target = new Float32Array(2);
    await data.train.read('value', Uint32Array.of(0, 1), target);
    expect([...target]).toEqual([18, 15]);
  });

  test('fitting on some rows does not look at the others', async () => {
    const data = await open('iris.csv', { normalize: true });
    await data.fit(Uint32Array.from({ length: 50 }, (_, i) => i));
    const row = new Float32Array(4);
    await data.train.read('features', Uint32Array.of(149), row);
    // Virginica lies many setosa deviations away.
    expect(row[2]).toBeGreaterThan(15);
  });
});
