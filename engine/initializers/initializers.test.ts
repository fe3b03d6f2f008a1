import { describe, expect, test } from 'vitest';
import { hash32 } from '../util/random.ts';
import { initializerDefinition, initializers } from './index.ts';

type Choice = { type: string } & Record<string, unknown>;
interface Weight {
  shape: number[];
  fanIn: number;
  fanOut: number;
}
function initializeWeight(choice: Choice, at: Weight, seed: number, name: string): Float32Array {
  const definition = initializerDefinition(choice.type);
  return definition.fill(definition.params.parse(choice), at, [seed, hash32(name)]);
}
const weight = { shape: [40, 50], fanIn: 40, fanOut: 50 };
const fill = (choice: Choice, seed = 1, name = 'a/kernel') =>
  initializeWeight(choice, weight, seed, name);

function moments(values: Float32Array) {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
  return { mean, variance, largest: values.reduce((a, b) => Math.max(a, Math.abs(b)), 0) };
}
/** Five standard errors of the mean and of the variance of 2,000 numbers, kurtosis at most 3. */
const near = (actual: number, wanted: number, variance: number, what: 'mean' | 'variance') =>
  expect(Math.abs(actual - wanted)).toBeLessThan(
    what === 'mean' ? 5 * Math.sqrt(variance / 2000) : 5 * variance * Math.sqrt(2 / 2000),
  );

/** Variance expected with fan-in 40 and fan-out 50, and the bound that nothing may pass. */
const spreads: Record<string, { mean?: number; variance: number; bound: number }> = {
  zeros: { variance: 0, bound: 0 },
  ones: { mean: 1, variance: 0, bound: 1 },
  constant: { variance: 0, bound: 0 },
  uniform: { variance: 0.1 ** 2 / 12, bound: 0.05 },
  normal: { variance: 0.05 ** 2, bound: 0.3 },
  truncatedNormal: { variance: 0.05 ** 2 * 0.7737413, bound: 0.1 },
  glorotUniform: { variance: 2 / 90, bound: Math.sqrt(6 / 90) },
  glorotNormal: { variance: 2 / 90, bound: 6 * Math.sqrt(2 / 90) },
  heUniform: { variance: 2 / 40, bound: Math.sqrt(6 / 40) },
  heNormal: { variance: 2 / 40, bound: 6 * Math.sqrt(2 / 40) },
  lecunUniform: { variance: 1 / 40, bound: Math.sqrt(3 / 40) },
  lecunNormal: { variance: 1 / 40, bound: 6 * Math.sqrt(1 / 40) },
  orthogonal: { variance: 1 / 50, bound: 1 },
};

describe.each([...initializers.values()])('$type', (definition) => {
  const spread = spreads[definition.type];

  test('has the mean, variance and bounds of its definition', () => {
    if (!spread) throw new Error(`no expected spread for ${definition.type}`);
    const { mean, variance, largest } = moments(fill({ type: definition.type }));
    near(mean, spread.mean ?? 0, spread.variance + 1e-12, 'mean');
    near(variance, spread.variance, spread.variance + 1e-12, 'variance');
    expect(largest).toBeLessThanOrEqual(spread.bound * (1 + 1e-6));
  });

  test('is the same for the same seed and name, and differs for others', () => {
    const values = fill({ type: definition.type });
    expect(fill({ type: definition.type })).toEqual(values);
    if (spread?.variance === 0) return;
    expect(fill({ type: definition.type }, 2)).not.toEqual(values);
    expect(fill({ type: definition.type }, 1, 'b/kernel')).not.toEqual(values);
  });

  test('fills any shape', () => {
    for (const shape of [[], [0], [1], [3, 1], [1, 4], [2, 3, 4, 5]]) {
      const values = initializeWeight(
        { type: definition.type },
        { shape, fanIn: 0, fanOut: 0 },
        3,
        'w',
      );
      expect(values.length).toBe(shape.reduce((a, b) => a * b, 1));
      expect(values.every(Number.isFinite)).toBe(true);
    }
  });
});

describe('parameters', () => {
  test('constant, uniform and normal follow theirs', () => {
    expect(fill({ type: 'constant', value: 0.5 })[7]).toBe(0.5);
    const uniform = fill({ type: 'uniform', minimum: 2, maximum: 3 });
    expect(uniform.every((x) => x >= 2 && x <= 3)).toBe(true);
    near(moments(fill({ type: 'normal', mean: 4, standardDeviation: 2 })).mean, 4, 4, 'mean');
  });
});

describe('orthogonal', () => {
  const shapes = [
    [6, 4],
    [4, 6],
    [5, 5],
    [3, 3, 2, 7],
  ];
  test.each(shapes.map((shape) => ({ shape })))('has QᵀQ = I for $shape', ({ shape }) => {
    const q = initializeWeight(
      { type: 'orthogonal', gain: 2 },
      { shape, fanIn: 1, fanOut: 1 },
      9,
      'w',
    );
    const columns = shape.at(-1) as number;
    const rows = q.length / columns;
    const at = (vector: number, k: number) =>
      (rows >= columns ? q[k * columns + vector] : q[vector * columns + k]) as number;
    const count = Math.min(rows, columns);
    for (let i = 0; i < count; i++)
      for (let j = 0; j < count; j++) {
        let inner = 0;
        for (let k = 0; k < Math.max(rows, columns); k++) inner += at(i, k) * at(j, k);
        expect(inner).toBeCloseTo(i === j ? 4 : 0, 5);
      }
  });
});
