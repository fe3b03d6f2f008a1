/** Verdicts: what is proven, what is refused and why, and what users of a model are told in it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { referenceBackend } from '../../backends/reference/index.ts';
import { decodeModel } from '../../formats/onnx/protoDecode.ts';
import { checkProject } from '../../graph/document/parse.ts';
import type { Project } from '../../graph/document/schema.ts';
import type { ModelRunner, ModelTensor } from '../../platform.ts';
import { digitsProject } from '../../testing/digitsProject.ts';
import { memoryPlatform } from '../../testing/memoryPlatform.ts';
import { bytesOfFile, plainOptions } from '../../testing/modelCheck.ts';
import { onnxRunner } from '../../testing/onnxRunner.ts';
import { openRun, type Run } from '../run.ts';
import { prepareExport } from './prepare.ts';
import { sourceOfRun, sourceWithoutData, standsAlone } from './source.ts';
import type { ExportOptions, ExportSource } from './types.ts';

const computing = { backend: referenceBackend, threads: 1 };
let run: Run;
let source: ExportSource;
beforeAll(async () => {
  const project = digitsProject({ data: { train: 64, test: 40 } });
  run = await openRun(memoryPlatform(), { project, ...computing });
  source = sourceOfRun(run, computing);
});
afterAll(() => run.close());

/** Prepares, and checks what was prepared. */
async function check(
  runner: ModelRunner,
  options: Partial<ExportOptions> = {},
  { type = 'onnx', spoil = (bytes: Uint8Array) => bytes } = {},
) {
  const prepared = prepareExport(source, type, 'net.onnx', { ...plainOptions, ...options });
  const files = new Map(prepared.files.map((part) => [part.suffix, spoil(bytesOfFile(part))]));
  const progress: (readonly [number, number])[] = [];
  const verdict = await prepared.check(async (suffix) => files.get(suffix) as Uint8Array, {
    runner,
    onProgress: (done, of) => {
      progress.push([done, of]);
    },
  });
  return { verdict, progress, prepared };
}
/** Another program that computes something else. */
const changing = (
  change: (outputs: ReadonlyMap<string, ModelTensor>) => ReadonlyMap<string, ModelTensor>,
): ModelRunner => ({
  name: 'another program',
  open: async (model, beside) => {
    const opened = await onnxRunner.open(model, beside);
    return { ...opened, run: async (inputs) => change(await opened.run(inputs)) };
  },
});
const firstNumber = (change: (value: number) => number) =>
  changing((outputs) => {
    for (const { data } of outputs.values()) data[3] = change(data[3] as number);
    return outputs;
  });

