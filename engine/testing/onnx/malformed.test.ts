/** ONNX files that contradict themselves, reach out of their folder, or are merely odd. */
import { describe, expect, test } from 'vitest';
import { dataLocation, dataType, type TensorProto } from '../../formats/onnx/proto.ts';
import type { Draft } from '../../formats/onnx/protoEncode.ts';
import { readOnnx } from '../../formats/onnx/read/readModel.ts';
import type { ImportedModel } from '../../formats/types.ts';
import { inferNetwork } from '../../graph/infer/infer.ts';
import { bytesSource } from '../../util/byteReader.ts';
import { NetloomError } from '../../util/errors.ts';
import { bytesOf, FILE, patched, testFileCases } from '../fileCases.ts';
import { floats, integer, integers, type ModelSketch, model, valueInfo } from './modelBuilder.ts';

const row = { x: ['n', 6] } as const;
const conv = (
  w: Draft<TensorProto>,
  settings: ModelSketch['operators'][number][3] = {},
  more: Partial<ModelSketch> = {},
) => model({ operators: [['Conv', 'x w', 'y', settings]], constants: { w }, ...more });
const kernel = floats([4, 2, 3, 3]);
const relu = model({ operators: [['Relu', 'x', 'y']] });
const raw = (dims: readonly number[], bytes: number, type: number = dataType.float) => ({
  dims,
  dataType: type,
  rawData: new Uint8Array(bytes),
});
/** A matrix of 6 × 2 numbers that lies elsewhere. */
const outside = (
  entries: Readonly<Record<string, string>>,
  dims: readonly number[] = [6, 2],
): Uint8Array =>
  model({
    operators: [['MatMul', 'x w', 'y']],
    inputs: row,
    constants: {
      w: {
        dims,
        dataType: dataType.float,
        dataLocation: dataLocation.external,
        externalData: Object.entries(entries).map(([key, value]) => ({ key, value })),
      },
    },
  });
const dense = (settings: Readonly<Record<string, number>>, w = floats([6, 2]), more = {}) =>
  model({ operators: [['Gemm', 'x w b', 'y', settings]], inputs: row, constants: { w, ...more } });
const one = (
  operator: ModelSketch['operators'][number],
  constants: ModelSketch['constants'] = {},
  inputs: ModelSketch['inputs'] = { x: ['n', 2, 6, 5] },
  opset = 17,
) => model({ operators: [operator], constants, inputs, opset });
const graph = (more: object) => model({ operators: [], more: { graph: more as never } });

/** The folder of the model: 100 bytes of weights. */
const openBeside = async (location: string) => {
  if (location === 'weights.bin' || location === 'deep/weights.bin')
    return bytesSource(location, new Uint8Array(100));
  throw new NetloomError('file-not-found', `${location} does not exist.`, `${FILE}, ${location}`);
};

