/** Networks that Netloom wrote as ONNX and reads again: the same layers under the same names, computing the same. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../backends/reference/evaluate.ts';
import type { Field } from '../../data/types.ts';
import { readOnnx } from '../../formats/onnx/read/readModel.ts';
import { writeOnnx } from '../../formats/onnx/write/writeOnnx.ts';
import type { ImportedModel, ModelOptions } from '../../formats/types.ts';
import { parseProject } from '../../graph/document/parse.ts';
import { blockingIssues, inferNetwork } from '../../graph/infer/infer.ts';
import type { InferredNetwork } from '../../graph/infer/types.ts';
import { lowerPrediction } from '../../graph/lower/inspect.ts';
import { outputsOf } from '../../graph/lower/outputs.ts';
import { listWeights } from '../../graph/lower/state.ts';
import { nodeTypes } from '../../graph/registry.ts';
import { expectClose } from '../close.ts';
import { bytesOfFile, oddSamples, oddWeights, plainOptions } from '../modelCheck.ts';
import { soundProject } from '../randomProjects.ts';
import { classField, picture, type SketchNodes, sketch, valueField, vector } from '../sketch.ts';

const COUNT = 3;
type Weights = ReadonlyMap<string, Float32Array>;

function write(
  network: InferredNetwork,
  tensors: Weights,
  options: Partial<ModelOptions>,
): Uint8Array {
  const model = { network, tensors, metadata: new Map<string, string>() };
  const { files } = writeOnnx(model, { ...plainOptions, ...options });
  return bytesOfFile(files[0] as NonNullable<(typeof files)[0]>);
}

/** The read network on the fields that the written one had; a single input takes the only field. */
function inferRead(model: ImportedModel, written: InferredNetwork): InferredNetwork {
  const byLabel = new Map(
    [...written.nodes.values()].flatMap(({ node, inputs }) => {
      const [source] = inputs.get('field') ?? [];
      return source?.kind === 'field' ? [[node.label, source.field.name] as const] : [];
    }),
  );
  const nodes = model.project.nodes.map((node) =>
    node.type === 'input'
      ? { ...node, params: { ...node.params, field: byLabel.get(node.label) ?? '' } }
      : node,
  );
  return inferNetwork({ ...model.project, nodes }, written.fields);
}

/** By the names of the outputs. */
function predict(
  network: InferredNetwork,
  weights: Weights,
): ReadonlyMap<string, ArrayLike<number>> {
  const { program, fields } = lowerPrediction(network, COUNT);
  const samples = oddSamples(network, COUNT);
  const feed = fields.map(({ input, field }) => [input, samples.get(field) ?? []] as const);
  const state = listWeights(network).map(
    ({ name, exportName }) => [name, weights.get(exportName) ?? []] as const,
  );
  const { outputs } = evaluate(program, Object.fromEntries(feed), Object.fromEntries(state));
  return new Map(
    outputsOf(network).map(({ node }) => [node.node.label, outputs[`output:${node.id}`] ?? []]),
  );
}
const weightsOf = ({ weights }: ImportedModel): Weights =>
  new Map(weights.map(({ name, data }) => [name, data]));

async function expectSameAgain(network: InferredNetwork, options: Partial<ModelOptions>) {
  const tensors = oddWeights(network);
  const model = await readOnnx(write(network, tensors, options), 'model.onnx', null);
  const again = inferRead(model, network);
  expect(again.issues.filter(({ code }) => !['no-loss', 'unused-node'].includes(code))).toEqual([]);
  const expected = [...predict(network, tensors).values()];
  const found = [...predict(again, weightsOf(model)).values()];
  expect(found).toHaveLength(expected.length);
  for (const [i, values] of found.entries())
    expectClose('prediction', values, expected[i] ?? [], { relative: 1e-4, absolute: 1e-5 });
  return { model, again, tensors };
}

const folder = new URL('../../../assets/projects/', import.meta.url);
const pictures = (...shape: number[]): readonly Field[] => [picture(...shape), classField(10)];
const fieldsOf: Readonly<Record<string, readonly Field[]>> = {
  mlp: pictures(28, 28, 1),
  lenet5: pictures(28, 28, 1),
  convnet: pictures(28, 28, 1),
  resnet20: pictures(32, 32, 3),
  iris: [vector(4), classField(3)],
  penguins: [vector(9), classField(3)],
  mpg: [vector(9), valueField()],
  regression: [vector(10), valueField([1])],
};
const examples = readdirSync(folder).map((file) => file.replace(/\.netloom$/, ''));

/** What a file tells of a layer: neither how weights began nor what only training needs. */
function drawn(network: InferredNetwork, label: string): unknown {
  const node = [...network.nodes.values()].find((one) => one.node.label === label);
  const known = nodeTypes.get(node?.node.type ?? '')?.params.parse(node?.node.params) as object;
  const kept = Object.entries(known).filter(
    ([key]) =>
      !/(Initializer|Regularizer)$/.test(key) && !['momentum', 'field', 'as'].includes(key),
  );
  const window = node?.window;
  // 'same' and the pixels that it stands for are one padding.
  const params = kept.filter(
    ([key]) => key !== 'padding' && key !== 'projection' && key !== 'shape',
  );
  return { type: node?.node.type, params, window, outputs: node?.outputs };
}

