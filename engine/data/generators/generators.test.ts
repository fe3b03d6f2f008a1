import { describe, expect, test } from 'vitest';
import { memoryPlatform } from '../../testing/filePlatforms.ts';
import { Sha256 } from '../../util/sha256.ts';
import { builtinDatasets } from '../builtins.ts';
import { openDataset } from '../open.ts';
import type { Dataset, Field, Part } from '../types.ts';

const width = (field: Field) => field.shape.reduce((a, b) => a * b, 1);
async function read(data: Dataset, part: Part, name: string, indices: Iterable<number>) {
  const field = data.fields.find((f) => f.name === name)!;
  const wanted = Uint32Array.from(indices);
  const out = new (field.dtype === 'i32' ? Int32Array : Float32Array)(wanted.length * width(field));
  await part.read(name, wanted, out);
  return out;
}
const first = (count: number) => Array.from({ length: count }, (_, i) => i);

/** SHA-256 over the first 64 training and 16 test samples: changes when, and only when, the samples do. */
async function fingerprintOfSamples(data: Dataset): Promise<string> {
  const hash = new Sha256();
  for (const [part, count] of [
    [data.train, 64],
    [data.test!, 16],
  ] as const) {
    for (const field of data.fields) {
      const values = await read(data, part, field.name, first(count));
      hash.update(new Uint8Array(values.buffer));
    }
  }
  return hash.hex();
}

describe.each([...builtinDatasets.values()])('builtin:$type', (definition) => {
  const { type } = definition;
  const open = (options = {}) => definition.open({ train: 300, test: 100, ...options });

  test('version and samples belong together', async () => {
    const samples = await fingerprintOfSamples(open());
    expect({ type, version: definition.version, samples }).toMatchSnapshot();
  });

  test('a sample depends on seed, part and number alone', async () => {
    const data = open();
    const name = data.fields[0]!.name;
    const forwards = await read(data, data.train, name, first(20));
    const backwards = await read(
      open({ train: 5000 }),
      open({ train: 5000 }).train,
      name,
      first(20).reverse(),
    );
    const size = width(data.fields[0]!);
    for (const i of first(20)) {
      const sample = forwards.subarray(i * size, (i + 1) * size);
      expect(backwards.subarray((19 - i) * size, (20 - i) * size)).toEqual(sample);
    }
    expect(await read(open({ seed: 2 }), open({ seed: 2 }).train, name, first(20))).not.toEqual(
      forwards,
    );
    expect(await read(data, data.test!, name, first(20))).not.toEqual(forwards);
  });

  test('fields are what they say', async () => {
    const data = open();
    await data.fit(Uint32Array.of(0));
    for (const field of data.fields) {
      const values = await read(data, data.train, field.name, first(300));
      expect(values.every((value) => Number.isFinite(value))).toBe(true);
      if (field.name === 'image')
        expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
      if (!field.classes) continue;
      const counts = field.classes.map((_, label) => values.filter((v) => v === label).length);
      const even = 300 / field.classes.length;
      expect(Math.min(...counts)).toBeGreaterThan(even * 0.4);
      expect(Math.max(...counts)).toBeLessThan(even * 1.8);
    }
    await data.close();
  });

  test('options that are not known are refused', () => {
    for (const options of [
      { seed: -1 },
      { seed: 1.5 },
      { train: 0 },
      { test: 2e6 },
      { sed: 1 },
      [],
      7,
    ]) {
      expect(() => definition.open(options)).toThrow(`builtin:${type}`);
    }
    expect(definition.open(undefined).train.size).toBeGreaterThanOrEqual(1000);
    expect(definition.name.zh).not.toBe('');
  });

  test('fingerprints name the generator and its options', async () => {
    const platform = memoryPlatform({});
    const print = async (options: object) =>
      (await openDataset(platform, { source: `builtin:${type}`, options })).fingerprint;
    const prints = await Promise.all([{}, { seed: 2 }, { train: 10 }, { test: 10 }].map(print));
    expect(new Set(prints).size).toBe(4);
    expect(await print({})).toBe(prints[0]);
  });
});

test('an unknown name lists the known ones', async () => {
  const work = openDataset(memoryPlatform({}), { source: 'builtin:digitz' });
  await expect(work).rejects.toMatchObject({
    code: 'data-unknown-builtin',
    message:
      'There is no built-in data "digitz"; there are digits, shapes, spirals, moons, regression.',
  });
});

/** Softmax regression by Adam with a falling rate: the accuracy of the best linear classifier, nearly. */
async function linearAccuracy(data: Dataset, epochs: number): Promise<number> {
  const [image, label] = [data.fields[0]!, data.fields[1]!];
  const [inputs, classes] = [width(image), label.classes!.length];
  const x = (await read(data, data.train, image.name, first(data.train.size))) as Float32Array;
  const y = await read(data, data.train, label.name, first(data.train.size));
  const size = (inputs + 1) * classes;
  const [w, gradient, mean, square] = [0, 0, 0, 0].map(() => new Float64Array(size)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const logits = new Float64Array(classes);
  const score = (rows: Float32Array, row: number) => {
    for (let c = 0; c < classes; c++) logits[c] = w[inputs * classes + c]!;
    for (let k = 0; k < inputs; k++) {
      const value = rows[row * inputs + k]!;
      if (value !== 0) for (let c = 0; c < classes; c++) logits[c]! += value * w[k * classes + c]!;
    }
  };
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const rate = 0.003 * (1 - epoch / epochs);
    for (let start = 0; start < data.train.size; start += 100) {
      gradient.fill(0);
      for (let row = start; row < start + 100; row++) {
        score(x, row);
        const top = Math.max(...logits);
        const sum = logits.reduce((total, z) => total + Math.exp(z - top), 0);
        for (let c = 0; c < classes; c++)
          logits[c] = Math.exp(logits[c]! - top) / sum - (y[row] === c ? 1 : 0);
        for (let k = 0; k <= inputs; k++) {
          const value = k === inputs ? 1 : x[row * inputs + k]!;
          if (value !== 0)
            for (let c = 0; c < classes; c++)
              gradient[k * classes + c]! += (value * logits[c]!) / 100;
        }
      }
      step++;
      for (let i = 0; i < size; i++) {
        mean[i] = 0.9 * mean[i]! + 0.1 * gradient[i]!;
        square[i] = 0.999 * square[i]! + 0.001 * gradient[i]! ** 2;
        const scaled =
          mean[i]! / (1 - 0.9 ** step) / (Math.sqrt(square[i]! / (1 - 0.999 ** step)) + 1e-8);
        w[i]! -= rate * scaled;
      }
    }
  }
  const testX = (await read(data, data.test!, image.name, first(data.test!.size))) as Float32Array;
  const testY = await read(data, data.test!, label.name, first(data.test!.size));
  let right = 0;
  for (let row = 0; row < data.test!.size; row++) {
    score(testX, row);
    if (logits.indexOf(Math.max(...logits)) === testY[row]) right++;
  }
  return right / data.test!.size;
}

test('a linear model learns the digits, but stays under 93 %', async () => {
  const data = builtinDatasets.get('digits')!.open({});
  expect([data.train.size, data.test!.size]).toEqual([10_000, 2_000]);
  const accuracy = await linearAccuracy(data, 6);
  expect(accuracy).toBeGreaterThan(0.8);
  expect(accuracy).toBeLessThan(0.93);
});
