import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { nodeTypes } from '../graph/registry.ts';
import { initializers } from '../initializers/index.ts';
import { metrics } from '../metrics/index.ts';
import { optimizers, schedules } from '../optim/index.ts';

interface Entry {
  readonly type: string;
  readonly name: { readonly en: string; readonly zh: string };
  readonly params: z.ZodType;
  readonly docs: { readonly summary: string; readonly reference: string };
}
/** Every registry, and the types that this version promises. */
const registries: readonly (readonly [string, ReadonlyMap<string, Entry>, readonly string[]])[] = [
  [
    'node types',
    nodeTypes,
    [
      'input',
      'dense',
      'conv2d',
      'maxPooling2d',
      'averagePooling2d',
      'globalAveragePooling',
      'batchNormalization',
      'dropout',
      'activation',
      'flatten',
      'reshape',
      'add',
      'concat',
      'zeroPadding2d',
      'permute',
      'clip',
      'output',
      'residual',
      'placeholder',
      'categoricalCrossentropy',
      'sparseCategoricalCrossentropy',
      'binaryCrossentropy',
      'meanSquaredError',
      'meanAbsoluteError',
      'huber',
    ],
  ],
  [
    'initializers',
    initializers,
    [
      'zeros',
      'ones',
      'constant',
      'uniform',
      'normal',
      'truncatedNormal',
      'glorotUniform',
      'glorotNormal',
      'heUniform',
      'heNormal',
      'lecunUniform',
      'lecunNormal',
      'orthogonal',
    ],
  ],
  [
    'optimizers',
    optimizers,
    ['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam', 'adamw'],
  ],
  ['schedules', schedules, ['constant', 'step', 'exponential', 'cosine', 'warmup']],
  [
    'metrics',
    metrics,
    ['accuracy', 'topK', 'meanAbsoluteError', 'rootMeanSquaredError', 'confusionMatrix'],
  ],
];

describe.each(registries)('%s', (_, registry, promised) => {
  test('hold what is promised', () => {
    expect(promised.filter((type) => !registry.has(type))).toEqual([]);
  });
  test('have names of their own', () => {
    const entries = [...registry.values()];
    for (const language of ['en', 'zh'] as const)
      expect(new Set(entries.map(({ name }) => name[language])).size).toBe(entries.length);
  });
  test.each([...registry])('%s is documented and works as it comes', (type, entry) => {
    expect(entry.type).toBe(type);
    expect(type).toMatch(/^[a-z][A-Za-z0-9]*$/);
    expect(entry.name.en).toMatch(/^[A-Z0-9][\x20-\x7e]*$/);
    expect(entry.name.zh).toMatch(/\S/);
    expect(entry.docs.summary).toMatch(/^[A-Z].{10,}\.$/s);
    expect(entry.docs.reference.length).toBeGreaterThan(10);
    const defaults = entry.params.parse({});
    expect(entry.params.parse(defaults)).toEqual(defaults);
    expect(JSON.parse(JSON.stringify(defaults))).toEqual(defaults);
  });
  test.each([...registry])('%s refuses params that are no record', (_, entry) => {
    for (const wrong of [null, 1, 'x', [1]])
      expect(entry.params.safeParse(wrong).success).toBe(false);
  });
});
