/** Networks that PyTorch exported: each evaluates as PyTorch and onnxruntime do, and trains further. */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { blockingIssues } from '../../graph/infer/infer.ts';
import { expectClose } from '../close.ts';
import { onnxRunner } from '../onnxRunner.ts';
import { targets } from '../targets.ts';
import {
  bytesOfFile,
  inferImported,
  inOurOrder,
  predict,
  read,
  samplesOf,
  type Tensor,
} from './imported.ts';
import { train, withLosses } from './training.ts';

const names = readdirSync(new URL('./files/', import.meta.url))
  .filter((file) => file.endsWith('.onnx'))
  .map((file) => file.slice(0, -'.onnx'.length));
/** Holds an operator without a layer. */
const UNKNOWN = 'unknown';
const known = names.filter((name) => name !== UNKNOWN);
const wasm = targets.find(({ name }) => name === 'wasm') as (typeof targets)[number];

/** |Δ| ≤ 1e-4·max(1, max|y|). */
function expectSame(what: string, found: ArrayLike<number>, expected: ArrayLike<number>): void {
  const largest = Array.from(expected, Math.abs).reduce((a, b) => Math.max(a, b), 1);
  expectClose(what, found, expected, { relative: 0, absolute: 1e-4 * largest });
}

const same = (a: ArrayLike<number> = [], b: ArrayLike<number> = []): boolean =>
  a.length === b.length && Array.from(a).every((value, i) => value === b[i]);

test('there are at least 12 networks, and they are small', () => {
  expect(known.length).toBeGreaterThanOrEqual(12);
  const bytes = names.flatMap((name) => [`${name}.onnx`, `${name}.safetensors`].map(bytesOfFile));
  expect(bytes.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(1.5e6);
});

describe.each(known)('%s', (name) => {
  const samples = samplesOf(name);

  test('has no issue but the missing loss', async () => {
    const network = inferImported(await read(name), samples);
    expect(network.issues.map(({ code }) => code)).toEqual(['no-loss']);
  });

  test('evaluates as PyTorch and onnxruntime do', async () => {
    const model = await read(name);
    const found = predict(model, inferImported(model, samples), samples);
    const runnable = await onnxRunner.open(bytesOfFile(`${name}.onnx`), new Map());
    const feed = model.inputs.map(({ name: input }) => {
      const { shape, values } = samples.get(input) as Tensor;
      return [input, { dims: shape, data: Float32Array.from(values) }] as const;
    });
    const others = await runnable.run(new Map(feed));
    await runnable.close();
    for (const output of model.outputs) {
      const mine = found.get(output.name) ?? [];
      const given = samples.get(output.name) as Tensor;
      expectSame('PyTorch', mine, inOurOrder(given, output).values);
      const { dims = [], data = [] } = others.get(output.name) ?? {};
      expectSame('onnxruntime', mine, inOurOrder({ shape: dims, values: data }, output).values);
    }
  });

  test('trains 20 steps with falling loss', async () => {
    const model = await read(name);
    const project = withLosses(model);
    const { losses, before, after } = await train(wasm, model, samples, project, 20);
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(losses.at(-1)).toBeLessThan(losses[0] as number);
    const still = Object.keys(after).filter((key) => same(after[key], before[key]));
    expect(still).toEqual([]);
  });
});

test('frozen layers keep their weights and statistics while a head learns', async () => {
  const model = await read('resnet18');
  const samples = samplesOf('resnet18');
  const project = withLosses(model, (label) => label !== 'Gemm 12');
  const { losses, before, after } = await train(wasm, model, samples, project, 20);
  expect(losses.at(-1)).toBeLessThan(losses[0] as number);
  const head = project.nodes.find(({ label }) => label === 'Gemm 12')?.id;
  const changed = Object.keys(after).filter((key) => !same(after[key], before[key]));
  expect(changed).toEqual([`${head}/kernel`, `${head}/bias`]);
});

test('an operator without a layer is a placeholder that says so, and all else is there', async () => {
  const model = await read(UNKNOWN);
  const network = inferImported(model, samplesOf(UNKNOWN));
  const blocking = blockingIssues(network).filter(({ code }) => code !== 'no-loss');
  expect(blocking).toMatchObject([
    { code: 'placeholder-operator', values: { layer: 'norm', operator: 'InstanceNormalization' } },
  ]);
  expect(model.project.nodes.map(({ label, type }) => [label, type])).toEqual([
    ['input0', 'input'],
    ['conv', 'conv2d'],
    ['Relu', 'activation'],
    ['norm', 'placeholder'],
    ['Flatten', 'flatten'],
    ['head', 'dense'],
    ['output0', 'output'],
  ]);
  const placeholder = model.project.nodes.find(({ type }) => type === 'placeholder');
  const attributes: unknown = JSON.parse(String(placeholder?.params.attributes));
  expect(attributes).toMatchObject({ epsilon: expect.closeTo(1e-5, 9) });
  expect(model.operators.find(({ placeholders }) => placeholders > 0)).toMatchObject({
    operator: 'InstanceNormalization',
    count: 1,
  });
});
