/** Whole networks: orders of elements meet, weights are shared and folded, names stay, and the file is the same each time. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Field } from '../../../data/types.ts';
import { blockingIssues, inferNetwork } from '../../../graph/infer/infer.ts';
import type { InferredNetwork } from '../../../graph/infer/types.ts';
import { bytesOfFile, checkModel, oddWeights, plainOptions } from '../../../testing/modelCheck.ts';
import { soundProject } from '../../../testing/randomProjects.ts';
import { classField, picture, type SketchNodes, sketch, vector } from '../../../testing/sketch.ts';
import type { ModelOptions } from '../../types.ts';
import { decodeModel } from '../protoDecode.ts';
import { writeOnnx } from './writeOnnx.ts';

const image = [picture(5, 6, 3)];
const network = (
  nodes: SketchNodes,
  wires: readonly string[],
  fields: readonly Field[] = image,
): InferredNetwork => inferNetwork(sketch(nodes, wires), fields);
const conv = (filters: number, more = {}) =>
  ['conv2d', { filters, kernelSize: [3, 3], padding: 'same', ...more }] as const;
const raw = ['output', { as: 'raw' }] as const;
/** Types of the operators, in order. */
const operators = (model: Uint8Array) =>
  decodeModel(model, 'model').graph?.node.map(({ opType }) => opType) ?? [];

