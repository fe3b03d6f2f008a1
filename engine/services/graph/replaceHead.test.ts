import { expect, test } from 'vitest';
import type { Field } from '../../data/types.ts';
import { inferNetwork } from '../../graph/infer/infer.ts';
import { read } from '../../testing/onnx/imported.ts';
import {
  classField,
  picture,
  type SketchNodes,
  sketch,
  valueField,
  vector,
} from '../../testing/sketch.ts';
import { replaceHead } from './replaceHead.ts';

const nodes: SketchNodes = {
  x: ['input'],
  body: ['dense', { units: 5, activation: 'relu' }],
  old: ['dense', { units: 7, activation: 'sigmoid' }],
  s: ['activation', { activation: 'softmax' }],
  y: ['output'],
};
const drawn = sketch(nodes, ['x > body > old > s > y']);
const issuesOf = (project: typeof drawn, fields: readonly Field[]) =>
  inferNetwork(project, fields).issues.map(({ code }) => code);

test('the last layer has an output for each class, a new name, and no activation behind it', () => {
  const fields = [vector(4), classField(3)];
  const project = replaceHead(drawn, fields, { freeze: true });
  expect(issuesOf(project, fields)).toEqual([]);
  expect(project.nodes.map(({ label, type, trainable }) => [label, type, trainable])).toEqual([
    ['x', 'input', false],
    ['body', 'dense', false],
    ['Head', 'dense', true],
    ['y', 'output', false],
    ['Crossentropy', 'sparseCategoricalCrossentropy', true],
  ]);
  expect(project.nodes[2]?.params).toMatchObject({ units: 3, activation: 'linear' });
  const network = inferNetwork(project, fields);
  expect(network.trainableParameters).toBe(5 * 3 + 3);
});

test('a target of numbers gets as many outputs and a squared error', () => {
  const fields = [vector(4), valueField([2])];
  const project = replaceHead(drawn, fields, { freeze: false });
  expect(issuesOf(project, fields)).toEqual([]);
  expect(project.nodes.find(({ label }) => label === 'Head')?.params).toMatchObject({ units: 2 });
  expect(project.nodes.every(({ trainable }) => trainable)).toBe(true);
});

test('a loss that is there already stays', () => {
  const { s: _, ...rest } = nodes;
  const before = sketch({ ...rest, l: ['sparseCategoricalCrossentropy'] }, [
    'x > body > old > y',
    'old > l',
  ]);
  const project = replaceHead(before, [vector(4), classField(4)], { freeze: false });
  expect(
    project.nodes.map(({ type }) => type).filter((type) => /rossentropy/.test(type)),
  ).toHaveLength(1);
  expect(issuesOf(project, [vector(4), classField(4)])).toEqual([]);
});

test('of an imported network all but the head is frozen', async () => {
  const { project } = await read('resnet18');
  const fields = [picture(32, 32, 3), classField(4)];
  const network = inferNetwork(replaceHead(project, fields, { freeze: true }), fields);
  expect(network.issues).toEqual([]);
  expect(network.trainableParameters).toBe(16 * 4 + 4);
});

test('what cannot be replaced is said', async () => {
  expect(() => replaceHead(drawn, null, { freeze: false })).toThrow(/target/);
  expect(() => replaceHead(drawn, [vector(4)], { freeze: false })).toThrow(/target/);
  const bare = sketch({ x: ['input'], y: ['output'] }, ['x > y']);
  const fields = [vector(4), classField(3)];
  expect(() => replaceHead(bare, fields, { freeze: false })).toThrow(/Dense or Conv2D/);
});
