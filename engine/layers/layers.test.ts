import { describe, expect, test } from 'vitest';
import { inputPorts, nodeTypes, outputPorts } from '../graph/registry.ts';
import { losses } from '../losses/index.ts';
import { buildExample, disagreements, gradientsOf } from '../testing/nodeGradients.ts';
import { activate, activationNames } from './activations.ts';
import { layers, placeholder } from './index.ts';
import { outputSizes, resolvePadding } from './spatial.ts';

const all = [...layers, ...losses, placeholder];
const examples = all.flatMap((definition) =>
  definition.examples.map((example, i) => ({
    name: `${definition.type} ${i + 1}`,
    definition,
    example,
  })),
);

describe.each(all)('$type', (definition) => {
  test('has names, docs, an example, and a migration for every version', () => {
    for (const text of [
      definition.name.en,
      definition.name.zh,
      definition.docs.summary,
      definition.docs.reference,
    ])
      expect(text.trim()).not.toBe('');
    expect(definition.docs.summary).toMatch(/\.$/);
    expect(definition.name.zh).toMatch(/\p{Script=Han}/u);
    // A placeholder is never built.
    expect(definition.examples.length > 0).toBe(definition !== placeholder);
    expect(definition.migrations).toHaveLength(definition.version - 1);
    expect((definition.loss !== undefined) === (definition.category === 'loss')).toBe(true);
  });

  test('has valid defaults that stay as they are, and refuses unknown settings', () => {
    const defaults = definition.params.parse({});
    expect(definition.params.parse(defaults)).toEqual(defaults);
    expect(definition.params.safeParse({ nonsense: 1 }).success).toBe(false);
    const ports = inputPorts(definition, defaults).map(({ name }) => name);
    expect(new Set(ports).size).toBe(ports.length);
  });

  test('explains every setting', () => {
    const shape = (definition.params as unknown as { shape: Record<string, { meta(): unknown }> })
      .shape;
    for (const [name, schema] of Object.entries(shape)) {
      if (/Initializer$/.test(name)) continue;
      expect(schema.meta(), name).toMatchObject({
        title: expect.any(String),
        description: expect.any(String),
      });
    }
  });
});

test('types are unique', () => {
  expect(nodeTypes.size).toBe(all.length);
});

describe.each([true, false])('while training: %s', (training) => {
  describe.each(examples)('$name', ({ definition, example }) => {
    const built = buildExample(definition, example, training);

    test('infers what it builds', () => {
      expect(built.outputs).toEqual(built.inferred.outputs);
      expect(Object.keys(built.outputs)).toEqual(
        outputPorts(definition, definition.params.parse(example.params)).map(({ name }) => name),
      );
      const statistics = built.inferred.weights.filter(({ trainable }) => !trainable);
      const expected = training ? statistics.map(({ name, type }) => [name, type]) : [];
      expect(built.statistics).toEqual(Object.fromEntries(expected));
    });

    test('has the gradients of central differences, and the comparison would notice wrong ones', () => {
      let noticed = 0;
      for (const { name, analytic, numeric } of gradientsOf(built)) {
        expect(disagreements(analytic, numeric), name).toEqual([]);
        const scaled = disagreements(
          analytic.map((g) => 1.01 * g),
          numeric,
        ).length;
        const flipped = disagreements(
          analytic.map((g) => -g),
          numeric,
        ).length;
        if (scaled > 0 && flipped > 0) noticed++;
      }
      expect(noticed).toBeGreaterThan(0);
    });
  });
});

test('every activation is an example of Activation', () => {
  const activation = nodeTypes.get('activation');
  expect(activation?.examples.map(({ params }) => params.activation)).toEqual(activationNames);
  expect(activate).toBeTypeOf('function');
});

describe('padding', () => {
  test("'same' gives ⌈W/S⌉ outputs, the odd pixel at the end", () => {
    for (let size = 1; size <= 12; size++)
      for (const window of [1, 2, 3, 5])
        for (const stride of [1, 2, 3])
          for (const dilation of [1, 2]) {
            const padding = resolvePadding('same', [size], [window], [stride], [dilation]);
            const [count] = outputSizes([size], [window], [stride], padding, [dilation]);
            expect(count).toBe(Math.ceil(size / stride));
            const [before, after] = padding[0] as readonly [number, number];
            expect(after - before === 0 || after - before === 1).toBe(true);
          }
  });
  test('of a picture of 28 pixels follows the formula', () => {
    expect(outputSizes([28], [5], [1], [[0, 0]])).toEqual([24]);
    expect(outputSizes([28], [3], [2], [[1, 1]])).toEqual([14]);
    expect(outputSizes([28], [3], [1], [[0, 0]], [2])).toEqual([24]);
    expect(outputSizes([3], [5], [1], [[0, 0]])[0]).toBeLessThan(1);
  });
});