const networks: Record<string, InferredNetwork> = {
  'a dense layer behind flattened maps': network(
    { x: ['input'], c: conv(4), f: ['flatten'], d: ['dense', { units: 3 }], y: raw },
    ['x > c > f > d > y'],
  ),
  'what follows flattened maps works element by element': network(
    {
      x: ['input'],
      c: conv(4),
      f: ['flatten'],
      n: ['batchNormalization'],
      a: ['activation', { activation: 'gelu' }],
      s: ['activation', { activation: 'softmax' }],
      d: ['dense', { units: 3 }],
      y: raw,
    },
    ['x > c > f > n > a > s > d > y'],
  ),
  'flattened maps are given in our order': network(
    { x: ['input'], c: conv(4), f: ['flatten'], y: raw },
    ['x > c > f > y'],
  ),
  'flattened maps meet a vector in another order': network(
    {
      x: ['input'],
      c: conv(2),
      f: ['flatten'],
      d: ['dense', { units: 60 }],
      s: ['add'],
      e: ['concat'],
      y: raw,
    },
    ['x > c > f > d > s', 'f > s', 's > e', 'f > e > y'],
  ),
  'flattened maps of one order are added': network(
    { x: ['input'], c: conv(3), f: ['flatten'], g: ['flatten'], s: ['add'], y: raw },
    ['x > c > f > s', 'x > g > s > y'],
  ),
  'a flattened skip is projected by a matrix': network(
    {
      x: ['input'],
      c: conv(4),
      f: ['flatten'],
      d: ['dense', { units: 5 }],
      r: ['residual', { activation: 'relu' }],
      y: raw,
    },
    ['x > c > f > d > r.main', 'f > r.skip', 'r > y'],
  ),
  'pictures come out': network(
    { x: ['input'], c: conv(2, { activation: 'tanh' }), y: ['output', { as: 'softmax' }] },
    ['x > c > y'],
  ),
  'maps are put side by side along every axis': network(
    {
      x: ['input'],
      c: conv(3),
      rows: ['concat', { axis: 0 }],
      columns: ['concat', { axis: 1 }],
      channels: ['concat', { axis: -1 }],
      p: ['globalAveragePooling'],
      q: ['globalAveragePooling'],
      y: raw,
      z: raw,
      w: raw,
    },
    ['x > c', 'c > rows', 'x > rows > p > y', 'c > columns', 'x > columns > q > w'].concat([
      'c > channels',
      'x > channels > z',
    ]),
  ),
  'maps are reshaped in our order, twice': network(
    {
      x: ['input'],
      c: conv(4),
      r: ['reshape', { shape: [4, -1] }],
      n: ['batchNormalization'],
      s: ['reshape', { shape: [10, 3, 4] }],
      d: conv(2),
      v: ['reshape', { shape: [-1] }],
      e: ['dense', { units: 2 }],
      y: raw,
    },
    ['x > c > r > n > s > d > v > e > y'],
  ),
  'axes of maps are swapped': network(
    { x: ['input'], c: conv(4), p: ['permute', { order: [2, 0, 1] }], k: ['clip'], y: raw },
    ['x > c > p > k > y'],
  ),
  'a stride of a residual projection': network(
    {
      x: ['input'],
      c: conv(4, { stride: [2, 3], activation: 'relu' }),
      r: ['residual', { activation: 'elu' }],
      y: raw,
    },
    ['x > c > r.main', 'x > r.skip', 'r > y'],
  ),
  'weights are shared': network(
    {
      x: ['input'],
      c: conv(3),
      again: [...conv(3), { sharesWith: 'c' }],
      f: ['flatten'],
      y: raw,
    },
    ['x > c > again > f > y'],
  ),
  'a layer is switched off and another drops': network(
    {
      x: ['input'],
      c: [...conv(3), { disabled: true }],
      d: ['dropout', { rate: 0.9 }],
      p: ['maxPooling2d'],
      y: raw,
    },
    ['x > c > d > p > y'],
  ),
  'zeros around maps are among those of which the largest is taken': network(
    {
      x: ['input'],
      c: conv(4),
      z: [
        'zeroPadding2d',
        {
          padding: [
            [1, 0],
            [0, 2],
          ],
        },
      ],
      p: ['maxPooling2d'],
      y: raw,
    },
    ['x > c > z > p > y'],
  ),
  'more zeros around maps than the window of a mean is wide': network(
    {
      x: ['input'],
      c: conv(4),
      z: [
        'zeroPadding2d',
        {
          padding: [
            [0, 2],
            [1, 0],
          ],
        },
      ],
      p: ['averagePooling2d'],
      y: raw,
    },
    ['x > c > z > p > y'],
  ),
  'zeros around a picture are among those of which the largest is taken': network(
    {
      x: ['input'],
      z: [
        'zeroPadding2d',
        {
          padding: [
            [1, 1],
            [1, 1],
          ],
        },
      ],
      p: ['maxPooling2d'],
      y: raw,
    },
    ['x > z > p > y'],
  ),
  'what comes in goes out, twice': network({ x: ['input'], y: raw, z: raw }, ['x > y', 'x > z']),
  'two outputs give one value': network({ x: ['input'], c: conv(2), y: raw, z: raw }, [
    'x > c > y',
    'c > z',
  ]),
  'two fields come in': network(
    {
      a: ['input', { field: 'a' }],
      b: ['input', { field: 'b' }],
      d: ['dense', { units: 2 }],
      c: ['concat'],
      y: raw,
    },
    ['a > d > c', 'b > c > y'],
    [vector(3, 'a'), vector(4, 'b')],
  ),
  'class numbers go through': network(
    { x: ['input'], f: ['flatten'], y: raw },
    ['x > f > y'],
    [{ name: 'classes', dtype: 'i32', shape: [2, 3], role: 'feature' }],
  ),
  'without an output node the loss says what is predicted': network(
    {
      x: ['input'],
      f: ['flatten'],
      scores: ['dense', { units: 4 }],
      l: ['sparseCategoricalCrossentropy'],
    },
    ['x > f > scores > l'],
    [...image, classField(4)],
  ),
  'an output gives probabilities where a loss takes scores': network(
    {
      x: ['input'],
      f: ['flatten'],
      scores: ['dense', { units: 4 }],
      l: ['sparseCategoricalCrossentropy'],
      y: ['output'],
    },
    ['x > f > scores > l', 'scores > y'],
    [...image, classField(4)],
  ),
};

const choices: readonly Partial<ModelOptions>[] = [
  { layout: 'nchw' },
  { layout: 'nhwc' },
  { layout: 'nchw', foldBatchNorm: true, batch: 3 },
];
describe.each(choices)('%j', (options) => {
  test.each(Object.entries(networks))('%s', async (_, drawn) => {
    const { difference } = await checkModel(drawn, options);
    expect(difference.ofTolerance).toBeLessThanOrEqual(1);
    expect(difference.changed).toBe(0);
  });
});

