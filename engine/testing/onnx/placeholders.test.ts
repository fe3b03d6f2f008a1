/** Operators and settings that no layer has: the file is read all the same, and a placeholder says what is missing. */
import { describe, expect, test } from 'vitest';
import { readOnnx } from '../../formats/onnx/read/readModel.ts';
import { inferNetwork } from '../../graph/infer/infer.ts';
import { issueSentence } from '../../graph/issues/issue.ts';
import { floats, integers, type ModelSketch, model } from './modelBuilder.ts';

const kernel = floats([4, 2, 3, 3]);
const row = { x: ['batch', 6] } as const;

/** A model, and the operator and setting of its only placeholder. */
const cases: Readonly<Record<string, readonly [ModelSketch, string, string]>> = {
  'an operator that nobody knows': [
    { operators: [['Frobnicate', 'x', 'y', { strength: 3 }]] },
    'Frobnicate',
    '',
  ],
  'a name that objects have': [{ operators: [['constructor', 'x', 'y']] }, 'constructor', ''],
  'a recurrent layer': [
    { operators: [['LSTM', 'x w', 'a b y', { hidden_size: 3 }]], constants: { w: kernel } },
    'LSTM',
    '',
  ],
  'a product of two values': [{ operators: [['Mul', 'x x', 'y']] }, 'Mul', ''],
  'a quotient of a constant': [
    { operators: [['Div', 'one x', 'y']], constants: { one: floats([], [1]) } },
    'Div',
    'a constant',
  ],
  'a constant that is no bias': [
    { operators: [['Add', 'x b', 'y']], constants: { b: floats([2, 1, 1]) } },
    'Add',
    'a constant',
  ],
  'a bias of a layer that others use too': [
    {
      operators: [
        ['Conv', 'x w', 'c'],
        ['Add', 'c b', 'd'],
        ['Add', 'c d', 'y'],
      ],
      constants: { w: kernel, b: floats([4, 1, 1]) },
    },
    'Add',
    'a constant',
  ],
  'sums that are broadcast': [
    {
      operators: [
        ['GlobalAveragePool', 'x', 'm'],
        ['Add', 'x m', 'y'],
      ],
    },
    'Add',
    'values of different shapes',
  ],
  'a kernel that is computed': [
    { operators: [['Conv', 'x z', 'y']], inputs: { x: ['n', 2, 6, 5], z: [4, 2, 3, 3] } },
    'Conv',
    'settings that are computed',
  ],
  'a volume': [
    {
      operators: [['Conv', 'x w', 'y']],
      inputs: { x: ['n', 2, 6, 5, 4] },
      constants: { w: floats([4, 2, 3, 3, 3]) },
    },
    'Conv',
    '3 spatial dimensions',
  ],
  'two matrices': [
    { operators: [['MatMul', 'x z', 'y']], inputs: { ...row, z: [6, 2] } },
    'MatMul',
    'two computed matrices',
  ],
  'a transposed input': [
    {
      operators: [['Gemm', 'x w', 'y', { transA: 1 }]],
      inputs: row,
      constants: { w: floats([6, 2]) },
    },
    'Gemm',
    'transA = 1',
  ],
  'indices of a maximum': [
    {
      operators: [['MaxPool', 'x', 'p i', { kernel_shape: [2, 2] }]],
      outputs: ['p', 'i'],
    },
    'MaxPool',
    'output Indices',
  ],
  'a dilated window': [
    { operators: [['MaxPool', 'x', 'y', { kernel_shape: [2, 2], dilations: [2, 2] }]] },
    'MaxPool',
    'dilations = 2, 2',
  ],
  'windows of padding alone': [
    { operators: [['MaxPool', 'x', 'y', { kernel_shape: [2, 2], pads: [2, 0, 0, 0] }]] },
    'MaxPool',
    'pads = 2, 0, 0, 0',
  ],
  'rounding up a size that is open': [
    {
      operators: [['MaxPool', 'x', 'y', { kernel_shape: [2, 2], ceil_mode: 1 }]],
      inputs: { x: ['n', 2, 'height', 'width'] },
    },
    'MaxPool',
    'ceil_mode = 1',
  ],
  'negative padding': [
    { operators: [['Conv', 'x w', 'y', { pads: [-1, 0, 0, 0] }]], constants: { w: kernel } },
    'Conv',
    'pads = -1, 0, 0, 0',
  ],
  'a border of the same pixels': [
    {
      operators: [['Pad', 'x p', 'y', { mode: 'edge' }]],
      constants: { p: integers(0, 0, 1, 1, 0, 0, 1, 1) },
    },
    'Pad',
    'mode = edge',
  ],
  'a border of ones': [
    {
      operators: [['Pad', 'x p v', 'y']],
      constants: { p: integers(0, 0, 1, 1, 0, 0, 1, 1), v: floats([], [1]) },
    },
    'Pad',
    'value = 1',
  ],
  'more samples': [
    { operators: [['Pad', 'x p', 'y']], constants: { p: integers(1, 0, 0, 0, 0, 0, 0, 0) } },
    'Pad',
    'pads of these dimensions',
  ],
  'samples side by side': [
    { operators: [['Concat', 'x x', 'y', { axis: 0 }]] },
    'Concat',
    'axis = 0',
  ],
  'samples and rows mixed': [
    {
      operators: [['Reshape', 'x s', 'y']],
      inputs: { x: ['n', 4, 6] },
      constants: { s: integers(-1, 6) },
    },
    'Reshape',
    'samples and values mixed',
  ],
  'samples that do not come first': [
    {
      operators: [
        ['Transpose', 'x', 't', { perm: [1, 0] }],
        ['Gemm', 't w', 'y'],
      ],
      inputs: row,
      constants: { w: floats([6, 2]) },
    },
    'Gemm',
    'samples that do not come first',
  ],
  'a mean over samples': [
    { operators: [['ReduceMean', 'x', 'y', { axes: [0] }]] },
    'ReduceMean',
    'a mean over the samples',
  ],
  'softmax over samples': [
    { operators: [['Softmax', 'x', 'y', { axis: 0 }]], inputs: row },
    'Softmax',
    'axis = 0',
  ],
  'softmax over whole pictures': [
    { operators: [['Softmax', 'x', 'y', { axis: 1 }]], opset: 11 },
    'Softmax',
    'axis = 1',
  ],
  'another gelu': [
    { operators: [['Gelu', 'x', 'y', { approximate: 'tanh' }]], opset: 20 },
    'Gelu',
    'approximate = tanh',
  ],
  'whole numbers': [{ operators: [['Cast', 'x', 'y', { to: 7 }]] }, 'Cast', 'to = 7'],
  'an operator of another domain': [
    {
      operators: [],
      more: {
        graph: {
          node: [{ opType: 'Conv', domain: 'com.example', input: ['x'], output: ['y'] }],
          input: [{ name: 'x' }],
          output: [{ name: 'y' }],
        },
      },
    },
    'com.example.Conv',
    '',
  ],
};

