import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { builtinDatasets } from '../data/builtins.ts';
import type { Field } from '../data/types.ts';
import { parseProject, serializeProject } from './document/parse.ts';
import type { Project } from './document/schema.ts';
import { blockingIssues, inferNetwork } from './infer/infer.ts';
import { lowerNetwork } from './lower/lower.ts';

const folder = new URL('../../assets/projects/', import.meta.url);
function readProject(file: string): Project {
  const result = parseProject(readFileSync(new URL(file, folder), 'utf8'));
  if ('issues' in result) throw new Error(JSON.stringify(result.issues));
  return result.project;
}
const classes = (n: number) => Array.from({ length: n }, (_, i) => `class ${i}`);
const pictures = (...shape: number[]): readonly Field[] => [
  { name: 'image', dtype: 'f32', shape, role: 'feature' },
  { name: 'label', dtype: 'i32', shape: [], role: 'target', classes: classes(10) },
];
const columns = (n: number, target: Partial<Field>): readonly Field[] => [
  { name: 'features', dtype: 'f32', shape: [n], role: 'feature' },
  { name: 'y', dtype: 'f32', shape: [], role: 'target', ...target },
];
/** Parameters as counted by hand: weights and running statistics. */
const projects: Record<
  string,
  { fields: readonly Field[]; parameters: number; trainable?: number }
> = {
  'mlp.netloom': { fields: pictures(28, 28, 1), parameters: 784 * 128 + 128 + 1290 },
  'lenet5.netloom': { fields: pictures(28, 28, 1), parameters: 61_706 },
  'convnet.netloom': {
    fields: pictures(28, 28, 1),
    parameters: 9 * 32 + 4 * 32 + 9 * 32 * 64 + 4 * 64 + 3136 * 10 + 10,
    trainable: 9 * 32 + 2 * 32 + 9 * 32 * 64 + 2 * 64 + 3136 * 10 + 10,
  },
  'resnet20.netloom': {
    fields: pictures(32, 32, 3),
    // PyTorch counts 272,282 in this network; two running statistics for each of 688 channels come on top.
    parameters: 272_282 + 2 * 688,
    trainable: 272_282,
  },
  'iris.netloom': { fields: columns(4, { dtype: 'i32', classes: classes(3) }), parameters: 131 },
  'penguins.netloom': {
    fields: columns(9, { dtype: 'i32', classes: classes(3) }),
    parameters: 9 * 16 + 16 + 51,
  },
  'mpg.netloom': { fields: columns(9, {}), parameters: 9 * 64 + 64 + 64 * 65 + 65 },
  'regression.netloom': {
    fields: columns(10, { shape: [1] }),
    parameters: 10 * 64 + 64 + 64 * 65 + 65,
  },
};

/** Where the project names built-in data, their real fields; else made-up ones. */
const fieldsOf = ({ data }: Project, made: readonly Field[]): readonly Field[] => {
  const { source, options } = data;
  if (typeof source !== 'string') return made;
  const dataset = builtinDatasets.get(source.replace('builtin:', ''))?.open(options);
  if (!dataset) throw new Error(`There are no data ${source}.`);
  return dataset.fields;
};

test('every example project has its case', () => {
  const files = readdirSync(folder).filter((file) => file.endsWith('.netloom'));
  expect(files.sort()).toEqual(Object.keys(projects).sort());
});

describe.each(Object.entries(projects))('%s', (file, { fields, parameters, trainable }) => {
  const project = readProject(file);

  test('has no issues with the data it names', () => {
    expect(inferNetwork(project, fieldsOf(project, fields)).issues).toEqual([]);
  });

  test('has no issues with data of these shapes and the right number of parameters', () => {
    const network = inferNetwork(project, fields);
    expect(network.issues).toEqual([]);
    expect(network.parameters).toBe(parameters);
    expect(network.trainableParameters).toBe(trainable ?? parameters);
  });

  test('is at most unfinished without data', () => {
    const network = inferNetwork(project, null);
    expect(network.issues.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(blockingIssues(network).length).toBeGreaterThan(0);
  });

  test('survives saving and loading', () => {
    expect(parseProject(serializeProject(project))).toEqual({ project });
  });

  test('lowers to every kind of Program', () => {
    const network = lowerNetwork(inferNetwork(project, fields));
    const step = network.trainStep(0, 0, 4);
    expect(network.trainStep(0, 0, 4)).toBe(step);
    const outputs = step.program.outputs.map(({ name }) => name);
    expect(outputs.slice(0, 2)).toEqual(['loss', 'finite']);
    expect(network.evaluation(5).program.outputs.map(({ name }) => name)).toContain('lossSum');
    expect(network.prediction(2).program.outputs[0]?.name).toBe('output:output');
    expect(network.probe(['output'], 1).program.outputs[0]?.name).toBe('probe:output:output');
    const params = new Set(network.state.map(({ name }) => name));
    for (const { param } of step.program.updates) expect(params).toContain(param);
    expect(params.size).toBe(network.state.length);
  });
});