describe.each(examples)('%s', (name) => {
  const result = parseProject(readFileSync(new URL(`${name}.netloom`, folder), 'utf8'));
  if ('issues' in result) throw new Error(JSON.stringify(result.issues));
  const network = inferNetwork(result.project, fieldsOf[name] ?? null);

  test.each(['nchw', 'nhwc'] as const)(
    'has the same layers and predictions, %s',
    async (layout) => {
      const { again, model, tensors } = await expectSameAgain(network, { layout });
      const labels = [...again.nodes.values()].map(({ node }) => node.label);
      const kept = [...network.nodes.values()].filter(
        ({ definition, node }) => !definition?.loss && node.type !== 'dropout',
      );
      expect(labels.toSorted()).toEqual(kept.map(({ node }) => node.label).toSorted());
      for (const label of labels) expect(drawn(again, label), label).toEqual(drawn(network, label));
      // Bit for bit, for nothing was computed on the way.
      expect(weightsOf(model)).toEqual(
        new Map([...tensors].filter(([key]) => weightsOf(model).has(key))),
      );
      expect(model.weights).toHaveLength(tensors.size);
    },
  );

  test('gives the same file again', async () => {
    const bytes = write(network, oddWeights(network), {});
    const model = await readOnnx(bytes, 'model.onnx', null);
    const second = write(inferRead(model, network), weightsOf(model), {});
    expect(second).toEqual(bytes);
  });
});

test('half precision comes back as the nearest numbers, with the same layers', async () => {
  const result = parseProject(readFileSync(new URL('convnet.netloom', folder), 'utf8'));
  if ('issues' in result) throw new Error(JSON.stringify(result.issues));
  const network = inferNetwork(result.project, fieldsOf.convnet ?? null);
  const tensors = oddWeights(network);
  const read = (bytes: Uint8Array) => readOnnx(bytes, 'model.onnx', null);
  const half = await read(write(network, tensors, { precision: 'f16' }));
  const whole = await read(write(network, tensors, {}));
  expect(half.project).toEqual(whole.project);
  for (const { name, data } of half.weights)
    expectClose(name, data, tensors.get(name) ?? [], { relative: 2 ** -11, absolute: 2 ** -25 });
});

test.each(['f32', 'f16'] as const)(
  'what needs several operators comes back as the layers it was, %s',
  async (precision) => {
    const drawn = sketch(
      {
        x: ['input'],
        c: ['conv2d', { filters: 3, kernelSize: [3, 3], activation: 'gelu' }],
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
        f: ['flatten'],
        d: ['dense', { units: 4, activation: 'silu' }],
        y: ['output', { as: 'softmax' }],
      },
      ['x > c > z > p > f > d > y'],
    );
    const network = inferNetwork(drawn, [picture(8, 8, 2)]);
    const bytes = write(network, oddWeights(network), { precision });
    const model = await readOnnx(bytes, 'model.onnx', null);
    const nodes = ({ nodes: list }: Pick<typeof drawn, 'nodes'>) =>
      list.map(({ label, type }) => [label, type]);
    expect(nodes(model.project)).toEqual(nodes(drawn));
    const second = write(inferRead(model, network), weightsOf(model), { precision });
    expect(second).toEqual(bytes);
  },
);

const around = { x: ['input'], c: ['conv2d', { filters: 4, kernelSize: [3, 3] }] } as const;
test.each<[string, SketchNodes, string[], Field[]]>([
  ['given', { ...around, f: ['flatten'], y: ['output', { as: 'raw' }] }, ['x > c > f > y'], []],
  [
    'beside a row',
    {
      ...around,
      x: ['input', { field: 'image' }],
      v: ['input', { field: 'features' }],
      f: ['flatten'],
      j: ['concat'],
      d: ['dense', { units: 3 }],
      y: ['output', { as: 'raw' }],
    },
    ['x > c > f > j', 'v > j > d > y'],
    [vector(5)],
  ],
  [
    'made maps again',
    {
      ...around,
      f: ['flatten'],
      r: ['reshape', { shape: [4, 6, 4] }],
      p: ['maxPooling2d'],
      y: ['output', { as: 'raw' }],
    },
    ['x > c > f > r > p > y'],
    [],
  ],
])('flattened maps that are %s give the same file again', async (_, nodes, wires, more) => {
  const network = inferNetwork(sketch(nodes, wires), [picture(6, 8, 2), ...more]);
  const bytes = write(network, oddWeights(network), {});
  const model = await readOnnx(bytes, 'model.onnx', null);
  expect(model.project.nodes.map(({ label }) => label).toSorted()).toEqual(
    Object.keys(nodes).toSorted(),
  );
  expect(write(inferRead(model, network), weightsOf(model), {})).toEqual(bytes);
});

test.each(['nchw', 'nhwc'] as const)(
  'pictures whose axes were swapped fit the same data and give the same pictures, %s',
  async (layout) => {
    const swapped = ['permute', { order: [2, 0, 1] }] as const;
    const drawn = sketch(
      {
        x: ['input'],
        p: swapped,
        c: ['conv2d', { filters: 4, kernelSize: [2, 3] }],
        q: swapped,
        y: ['output', { as: 'raw' }],
      },
      ['x > p > c > q > y'],
    );
    const network = inferNetwork(drawn, [picture(7, 5, 6)]);
    const { again } = await expectSameAgain(network, { layout });
    const shapes = outputsOf(again).map(({ node }) => node.outputs.output?.shape);
    expect(shapes).toEqual([[1, 4, 5, 5]]);
  },
);

test('random networks compute the same when they come back', async () => {
  const fields = [picture(8, 8, 1), classField(10)];
  let tried = 0;
  const property = fc.asyncProperty(
    soundProject,
    fc.constantFrom<Partial<ModelOptions>>(
      { layout: 'nchw' },
      { layout: 'nhwc' },
      { foldBatchNorm: true },
    ),
    async (project, options) => {
      const network = inferNetwork(project, fields);
      fc.pre(blockingIssues(network).length === 0);
      tried++;
      await expectSameAgain(network, options);
    },
  );
  await fc.assert(property, { numRuns: 40, seed: 23 });
  expect(tried).toBe(40);
});