describe('becomes a placeholder', () => {
  test.each(Object.entries(cases))('%s', async (_, [sketch, operator, setting]) => {
    const { project, operators } = await readOnnx(model(sketch), 'model', null);
    const found = project.nodes.filter(({ type }) => type === 'placeholder');
    expect(found.map(({ params }) => [params.operator, params.setting ?? ''])).toEqual([
      [operator, setting],
    ]);
    expect(operators.find((one) => one.placeholders > 0)?.operator).toBe(operator);
    const issues = inferNetwork(project, null).issues.filter(({ node }) => node === found[0]?.id);
    expect(issues.map(({ code }) => code)).toContain(
      setting === '' ? 'placeholder-operator' : 'placeholder-setting',
    );
    for (const issue of issues) expect(issueSentence(issue)).not.toMatch(/[{}]|undefined/);
    // Wires lead to it and away from it.
    const ends = project.edges.flatMap(({ from, to }) => [from.node, to.node]);
    expect(ends).toContain(found[0]?.id);
  });

  test('behind which weights lie as they would behind a layer', async () => {
    const weightsBehind = async (type: string) => {
      const sketch: ModelSketch = {
        operators: [
          [type, 'x', 'a'],
          ['Flatten', 'a', 'f'],
          ['Gemm', 'f m', 'y'],
        ],
        constants: { m: floats([60, 2]) },
      };
      return (await readOnnx(model(sketch), 'model', null)).weights.map(({ data }) => data);
    };
    expect(await weightsBehind('Softplus')).toEqual(await weightsBehind('Tanh'));
  });

  test.each([
    [1, 'maxPooling2d'],
    [2, 'maxPooling2d'],
    [3, 'placeholder'],
  ])('behind which a window of %i dimensions is one', async (dimensions, type) => {
    const ones = Array.from({ length: dimensions }, () => 1);
    const sketch: ModelSketch = {
      operators: [
        ['Frobnicate', 'x', 'a'],
        ['MaxPool', 'a', 'y', { kernel_shape: ones.map(() => 2), strides: ones }],
      ],
    };
    const { project } = await readOnnx(model(sketch), 'model', null);
    expect(project.nodes.map((node) => node.type)).toEqual([
      'input',
      'placeholder',
      type,
      'output',
    ]);
  });

  test('with its ports, its settings, and what is behind it', async () => {
    const sketch: ModelSketch = {
      operators: [
        ['Split', 'x', 'a b', { axis: 1 }],
        ['Conv', 'a w', 'c'],
        ['Conv', 'b w', 'd'],
        ['Concat', 'c d', 'e', { axis: 1 }],
        ['Flatten', 'e', 'f'],
        ['Gemm', 'f m', 'y'],
      ],
      constants: { w: floats([3, 1, 3, 3]), m: floats([72, 2]) },
    };
    const { project, weights } = await readOnnx(model(sketch), 'model', null);
    expect(project.nodes.map(({ type }) => type)).toEqual(
      'input placeholder conv2d conv2d concat flatten dense output'.split(' '),
    );
    const [, split] = project.nodes;
    expect(split?.params).toMatchObject({ operator: 'Split', inputs: 1, outputs: 2 });
    expect(JSON.parse(String(split?.params.attributes))).toEqual({ axis: 1 });
    const leaving = project.edges.filter(({ from }) => from.node === split?.id);
    expect(leaving.map(({ from }) => from.port)).toEqual(['output', 'output2']);
    expect(weights.map(({ shape }) => shape.join('×'))).toEqual(['3×3×1×3', '3×3×1×3', '72×2']);
    const issues = inferNetwork(project, null).issues.filter(
      ({ severity }) => severity === 'error',
    );
    expect(issues.map(({ code }) => code)).toEqual(['placeholder-operator']);
  });
});