test('the comparison would notice a wrong number', async () => {
  const drawn = networks['a dense layer behind flattened maps'] as InferredNetwork;
  const { difference } = await checkModel(drawn, {}, 3, (name, values) => {
    if (name === 'd/kernel') values[7] = (values[7] as number) + 0.001;
  });
  expect(difference.ofTolerance).toBeGreaterThan(1);
});

describe('random networks', () => {
  test('are computed as we compute them', async () => {
    const fields = [picture(8, 8, 1), classField(10)];
    let tried = 0;
    const property = fc.asyncProperty(
      soundProject,
      fc.constantFrom(...choices),
      async (project, options) => {
        const drawn = inferNetwork(project, fields);
        fc.pre(blockingIssues(drawn).length === 0);
        tried++;
        const { difference } = await checkModel(drawn, options);
        expect(difference.ofTolerance).toBeLessThanOrEqual(1);
      },
    );
    await fc.assert(property, { numRuns: 40, seed: 11 });
    expect(tried).toBe(40);
  });
});

describe('a picture network', () => {
  const drawn = network(
    {
      x: ['input', {}, { label: 'Pic/ture' }],
      c: [...conv(4, { useBias: false }), { label: 'c 1' }],
      n1: ['batchNormalization', { epsilon: 0.01 }],
      a1: ['activation'],
      p: ['maxPooling2d'],
      f: ['flatten'],
      d: ['dense', { units: 50, activation: 'silu' }, { label: 'n2/gamma' }],
      n2: ['batchNormalization'],
      y: raw,
    },
    ['x > c > n1 > a1 > p > f > d > n2 > y'],
  );

  test('is turned nowhere but at a boundary that is not channels first', async () => {
    const first = operators((await checkModel(drawn)).model);
    expect(first).toEqual(
      'Conv BatchNormalization Relu MaxPool Flatten Gemm Sigmoid Mul BatchNormalization'.split(' '),
    );
    const last = operators((await checkModel(drawn, { layout: 'nhwc' })).model);
    expect(last).toEqual(['Transpose', ...first]);
  });

  test('loses the batch normalizations that can be folded', async () => {
    const { model, difference } = await checkModel(drawn, { foldBatchNorm: true });
    // The second one follows an activation.
    expect(operators(model)).toEqual(
      'Conv Relu MaxPool Flatten Gemm Sigmoid Mul BatchNormalization'.split(' '),
    );
    expect(difference.ofTolerance).toBeLessThanOrEqual(1);
  });

  test('calls its inputs, outputs, operators and weights as the labels say', async () => {
    const { model } = await checkModel(drawn);
    const graph = decodeModel(model, 'model').graph;
    const names = (list: readonly { readonly name?: string }[] | undefined) =>
      list?.map(({ name }) => name);
    expect(names(graph?.input)).toEqual(['Pic/ture']);
    expect(names(graph?.output)).toEqual(['y']);
    expect(names(graph?.node)).toEqual(
      'c 1|n1|a1|p|f|n2/gamma|n2/gamma/Sigmoid|n2/gamma/Mul|n2'.split('|'),
    );
    // The layer that is called as another's weights are has the name first.
    expect(names(graph?.initializer)).toEqual([
      'c 1/kernel',
      ...['gamma', 'beta', 'runningMean', 'runningVariance'].map((name) => `n1/${name}`),
      'n2/gamma/kernel',
      'n2/gamma/bias',
      'n2/gamma_2',
      ...['beta', 'runningMean', 'runningVariance'].map((name) => `n2/${name}`),
    ]);
    const values = [
      ...(names(graph?.input) ?? []),
      ...(names(graph?.initializer) ?? []),
      ...(graph?.node.flatMap(({ output }) => output) ?? []),
    ];
    expect(new Set(values).size).toBe(values.length);
  });

  test('keeps the batch open, or closed', async () => {
    const dimensions = (model: Uint8Array) =>
      decodeModel(model, 'model').graph?.input[0]?.type?.tensorType?.shape?.dim;
    const sizes = [{ dimValue: 3 }, { dimValue: 5 }, { dimValue: 6 }];
    expect(dimensions((await checkModel(drawn)).model)).toEqual([{ dimParam: 'batch' }, ...sizes]);
    const { model } = await checkModel(drawn, { batch: 3 });
    expect(dimensions(model)).toEqual([{ dimValue: 3 }, ...sizes]);
  });

  test('gives the same bytes each time, metadata in order', () => {
    const tensors = oddWeights(drawn);
    const entries: [string, string][] = [
      ['classes', '["cat"]'],
      ['author', 'me'],
    ];
    const once = (metadata: ReadonlyMap<string, string>) =>
      writeOnnx({ network: drawn, tensors, metadata }, plainOptions).files.map(bytesOfFile);
    const files = once(new Map(entries));
    expect(once(new Map(entries.reverse()))).toEqual(files);
    expect(decodeModel(files[0] as Uint8Array, 'model').metadataProps).toEqual([
      { key: 'author', value: 'me' },
      { key: 'classes', value: '["cat"]' },
      { key: 'layout', value: '"nchw"' },
    ]);
  });

  test('has its large weights beside it when they are too much', async () => {
    const { written, model, difference } = await checkModel(drawn, { externalAbove: 100 });
    expect(difference.ofTolerance).toBeLessThanOrEqual(1);
    expect(written.files.map(({ suffix }) => suffix)).toEqual(['', '.data']);
    const tensors = decodeModel(model, 'model').graph?.initializer ?? [];
    const outside = tensors.filter(({ dataLocation }) => dataLocation === 1);
    expect(outside.map(({ name }) => name)).toEqual(['n2/gamma/kernel']);
    expect(outside[0]?.externalData).toEqual([
      { key: 'location', value: 'model.onnx.data' },
      { key: 'offset', value: '0' },
      { key: 'length', value: String(2 * 3 * 4 * 50 * 4) },
    ]);
  });

  test('in half precision is about as good, and half as large', async () => {
    const { model, difference, written } = await checkModel(drawn, { precision: 'f16' });
    expect(difference.largest).toBeGreaterThan(0);
    expect(difference.largest).toBeLessThan(0.05);
    const graph = decodeModel(model, 'model').graph;
    const types = new Set(graph?.initializer.map(({ dataType }) => dataType));
    expect([...types]).toEqual([10]);
    expect(graph?.input[0]?.type?.tensorType?.elemType).toBe(1);
    expect(graph?.output[0]?.type?.tensorType?.elemType).toBe(1);
    expect(written.outputs.map(({ name }) => name)).toEqual(['y']);
  });
});

describe('what cannot be written', () => {
  const write = (drawn: InferredNetwork, tensors = oddWeights(drawn), options = {}) =>
    writeOnnx({ network: drawn, tensors, metadata: new Map() }, { ...plainOptions, ...options });
  const plain = network({ x: ['input'], f: ['flatten'], d: ['dense', { units: 2 }], y: raw }, [
    'x > f > d > y',
  ]);

  test('a network that gives nothing', () => {
    expect(() => write(network({ x: ['input'], c: conv(2) }, ['x > c']))).toThrow(
      expect.objectContaining({ code: 'export-no-output' }),
    );
  });
  test('a network whose weights are not there', () => {
    expect(() => write(plain, new Map())).toThrow(
      expect.objectContaining({ code: 'weights-missing', place: 'd/kernel' }),
    );
  });
  test('numbers that half precision does not hold', () => {
    const tensors = new Map(oddWeights(plain)).set('d/bias', Float32Array.of(1, 70_000));
    expect(() => write(plain, tensors)).not.toThrow();
    expect(() => write(plain, tensors, { precision: 'f16' })).toThrow(
      expect.objectContaining({ code: 'weights-too-large-for-f16', place: 'd/bias' }),
    );
  });
});