describe('a model', () => {
  test('is run on the held-out samples', async () => {
    const { verdict, progress, prepared } = await check(onnxRunner);
    expect(verdict).toEqual({
      kind: 'same-outputs',
      runner: expect.stringMatching(/^onnxruntime-web [\d.]+$/),
      difference: {
        samples: 40,
        largest: expect.any(Number),
        ofTolerance: expect.any(Number),
        changed: 0,
      },
    });
    expect(progress).toEqual([
      [32, 40],
      [40, 40],
    ]);
    expect(prepared.tensors).toBe(8);
    expect(prepared.parameters).toBe(9 * 4 + 4 + 4 * 4 + 7 * 7 * 4 * 10 + 10);
  });

  test('with its weights beside it is run with them', async () => {
    const { verdict, prepared } = await check(onnxRunner, { externalAbove: 0 });
    expect(prepared.files.map(({ suffix }) => suffix)).toEqual(['', '.data']);
    expect(verdict.kind).toBe('same-outputs');
  });

  test.each([
    [12, 36],
    [64, 64],
  ])('that takes %i samples at once is given so many', async (batch, samples) => {
    const { verdict } = await check(onnxRunner, { batch });
    expect(verdict).toMatchObject({ kind: 'same-outputs', difference: { samples } });
  });

  test('in half precision is told about rather than judged', async () => {
    const { verdict } = await check(onnxRunner, { precision: 'f16' });
    expect(verdict.kind).toBe('half-precision');
    const changed = firstNumber((value) => 1 - value);
    expect((await check(changed, { precision: 'f16' })).verdict).toMatchObject({
      kind: 'half-precision',
      difference: { largest: expect.any(Number), changed: expect.any(Number) },
    });
  });

  test.each<[string, ModelRunner, Partial<ExportOptions>, string]>([
    ['gives another number', firstNumber((value) => value + 2e-4), {}, 'model-output-differs'],
    ['gives no number', firstNumber(() => Number.NaN), {}, 'model-output-differs'],
    [
      'overflows in half precision',
      firstNumber(() => Number.POSITIVE_INFINITY),
      { precision: 'f16' },
      'model-output-differs',
    ],
    ['gives nothing', changing(() => new Map()), {}, 'model-output-differs'],
    [
      'gives another shape',
      changing(
        (outputs) =>
          new Map([...outputs].map(([name, { data }]) => [name, { dims: [data.length], data }])),
      ),
      {},
      'model-output-differs',
    ],
    [
      'cannot be run',
      changing(() => {
        throw new Error('out of memory');
      }),
      {},
      'model-refused',
    ],
    [
      'is refused',
      { name: 'another program', open: () => Promise.reject(new Error('unknown operator')) },
      {},
      'model-refused',
    ],
  ])('that %s is not kept', async (_, runner, options, code) => {
    await expect(check(runner, options)).rejects.toMatchObject({ code });
  });

  test('that was damaged on its way is not kept', async () => {
    const half = { spoil: (bytes: Uint8Array) => bytes.subarray(0, bytes.length / 2) };
    await expect(check(onnxRunner, {}, half)).rejects.toMatchObject({ code: 'model-refused' });
  });

  test('stops being checked when that is cancelled', async () => {
    const prepared = prepareExport(source, 'onnx', 'net.onnx', plainOptions);
    const model = bytesOfFile(prepared.files[0] as NonNullable<(typeof prepared.files)[0]>);
    const controller = new AbortController();
    const checking = prepared.check(async () => model, {
      runner: onnxRunner,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    });
    await expect(checking).rejects.toThrow('enough');
  });

  test('tells who uses it what the classes are called and what the data went through', () => {
    const { files } = prepareExport(source, 'onnx', 'net.onnx', plainOptions);
    const bytes = bytesOfFile(files[0] as NonNullable<(typeof files)[0]>);
    const entries = decodeModel(bytes, 'net').metadataProps;
    expect(entries.map(({ key, value }) => [key, JSON.parse(value ?? '')])).toEqual([
      ['classes', ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']],
      ['inputs', { image: { field: 'image', preparation: { kind: 'pictures', divideBy: 255 } } }],
      ['layout', 'nchw'],
    ]);
  });
});

describe('weights', () => {
  const readBack = { type: 'safetensors' };
  test('are read back', async () => {
    const { verdict } = await check(onnxRunner, {}, readBack);
    expect(verdict).toEqual({ kind: 'read-back', tensors: 8 });
  });
  test('that were damaged on their way are not kept', async () => {
    const flipped = (bytes: Uint8Array) => {
      const last = bytes.length - 1;
      bytes[last] = (bytes[last] as number) ^ 1;
      return bytes;
    };
    await expect(check(onnxRunner, {}, { ...readBack, spoil: flipped })).rejects.toMatchObject({
      code: 'export-differs',
    });
  });
  test('that are not finite are not written', () => {
    const [first, ...rest] = source.weights.tensors;
    const broken = { ...first, data: Float32Array.of(Number.NaN) } as typeof first;
    const weights = { ...source.weights, tensors: [broken, ...rest] as typeof rest };
    for (const type of ['onnx', 'safetensors'])
      expect(() => prepareExport({ ...source, weights }, type, 'x', plainOptions)).toThrow(
        expect.objectContaining({ code: 'weights-not-finite' }),
      );
  });
  test('are not written in a format that nobody knows', () => {
    expect(() => prepareExport(source, 'onnx-of-tomorrow', 'x', plainOptions)).toThrow(
      expect.objectContaining({ code: 'format-unknown' }),
    );
  });
});

describe('a project without data', () => {
  const node = (id: string, type: string, params = {}) => ({ id, type, label: id, params });
  const link = (from: string, to: string) => ({
    id: `${from}-${to}`,
    from: { node: from, port: 'output' },
    to: { node: to, port: 'input' },
  });
  const drawn = (more: object[] = []): Project => {
    const result = checkProject({
      format: 'netloom',
      version: 1,
      nodes: [
        node('in', 'input', { shape: [3], field: 'anything' }),
        node('d', 'dense', { units: 2 }),
        node('out', 'output'),
        ...more,
      ],
      edges: [link('in', 'd'), link('d', 'out')],
    });
    if ('issues' in result) throw new Error(JSON.stringify(result.issues));
    return result.project;
  };
  const tensors = new Map([
    ['d/kernel', { shape: [3, 2], values: Float32Array.of(1, 2, 3, 4, 5, 6) }],
    ['d/bias', { shape: [2], values: Float32Array.of(0.5, -0.5) }],
  ]);

  test('is proven on random numbers', async () => {
    const alone = sourceWithoutData(drawn(), tensors, 'weights', computing);
    const { files, check: prove } = prepareExport(alone, 'onnx', 'net.onnx', plainOptions);
    const bytes = bytesOfFile(files[0] as NonNullable<(typeof files)[0]>);
    expect(await prove(async () => bytes, { runner: onnxRunner })).toMatchObject({
      kind: 'same-outputs',
      difference: { samples: 256, changed: null },
    });
    expect(decodeModel(bytes, 'net').metadataProps).toEqual([]);
  });
  test('stands alone only without losses', () => {
    expect(standsAlone(drawn())).toBe(true);
    expect(standsAlone(drawn([node('l', 'meanSquaredError')]))).toBe(false);
    expect(standsAlone(digitsProject())).toBe(false);
  });
  test('needs all its weights, and layers that hold together', () => {
    const without = new Map([...tensors].slice(1));
    expect(() => sourceWithoutData(drawn(), without, 'weights', computing)).toThrow(
      expect.objectContaining({ code: 'weights-missing', place: 'weights' }),
    );
    const broken = drawn([node('p', 'placeholder', { operator: 'Loop', inputs: 0 })]);
    expect(() => sourceWithoutData(broken, tensors, 'weights', computing)).toThrow(
      expect.objectContaining({ code: 'project-has-issues', place: 'p' }),
    );
  });
});
