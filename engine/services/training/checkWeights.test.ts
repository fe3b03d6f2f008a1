/** A weights file is judged before the document takes it: what a run would refuse is refused at once. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeSafetensors } from '../../formats/safetensors.ts';
import type { Project } from '../../graph/document/schema.ts';
import { digitsProject } from '../../testing/digitsProject.ts';
import { storePlatform } from '../../testing/storePlatform.ts';
import { trainingService } from './service.ts';

const platform = storePlatform();
const service = trainingService(platform, { runsDirectory: 'runs' });
const path = 'given.safetensors';
const withWeights = (project: Project): Project => ({
  ...project,
  training: { ...project.training, initialWeights: { path } },
});
const put = (name: string, shape: readonly number[]) => {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
  platform.files.set(path, writeSafetensors([{ name, shape, dtype: 'F32', data }]));
};
const check = (project: Project) => service.checkWeights(withWeights(project));

beforeAll(async () => {
  await service.openData(digitsProject());
});
afterAll(() => service.close());

it('weights of this network, some or all of them', async () => {
  put('scores/bias', [10]);
  expect(await check(digitsProject())).toEqual({ ok: true, value: null });
  expect(await service.checkWeights(digitsProject())).toEqual({ ok: true, value: null });
});

it.each([
  ['of another network', 'fc/bias', [10], 'weights-missing'],
  ['of another size', 'scores/bias', [12], 'weights-do-not-fit'],
] as const)('weights %s are refused', async (_, name, shape, code) => {
  put(name, shape);
  expect(await check(digitsProject())).toMatchObject({ ok: false, error: { code } });
});

it('a file that is none is refused, even where the network is not whole', async () => {
  const { nodes, ...rest } = digitsProject();
  const unfinished = { ...rest, nodes: nodes.filter(({ id }) => id !== 'pool') };
  put('fc/bias', [10]);
  expect(await check(unfinished)).toMatchObject({ ok: true });
  platform.files.set(path, new TextEncoder().encode('garbage'));
  const refused = await check(unfinished);
  expect(refused.ok).toBe(false);
  platform.files.delete(path);
  expect(await check(unfinished)).toMatchObject({ error: { code: 'file-not-found' } });
});
