import { expect, test } from 'vitest';
import { readSafetensors } from '../../formats/safetensors.ts';
import { listWeights } from '../../graph/lower/state.ts';
import { bytesOfFile } from '../../testing/onnx/imported.ts';
import { importModel } from './importModel.ts';

const file = (name: string) => ({
  name: `models/${name}`,
  bytes: bytesOfFile(name),
  openBeside: null,
});

test('a model is laid out from left to right, in rows, and begins with its weights', async () => {
  const { project, network, weights, parameters } = await importModel(
    file('inception.onnx'),
    'inception.safetensors',
  );
  expect(project.name).toBe('inception');
  expect(project.training.initialWeights).toEqual({ path: 'inception.safetensors' });
  const at = new Map(project.nodes.map(({ id, position }) => [id, position]));
  const corners = [...at.values()].map(({ x, y }) => `${x} ${y}`);
  expect(new Set(corners).size).toBe(project.nodes.length);
  for (const { from, to } of project.edges) {
    const [start, end] = [at.get(from.node), at.get(to.node)];
    if (!start || !end) throw new Error('a wire leads nowhere');
    expect(end.x > start.x || (end.x === 0 && end.y > start.y)).toBe(true);
  }
  const { tensors } = readSafetensors(weights, 'inception.safetensors');
  const wanted = listWeights(network).map(({ exportName, type }) => [exportName, type.shape]);
  expect([...tensors].map(([name, { shape }]) => [name, shape]).sort()).toEqual(wanted.sort());
  expect(parameters).toBe(network.parameters);
});

test('a file of weights alone, and one of nothing known, are refused', async () => {
  const weights = importModel(file('mlp.safetensors'), 'w.safetensors');
  await expect(weights).rejects.toMatchObject({ code: 'format-no-network' });
  const text = { name: 'notes.txt', bytes: new TextEncoder().encode('notes'), openBeside: null };
  await expect(importModel(text, 'w.safetensors')).rejects.toMatchObject({
    code: 'format-unknown',
  });
});
