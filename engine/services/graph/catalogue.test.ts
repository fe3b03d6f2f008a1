import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { openDataset } from '../../data/open.ts';
import { formats } from '../../formats/index.ts';
import { checkProject } from '../../graph/document/parse.ts';
import { nodeTypes } from '../../graph/registry.ts';
import { initializers } from '../../initializers/index.ts';
import { metrics } from '../../metrics/index.ts';
import { optimizers, schedules } from '../../optim/index.ts';
import { memoryPlatform } from '../../testing/memoryPlatform.ts';
import { catalogue } from './catalogue.ts';
import type { FormField } from './types.ts';

const all = catalogue();
interface Entry {
  readonly type: string;
  readonly params: z.ZodType;
}
const sections: readonly (readonly [
  string,
  ReadonlyMap<string, Entry>,
  readonly { readonly type: string; readonly form: readonly FormField[] }[],
])[] = [
  ['node types', nodeTypes, all.nodeTypes],
  ['optimizers', optimizers, all.optimizers],
  ['schedules', schedules, all.schedules],
  ['metrics', metrics, all.metrics],
  ['initializers', initializers, all.initializers],
];

/** Values at the edges of a control, and values just beyond them. */
function edgesOf({ control }: FormField): { good: unknown[]; bad: unknown[] } {
  switch (control.kind) {
    case 'number':
      return numbers(control);
    case 'tuple': {
      const { good, bad } = numbers(control);
      const repeat = (value: unknown) => Array.from({ length: control.length }, () => value);
      return { good: good.map(repeat), bad: [...bad.map(repeat), [1]] };
    }
    case 'boolean':
      return { good: [true, false], bad: ['true', 1] };
    case 'text':
    case 'field': {
      const longest = control.kind === 'text' ? control.maximumLength : 200;
      const limit = longest ?? 10;
      return { good: ['', 'x'.repeat(limit)], bad: longest ? ['x'.repeat(limit + 1)] : [1] };
    }
    case 'choice':
      return { good: [...control.options], bad: ['something else', 1] };
    case 'sizes': {
      const { minimum = 1, maximum = 1, maximumLength = 1 } = control;
      const longest = Array.from({ length: maximumLength }, () => maximum);
      const rest = [2, -1];
      const good = [...control.words, [minimum], longest, ...(control.rest ? [rest] : [])];
      const bad = ['x', [minimum - 1], [maximum + 1], [...longest, 1]];
      return { good, bad: control.rest ? [...bad, [-1, -1]] : [...bad, rest] };
    }
    case 'padding': {
      const { maximum = 1 } = control;
      const both = (a: number, b: number) => [
        [a, b],
        [b, a],
      ];
      return { good: [...control.words, both(0, maximum)], bad: ['x', both(0, maximum + 1)] };
    }
    case 'regularizer': {
      const { maximum = 1 } = control;
      return { good: [{ l1: 0, l2: maximum }], bad: [{ l1: maximum * 2, l2: 0 }, { l1: -1 }] };
    }
    case 'initializer':
      return { good: [{ type: 'zeros' }], bad: ['zeros', {}] };
    case 'schedule':
      return { good: control.types.map((type) => ({ type, params: {} })), bad: [{ type: 'x' }] };
    default:
      return control satisfies never;
  }
}
function numbers(
  control: Extract<FormField['control'], { kind: 'number' | 'tuple' }>,
): ReturnType<typeof edgesOf> {
  const { minimum, maximum, integer } = control;
  const excludes = (side: 'exclusiveMinimum' | 'exclusiveMaximum') =>
    control.kind === 'number' && control[side] === true;
  const good: number[] = [];
  const bad: unknown[] = ['1', null, ...(integer ? [1.5] : [])];
  if (minimum === undefined) good.push(-1e6);
  else (excludes('exclusiveMinimum') ? bad : good).push(minimum);
  if (maximum === undefined) good.push(1e6);
  else (excludes('exclusiveMaximum') ? bad : good).push(maximum);
  if (minimum !== undefined) bad.push(minimum - 1);
  if (maximum !== undefined) bad.push(maximum + 1);
  return { good, bad };
}