testFileCases<ImportedModel>(
  'ONNX',
  async (bytes) => {
    const read = await readOnnx(bytes, FILE, openBeside);
    inferNetwork(read.project, null);
    return read;
  },
  {
    'a file that is no protobuf': [bytesOf('this is text'), 'onnx-malformed', /byte 0/],
    'nothing but zeros': [new Uint8Array(64), 'onnx-malformed'],
    'a file cut in its middle': [relu.slice(0, relu.length >> 1), 'onnx-malformed', /byte/],
    'a file cut at its end': [relu.slice(0, -1), 'onnx-malformed'],
    'a field that is longer than the file': [bytesOf(0x3a, 0xff, 0x7f, 1), 'onnx-malformed'],
    'a length of 2⁶⁴ − 1': [bytesOf(0x3a, new Array(9).fill(255), 1), 'onnx-malformed'],
    'a number of eleven bytes': [bytesOf(0x08, new Array(10).fill(255), 1), 'onnx-malformed'],
    'a wire type that is not there': [bytesOf(0x0f, 1), 'onnx-malformed'],
    'a field number of 0': [bytesOf(0x00, 1), 'onnx-malformed'],
    'a graph that is a number': [bytesOf(0x38, 1), 'onnx-malformed'],
    'a name that is not UTF-8': [bytesOf(0x12, 2, 0xc3, 0x28), 'onnx-malformed'],
    'an empty file': [bytesOf(), 'onnx-malformed'],
    'no graph': [bytesOf(0x08, 8), 'onnx-malformed'],
    'a graph that gives nothing': [graph({ node: [] }), 'onnx-malformed'],
    'an operator without a type': [
      graph({ node: [{ input: ['x'], output: ['y'] }], output: [{ name: 'y' }] }),
      'onnx-malformed',
      /operator 0/,
    ],
    'a value that nothing makes': [one(['Relu', 'ghost', 'y']), 'onnx-malformed', /ghost/],
    'an output that nothing makes': [
      model({ operators: [['Relu', 'x', 'z']], outputs: ['y'] }),
      'onnx-malformed',
      /"y"/,
    ],
    'operators in the wrong order': [
      model({
        operators: [
          ['Relu', 'a', 'y'],
          ['Relu', 'x', 'a'],
        ],
      }),
      'onnx-malformed',
    ],
    'a circle': [
      model({
        operators: [
          ['Add', 'x b', 'a'],
          ['Relu', 'a', 'b'],
        ],
        outputs: ['b'],
      }),
      'onnx-malformed',
    ],
    'a value that is made twice': [
      model({
        operators: [
          ['Relu', 'x', 'y'],
          ['Tanh', 'x', 'y'],
        ],
      }),
      'onnx-malformed',
    ],
    'a value that is an input too': [
      model({ operators: [['Relu', 'x', 'x']], outputs: ['x'] }),
      'onnx-malformed',
    ],
    'two inputs of one name': [
      graph({
        node: [],
        input: [valueInfo('x', ['n', 2]), valueInfo('x', ['n', 3])],
        output: [{ name: 'x' }],
      }),
      'onnx-malformed',
    ],
    'two constants of one name': [
      graph({
        node: [{ opType: 'Relu', input: ['x'], output: ['y'] }],
        initializer: [floats([1]), floats([2])].map((tensor) => ({ ...tensor, name: 'w' })),
        input: [valueInfo('x', ['n', 2])],
        output: [{ name: 'y' }],
      }),
      'onnx-malformed',
    ],
    'a constant without a name': [
      graph({ initializer: [floats([1])], output: [{ name: 'y' }] }),
      'onnx-malformed',
    ],
    'a version of operators below 0': [
      model({ operators: [['Relu', 'x', 'y']], opset: -1 }),
      'onnx-malformed',
    ],
    'more operators than anyone draws': [
      model({
        operators: Array.from({ length: 10_001 }, (_, i) => ['Relu', `v${i}`, `v${i + 1}`]),
        inputs: { v0: ['n', 2] },
        outputs: ['v10001'],
      }),
      'onnx-too-complex',
    ],
    'a kernel with too few elements': [
      conv({ ...kernel, floatData: new Float32Array(71) }),
      'onnx-malformed',
      /"w"/,
    ],
    'a kernel with too many bytes': [conv(raw([4, 2, 3, 3], 289)), 'onnx-malformed'],
    'a kernel of a negative size': [conv({ ...kernel, dims: [4, -2, 3, 3] }), 'size-overflow'],
    'a kernel of sizes whose product overflows': [
      conv({ ...kernel, dims: [2 ** 31, 2 ** 31, 3, 3] }),
      'size-overflow',
    ],
    'a kernel of size 0': [conv(raw([4, 0, 3, 3], 0)), 'onnx-malformed'],
    'a kernel for other channels': [conv(floats([4, 3, 3, 3])), 'onnx-malformed', /Conv/],
    'groups that do not divide': [conv(floats([4, 2, 3, 3]), { group: 3 }), 'onnx-malformed'],
    'no groups': [conv(kernel, { group: 0 }), 'onnx-malformed'],
    'strides of 0': [conv(kernel, { strides: [0, 1] }), 'onnx-malformed'],
    'strides of other dimensions': [conv(kernel, { strides: [1] }), 'onnx-malformed'],
    'strides beyond all sizes': [conv(kernel, { strides: [2 ** 40, 1] }), 'onnx-malformed'],
    'pads of other dimensions': [conv(kernel, { pads: [1, 1] }), 'onnx-malformed'],
    'strides that are a text': [conv(kernel, { strides: 'two' }), 'onnx-malformed', /Conv/],
    'a convolution without a kernel': [one(['Conv', 'x', 'y']), 'onnx-malformed'],
    'biases of another number': [
      one(['Conv', 'x w b', 'y'], { w: kernel, b: floats([3]) }),
      'onnx-malformed',
    ],
    'a picture under a window of one dimension': [
      conv(floats([4, 2, 3]), {}, { inputs: { x: ['n', 2, 6, 5] } }),
      'onnx-malformed',
    ],
    'a pool without a window': [one(['MaxPool', 'x', 'y']), 'onnx-malformed'],
    'a matrix for other rows': [dense({}, floats([5, 2]), { b: floats([2]) }), 'onnx-malformed'],
    'a matrix that is a vector': [dense({}, floats([6]), { b: floats([2]) }), 'onnx-malformed'],
    'a bias of another width': [dense({}, floats([6, 2]), { b: floats([3]) }), 'onnx-malformed'],
    'a picture into a matrix': [
      one(['Gemm', 'x w', 'y'], { w: floats([60, 2]) }),
      'onnx-malformed',
    ],
    'statistics of other lengths': [
      one(['BatchNormalization', 'x a b c d', 'y'], {
        a: floats([2]),
        b: floats([2]),
        c: floats([3]),
        d: floats([2]),
      }),
      'onnx-malformed',
    ],
    'statistics of other channels': [
      one(['BatchNormalization', 'x a a a a', 'y'], { a: floats([3]) }),
      'onnx-malformed',
    ],
    'axes in an order that names one twice': [
      one(['Transpose', 'x', 'y', { perm: [0, 1, 1, 2] }]),
      'onnx-malformed',
    ],
    'an axis that is not there': [
      one(['Softmax', 'x', 'y', { axis: 9 }], {}, row),
      'onnx-malformed',
    ],
    'a shape of more values': [
      one(['Reshape', 'x s', 'y'], { s: integers(0, 7) }, { x: ['n', 6] }),
      'onnx-malformed',
    ],
    'a shape with a size below -1': [
      one(['Reshape', 'x s', 'y'], { s: integers(0, -6) }, row),
      'onnx-malformed',
    ],
    'a constant that is reshaped to more values': [
      model({
        operators: [
          ['Reshape', 'w s', 'v'],
          ['MatMul', 'x v', 'y'],
        ],
        inputs: row,
        constants: { w: floats([6, 2]), s: integers(7, 2) },
      }),
      'onnx-malformed',
    ],
    'pads of an odd number': [
      one(['Pad', 'x p', 'y'], { p: integers(0, 0, 1, 1, 0, 0, 1) }),
      'onnx-malformed',
    ],
    'a place in a shape that is not there': [
      model({
        operators: [
          ['Shape', 'x', 's'],
          ['Gather', 's i', 'n'],
        ],
        outputs: ['n'],
        constants: { i: integer(7) },
      }),
      'onnx-malformed',
    ],
    'weights repeated until memory ends': [
      model({
        operators: Array.from({ length: 4000 }, (_, i) => ['MatMul', `v${i} w`, `v${i + 1}`]),
        inputs: { v0: ['n', 64] },
        outputs: ['v4000'],
        constants: { w: floats([64, 64]) },
      }),
      'onnx-too-complex',
    ],
    'weights at an absolute path': [outside({ location: '/etc/passwd' }), 'onnx-external-path'],
    'weights above the folder': [outside({ location: '../w.bin' }), 'onnx-external-path'],
    'weights above a folder below': [
      outside({ location: 'a/../../w.bin' }),
      'onnx-external-path',
      /"w"/,
    ],
    'weights on a drive': [outside({ location: 'C:w.bin' }), 'onnx-external-path'],
    'weights behind a backslash': [outside({ location: '..\\w.bin' }), 'onnx-external-path'],
    'weights at an address': [outside({ location: 'file:///etc/passwd' }), 'onnx-external-path'],
    'weights in the folder itself': [outside({ location: '.' }), 'onnx-external-path'],
    'weights in no file': [outside({}), 'onnx-external-path'],
    'weights in a name with a zero': [outside({ location: 'w\0.bin' }), 'onnx-external-path'],
    'weights in a file that is not there': [outside({ location: 'w.bin' }), 'file-not-found'],
    'weights in the same folder, spelt out': [outside({ location: './w.bin' }), 'file-not-found'],
    'weights above the folder, from it': [
      outside({ location: './../w.bin' }),
      'onnx-external-path',
    ],
    'weights behind the end of their file': [
      outside({ location: 'weights.bin', offset: '80', length: '48' }),
      'file-offset-outside',
    ],
    'weights that begin behind the end': [
      outside({ location: 'weights.bin', offset: '101' }),
      'file-offset-outside',
    ],
    'weights of another length': [
      outside({ location: 'weights.bin', length: '40' }),
      'onnx-malformed',
    ],
    'weights at a negative offset': [
      outside({ location: 'weights.bin', offset: '-4', length: '48' }),
      'onnx-malformed',
    ],
    'weights at an offset in words': [
      outside({ location: 'weights.bin', offset: '1e2' }),
      'onnx-malformed',
    ],
    'weights at an offset of twenty digits': [
      outside({ location: 'weights.bin', offset: '99999999999999999999' }),
      'onnx-malformed',
    ],
  },
  {
    'weights beside the file': [
      outside({ location: 'weights.bin', offset: '4', length: '48', checksum: 'ab' }),
      ({ weights }) => expect(weights[0]?.shape).toEqual([6, 2]),
    ],
    'weights in a folder below': [
      outside({ location: 'deep/weights.bin', length: '48' }),
      ({ weights }) => expect(weights[0]?.data).toEqual(new Float32Array(12)),
    ],
    'nothing but an input that is the output': [
      model({ operators: [], outputs: ['x'] }),
      ({ project }) => expect(project.nodes.map(({ type }) => type)).toEqual(['input', 'output']),
    ],
    'one value under two outputs': [
      model({ operators: [['Relu', 'x', 'y']], outputs: ['y', 'y'] }),
      ({ project }) =>
        expect(project.nodes.map(({ label }) => label)).toEqual(['x', 'Relu', 'y', 'y 2']),
    ],
    'an output that is a constant': [
      one(['Constant', '', 'y', { value_float: { float: 2 } }]),
      ({ project }) => expect(project.nodes.some(({ type }) => type === 'placeholder')).toBe(true),
    ],
    'an input of unknown shape': [
      graph({
        node: [{ opType: 'Relu', input: ['x'], output: ['y'] }],
        input: [{ name: 'x' }],
        output: [{ name: 'y' }],
      }),
      ({ project }) => expect(project.nodes[0]?.params).toEqual({}),
    ],
    'an input of one dimension': [
      one(['Relu', 'x', 'y'], {}, { x: ['n'] }),
      ({ project }) => expect(project.nodes[0]?.params).toEqual({ shape: [1] }),
    ],
    'an input of open sizes': [
      one(['Conv', 'x w', 'y'], { w: kernel }, { x: ['n', 2, 'h', 'w'] }),
      ({ project }) => expect(project.nodes[0]?.params).toEqual({}),
    ],
    'an input of a huge size': [
      one(['Relu', 'x', 'y'], {}, { x: ['n', 2 ** 40] }),
      ({ project }) => expect(project.nodes[0]?.params).toEqual({}),
    ],
    'names with slashes, quotes and line ends': [
      model({ operators: [['Relu', 'a/b"\n', 'y']], inputs: { 'a/b"\n': ['n', 2] } }),
      ({ project }) => expect(project.nodes[0]?.label).toBe('a.b".'),
    ],
    'names that objects have': [
      model({
        operators: [['Relu', '__proto__', 'constructor']],
        inputs: { __proto__x: ['n', 2], ['__proto__']: ['n', 2] },
        outputs: ['constructor'],
      }),
      ({ project }) => expect(project.nodes.map(({ label }) => label)).toContain('constructor'),
    ],
    'no name at all': [
      graph({
        node: [{ opType: 'Relu', input: ['x'], output: ['y'] }],
        input: [valueInfo('x', ['n', 2])],
        output: [{ name: 'y' }],
      }),
      ({ project }) => expect(project.nodes[1]?.label).toBe('Relu'),
    ],
    'half precision in the bits of whole numbers': [
      one(
        ['MatMul', 'x w', 'y'],
        {
          w: { dims: [6, 1], dataType: dataType.float16, int32Data: [0x3c00, 0xc000, 0, 0, 0, 1] },
        },
        row,
      ),
      ({ weights }) => expect([...(weights[0]?.data ?? [])].slice(0, 3)).toEqual([1, -2, 0]),
    ],
    'half precision in bytes': [
      one(
        ['MatMul', 'x w', 'y'],
        {
          w: {
            dims: [6, 1],
            dataType: dataType.float16,
            rawData: patched(new Uint8Array(12), 1, 0x3c),
          },
        },
        row,
      ),
      ({ weights }) => expect(weights[0]?.data[0]).toBe(1),
    ],
    'double precision': [
      one(
        ['MatMul', 'x w', 'y'],
        {
          w: { dims: [6, 1], dataType: dataType.double, doubleData: new Float64Array(6).fill(0.1) },
        },
        row,
      ),
      ({ weights }) => expect(weights[0]?.data[0]).toBe(Math.fround(0.1)),
    ],
    'weights that are whole numbers': [
      one(
        ['MatMul', 'x w', 'y'],
        { w: { dims: [6, 1], dataType: dataType.int8, int32Data: [1, -2, 3, 0, 0, 0] } },
        row,
      ),
      ({ weights }) => expect([...(weights[0]?.data ?? [])].slice(0, 3)).toEqual([1, -2, 3]),
    ],
    'weights that are texts': [
      one(
        ['MatMul', 'x w', 'y'],
        { w: { dims: [6, 1], dataType: dataType.string, stringData: [] } },
        row,
      ),
      ({ project }) =>
        expect(project.nodes[1]?.params.setting).toBe('a constant that is no number'),
    ],
    'an initializer that is listed as an input': [
      graph({
        node: [{ opType: 'MatMul', input: ['x', 'w'], output: ['y'] }],
        initializer: [{ ...floats([6, 2]), name: 'w' }],
        input: [valueInfo('x', ['n', 6]), valueInfo('w', [6, 2])],
        output: [{ name: 'y' }],
      }),
      ({ inputs }) => expect(inputs.map(({ name }) => name)).toEqual(['x']),
    ],
    'operators that lead nowhere': [
      model({
        operators: [
          ['Relu', 'x', 'y'],
          ['Frobnicate', 'x', 'z'],
        ],
      }),
      ({ project }) => expect(project.nodes.map(({ type }) => type)).not.toContain('placeholder'),
    ],
    'a shape that is doubled twenty times': [
      model({
        operators: [
          ['Shape', 'x', 's0'],
          ...Array.from(
            { length: 20 },
            (_, i) => ['Concat', `s${i} s${i}`, `s${i + 1}`, { axis: 0 }] as const,
          ),
          ['Reshape', 'x s20', 'y'],
        ],
      }),
      ({ project }) => expect(project.nodes.some(({ type }) => type === 'placeholder')).toBe(true),
    ],
    'a constant of a stated size': [
      model({
        operators: [
          ['ConstantOfShape', 's', 'w'],
          ['MatMul', 'x w', 'y'],
        ],
        inputs: row,
        constants: { s: integers(2 ** 30, 2 ** 30) },
      }),
      ({ project }) => expect(project.nodes.some(({ type }) => type === 'placeholder')).toBe(true),
    ],
    'a file of 2023 with unknown fields': [
      bytesOf(relu, 0xfa, 0x01, 3, 'abc'),
      ({ project }) => expect(project.nodes).toHaveLength(3),
    ],
    'no version of operators': [
      model({ operators: [['Relu', 'x', 'y']], more: { opsetImport: [] } }),
      ({ version }) => expect(version).toBe(1),
    ],
  },
);

describe('without a folder', () => {
  test('weights beside the file are asked for', async () => {
    const read = readOnnx(outside({ location: 'weights.bin' }), FILE, null);
    await expect(read).rejects.toMatchObject({ code: 'onnx-external-missing' });
  });
  test('every file is closed, also when reading fails', async () => {
    let open = 0;
    const counted = async (location: string) => {
      open++;
      const source = await openBeside(location);
      return { ...source, close: async () => void open-- };
    };
    await readOnnx(outside({ location: 'weights.bin', length: '48' }), FILE, counted);
    const short = readOnnx(outside({ location: 'weights.bin', offset: '101' }), FILE, counted);
    await expect(short).rejects.toBeInstanceOf(NetloomError);
    expect(open).toBe(0);
  });
});
