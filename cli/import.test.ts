/** `netloom import` as a process: a model in, a project and its weights on disk out, and what then can be done with them. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseProject } from '../engine/index.ts';
import { runCli } from './testing/runCli.ts';

const models = 'engine/testing/onnx/files';
let folder: string;
const file = (name: string) => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'netloom-import-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a model becomes a project that is laid out and begins with its weights', async () => {
  const { code, stdout } = await runCli([
    'import',
    `${models}/residual.onnx`,
    '--out',
    file('r.netloom'),
  ]);
  expect(code).toBe(0);
  expect(stdout).toContain('pytorch 1.13.0');
  expect(stdout).toMatch(/Conv +4 +Conv2D/);
  expect(stdout).toContain('0 placeholders');
  const result = parseProject(readFileSync(file('r.netloom'), 'utf8'));
  if ('issues' in result) throw new Error(JSON.stringify(result.issues));
  const { name, nodes, training } = result.project;
  expect(name).toBe('residual');
  expect(training.initialWeights).toEqual({ path: 'r.safetensors' });
  const places = nodes.map(({ position }) => `${position.x} ${position.y}`);
  expect(new Set(places).size).toBe(nodes.length);
});

test('a placeholder is named, in words and as JSON', async () => {
  const out = file('u.netloom');
  const words = await runCli(['import', `${models}/unknown.onnx`, '--out', out]);
  expect(words.code).toBe(0);
  expect(words.stdout).toContain('"norm" stands for the operator InstanceNormalization');
  const again = ['import', `${models}/unknown.onnx`, '--out', out, '--json'];
  expect(await runCli(again)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('exists already'),
  });
  const [json] = (await runCli([...again, '--overwrite'])).lines();
  expect(json).toMatchObject({ event: 'import', nodes: 7, placeholders: 1, project: out });
});

test('an imported network predicts and is looked into without a loss; training asks for one', async () => {
  await runCli(['import', `${models}/lenet.onnx`, '--out', file('l.netloom')]);
  const given = [file('l.netloom'), '--data', 'builtin:digits'];
  const weights = ['--weights', file('l.safetensors')];
  const predicted = await runCli(['predict', ...given, ...weights, '--limit', '2', '--json']);
  expect(predicted).toMatchObject({ code: 0, stderr: '' });
  expect(predicted.lines()).toHaveLength(2);
  const probed = await runCli(['probe', ...given, ...weights, '--node', 'Conv 0', '--sample', '0']);
  expect(probed.stdout).toContain('28 × 28 × 6');
  for (const command of ['train', 'evaluate'])
    expect(
      await runCli([command, ...given, ...(command === 'train' ? [] : weights)]),
    ).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('The network has no loss'),
    });
});

test('an imported network is given a loss and data, trains further, and is exported again', async () => {
  await runCli(['import', `${models}/mlp.onnx`, '--out', file('m.netloom')]);
  const rows = Array.from({ length: 40 }, (_, i) => {
    const values = Array.from({ length: 12 }, (_, c) => ((i * 7 + c * 3) % 11) / 11);
    return [...values, ['a', 'b', 'c'][i % 3]].join(',');
  });
  const header = [...Array.from({ length: 12 }, (_, c) => `x${c}`), 'kind'].join(',');
  writeFileSync(file('rows.csv'), `${[header, ...rows].join('\n')}\n`);
  const project = JSON.parse(readFileSync(file('m.netloom'), 'utf8'));
  const scores = project.edges.find(
    (edge: { to: { node: string } }) =>
      project.nodes.find(({ id }: { id: string }) => id === edge.to.node)?.type === 'output',
  ).from;
  project.nodes.push({ id: 'loss', type: 'sparseCategoricalCrossentropy', label: 'loss' });
  project.edges.push({ id: 'el', from: scores, to: { node: 'loss', port: 'prediction' } });
  writeFileSync(file('m.netloom'), JSON.stringify(project));
  const data = ['--data', file('rows.csv'), '--target', 'kind'];
  const weights = ['--weights', file('m.safetensors')];
  const before = await runCli([
    'evaluate',
    file('m.netloom'),
    ...data,
    ...weights,
    '--part',
    'train',
    '--json',
  ]);
  expect(before.code, before.stderr).toBe(0);
  const trained = await runCli([
    ...['train', file('m.netloom'), ...data, '--epochs', '8', '--learning-rate', '0.01'],
    ...['--out', file('trained.safetensors')],
  ]);
  expect(trained.code, trained.stderr).toBe(0);
  const after = await runCli([
    ...['evaluate', file('m.netloom'), ...data, '--part', 'train', '--json'],
    ...['--weights', file('trained.safetensors')],
  ]);
  const loss = (result: typeof before) => Number(result.lines()[0]?.loss);
  expect(loss(after)).toBeLessThan(loss(before));
  const exported = await runCli([
    ...['export', file('m.netloom'), ...data, '--format', 'onnx'],
    ...['--weights', file('trained.safetensors'), '--out', file('again.onnx')],
  ]);
  expect(exported.stdout, exported.stderr).toContain('Same outputs');
});

test('weights beside the model are read, but none that a link leads to elsewhere', async () => {
  mkdirSync(file('inside'));
  const exported = ['export', 'assets/projects/mlp.netloom', '--format', 'onnx'];
  const trained = ['--out', file('mlp.safetensors'), '--epochs', '1', '--data', 'builtin:digits'];
  await runCli(['train', 'assets/projects/mlp.netloom', ...trained]);
  const written = await runCli([
    ...[...exported, '--weights', file('mlp.safetensors')],
    ...['--out', file('inside/mlp.onnx'), '--external-above', '0'],
  ]);
  expect(written.code, written.stderr).toBe(0);
  const model = file('inside/mlp.onnx');
  const read = await runCli(['import', model, '--out', file('e.netloom'), '--json']);
  expect(read.lines()[0]).toMatchObject({ placeholders: 0 });
  const beside = file('inside/mlp.onnx.data');
  const elsewhere = file('elsewhere.data');
  writeFileSync(elsewhere, readFileSync(beside));
  rmSync(beside);
  const missing = await runCli(['import', model, '--out', file('f.netloom')]);
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('mlp.onnx.data') });
  symlinkSync(elsewhere, beside);
  const linked = await runCli(['import', model, '--out', file('f.netloom')]);
  expect(linked).toMatchObject({ code: 1, stderr: expect.stringContaining('out of the folder') });
});

test.runIf(process.platform !== 'win32')(
  'a named pipe is refused rather than waited for',
  async () => {
    execFileSync('mkfifo', [file('pipe.onnx')]);
    const pipe = await runCli(['import', file('pipe.onnx'), '--out', file('pipe.netloom')]);
    expect(pipe).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('not a file'),
    });
    expect(existsSync(file('pipe.netloom'))).toBe(false);
  },
);