describe.each(sections)('forms of %s', (_, registry, summaries) => {
  test('are there for every type', () => {
    expect(summaries.map(({ type }) => type).sort()).toEqual([...registry.keys()].sort());
  });

  test('have one control for each parameter, with the default of the schema', () => {
    for (const { type, form } of summaries) {
      const schema = registry.get(type)?.params as z.ZodType;
      const defaults = schema.parse({}) as Record<string, unknown>;
      expect(form.map(({ key }) => key)).toEqual(Object.keys(defaults));
      for (const { key, default: value } of form)
        expect(schema.parse({ [key]: value }), `${type}.${key}`).toEqual(defaults);
    }
  });

  test('let through what the schema lets through, at every edge', () => {
    for (const { type, form } of summaries) {
      const schema = registry.get(type)?.params as z.ZodType;
      for (const field of form) {
        const { good, bad } = edgesOf(field);
        const accepted = (value: unknown) => schema.safeParse({ [field.key]: value }).success;
        expect([type, field.key, good.filter((v) => !accepted(v))]).toEqual([type, field.key, []]);
        expect([type, field.key, bad.filter(accepted)]).toEqual([type, field.key, []]);
        expect(good.length).toBeGreaterThan(0);
      }
    }
  });

  test('say what each parameter is, once, and when it applies', () => {
    for (const { type, form } of summaries) {
      expect(new Set(form.map(({ title }) => title)).size, type).toBe(form.length);
      for (const { title, help, appliesWhen } of form) {
        expect(title).toMatch(/^\S.*\S$|^k$/);
        expect(help).toMatch(/\.$/);
        if (!appliesWhen) continue;
        const other = form.find(({ key }) => key === appliesWhen.key);
        expect(other, `${type}: ${appliesWhen.key}`).toBeDefined();
        for (const value of appliesWhen.values)
          expect(registry.get(type)?.params.safeParse({ [appliesWhen.key]: value }).success).toBe(
            true,
          );
      }
    }
  });
});

describe('the palette', () => {
  test('has every type under its name, ReLU among the activations, and no key twice', () => {
    const keys = all.palette.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    // A placeholder comes from a file alone.
    for (const [type, { name }] of nodeTypes)
      if (type === 'placeholder') expect(keys).not.toContain(type);
      else
        expect(all.palette.find(({ key }) => key === type)).toMatchObject({
          type,
          name,
          params: {},
        });
    const names = all.palette.map(({ name }) => name.en);
    expect(new Set(names).size).toBe(names.length);
    expect(all.palette.find(({ name }) => name.en === 'ReLU')).toMatchObject({
      key: 'relu',
      type: 'activation',
      params: { activation: 'relu' },
      category: 'activation',
    });
  });

  test('gives params that every type takes', () => {
    for (const { type, params } of all.palette)
      expect(nodeTypes.get(type)?.params.safeParse(params).success, type).toBe(true);
  });

  test('keeps categories together, in the order in which networks are built', () => {
    const categories = all.palette.map(({ category }) => category);
    const runs = categories.filter((category, i) => category !== categories[i - 1]);
    expect(new Set(runs).size).toBe(runs.length);
    expect(runs[0]).toBe('data');
    expect(runs.at(-1)).toBe('loss');
    expect(new Set(categories)).toEqual(
      new Set([...nodeTypes.values()].map(({ category }) => category)),
    );
  });
});

describe('the catalogue', () => {
  test('is plain data', () => {
    expect(structuredClone(all)).toEqual(all);
    expect(JSON.parse(JSON.stringify(all.palette))).toEqual(all.palette);
  });

  test('names ports, and the roles of those that the data fill', () => {
    const type = (name: string) => all.nodeTypes.find((one) => one.type === name);
    expect(type('input')?.inputs).toEqual([
      { name: 'field', variadic: false, optional: true, data: 'feature' },
    ]);
    expect(type('add')?.inputs).toEqual([{ name: 'inputs', variadic: true, optional: false }]);
    expect(type('huber')?.form[0]?.control).toEqual({ kind: 'field', role: 'target' });
    expect(type('input')?.form[0]?.control).toEqual({ kind: 'field', role: 'feature' });
  });

  test('knows which types may have weights', () => {
    const having = all.nodeTypes.filter(({ hasWeights }) => hasWeights).map(({ type }) => type);
    expect(having.sort()).toEqual(['batchNormalization', 'conv2d', 'dense', 'residual']);
  });

  test('has data sets that open as it says', async () => {
    for (const { source, fields, samples } of all.datasets) {
      const dataset = await openDataset(memoryPlatform(), { source });
      expect(dataset.fields).toEqual(fields);
      expect(dataset.train.size).toBe(samples.training);
      expect(dataset.test?.size ?? 0).toBe(samples.test);
    }
    expect(all.datasets.map(({ source }) => source)).toContain('builtin:digits');
  });

  test('has formats and an empty document', () => {
    expect(all.formats.map(({ type }) => type)).toEqual([...formats.keys()]);
    expect(all.formats.find(({ type }) => type === 'safetensors')).toMatchObject({
      reads: true,
      writes: true,
    });
    expect(checkProject(all.emptyProject)).toEqual({ project: all.emptyProject });
    expect(all.emptyProject.nodes).toEqual([]);
  });
});
