/** Operators as exporters write them, one or a few at a time, and the layers that each model becomes. */
import { floats, integer, integers, type ModelSketch } from './modelBuilder.ts';

/** Of a batch whose size a file states. */
export const SAMPLES = 3;
const kernel = floats([4, 2, 3, 3]);
const vectors = {
  gamma: floats([2], [0.5, 1.5]),
  beta: floats([2], [-0.25, 0.75]),
  mean: floats([2], [0.125, -0.5]),
  variance: floats([2], [0.5, 2]),
};
const norm = 'gamma beta mean variance';
const row = { x: ['batch', 6] } as const;
const shape = (...sizes: number[]) => integers(...sizes);

/** What to read, and the types of the layers that it becomes. */
export const operatorCases: Readonly<
  Record<string, readonly [sketch: ModelSketch, layers: string]>
> = {
  'a convolution with everything': [
    {
      operators: [
        [
          'Conv',
          'x w b',
          'y',
          {
            pads: [1, 0, 2, 1],
            strides: [2, 1],
            dilations: [1, 2],
            group: 2,
            kernel_shape: [3, 2],
          },
        ],
      ],
      constants: { w: floats([4, 1, 3, 2]), b: floats([4]) },
    },
    'conv2d',
  ],
  'padding that is the same': [
    {
      operators: [['Conv', 'x w', 'y', { auto_pad: 'SAME_UPPER', strides: [2, 2] }]],
      constants: { w: kernel },
    },
    'conv2d',
  ],
  'padding that is the same, the odd pixel first': [
    {
      operators: [['Conv', 'x w', 'y', { auto_pad: 'SAME_LOWER', strides: [2, 2] }]],
      constants: { w: floats([4, 2, 2, 2]) },
    },
    'conv2d',
  ],
  'no padding': [
    { operators: [['Conv', 'x w', 'y', { auto_pad: 'VALID' }]], constants: { w: kernel } },
    'conv2d',
  ],
  'a convolution over a sequence': [
    {
      operators: [
        ['Conv', 'x w b', 'c', { pads: [1, 2], strides: [2], dilations: [2] }],
        ['MaxPool', 'c', 'p', { kernel_shape: [2], strides: [1] }],
        ['Flatten', 'p', 'f'],
        ['MatMul', 'f m', 'y'],
      ],
      inputs: { x: ['batch', 2, 9] },
      constants: { w: floats([3, 2, 3]), b: floats([3]), m: floats([9, 2]) },
    },
    'reshape conv2d maxPooling2d flatten dense',
  ],
  'a bias that is added later': [
    {
      operators: [
        ['Conv', 'x w', 'c'],
        ['Add', 'b c', 'y'],
      ],
      constants: { w: kernel, b: floats([4, 1, 1]) },
    },
    'conv2d',
  ],
  'a matrix product with a bias, a transposed one, a scaled one': [
    {
      operators: [
        ['MatMul', 'x m', 'p'],
        ['Add', 'p b', 'q'],
        ['Gemm', 'q n c', 'r', { transB: 1, alpha: { float: 0.5 }, beta: { float: 2 } }],
        ['Gemm', 'r o s', 'y'],
      ],
      inputs: row,
      constants: {
        m: floats([6, 4]),
        b: floats([4]),
        n: floats([5, 4]),
        c: floats([1, 5]),
        o: floats([5, 2]),
        s: floats([], [0.5]),
      },
    },
    'dense dense dense',
  ],
  'a weight that is turned in the file': [
    {
      operators: [
        ['Transpose', 'm', 't'],
        ['MatMul', 'x t', 'y'],
      ],
      inputs: row,
      constants: { m: floats([4, 6]) },
    },
    'dense',
  ],
  'rows of a sequence': [
    {
      operators: [
        ['MatMul', 'x m', 'p'],
        ['Add', 'p b', 'q'],
        ['Relu', 'q', 'r'],
        ['ReduceMean', 'r', 'y', { axes: [1], keepdims: 0 }],
      ],
      inputs: { x: ['batch', 4, 3] },
      constants: { m: floats([3, 5]), b: floats([5]) },
    },
    'reshape conv2d activation globalAveragePooling',
  ],
  'rows of a picture whose channels come last': [
    {
      operators: [['MatMul', 'x m', 'y']],
      inputs: { x: ['batch', 4, 5, 3] },
      constants: { m: floats([3, 2]) },
    },
    'conv2d',
  ],
  'batch norms of pictures, sequences and rows': [
    {
      operators: [
        ['BatchNormalization', `x ${norm}`, 'a', { epsilon: { float: 0.01 } }],
        ['Flatten', 'a', 'f'],
        ['Gemm', 'f m', 'g'],
        ['BatchNormalization', `g ${norm}`, 'y'],
      ],
      constants: { ...vectors, m: floats([60, 2]) },
    },
    'batchNormalization flatten dense batchNormalization',
  ],
  'a batch norm behind flattened maps': [
    {
      operators: [
        ['Flatten', 'x', 'f'],
        ['BatchNormalization', 'f gamma beta mean variance', 'n'],
        ['Gemm', 'n m', 'y'],
      ],
      inputs: { x: ['batch', 2, 2, 3] },
      constants: {
        gamma: floats([12]),
        beta: floats([12]),
        mean: floats([12]),
        variance: floats(
          [12],
          Array.from({ length: 12 }, (_, i) => 1 + i / 8),
        ),
        m: floats([12, 2]),
      },
    },
    'flatten batchNormalization dense',
  ],
  'pools that round up': [
    {
      operators: [
        ['MaxPool', 'x', 'p', { kernel_shape: [3, 2], strides: [2, 2], ceil_mode: 1 }],
        ['Conv', 'p w', 'c'],
        ['AveragePool', 'c', 'y', { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 }],
      ],
      inputs: { x: ['batch', 2, 8, 9] },
      constants: { w: floats([3, 2, 1, 1]) },
    },
    'maxPooling2d conv2d averagePooling2d',
  ],
  'a mean that counts its padding': [
    {
      operators: [
        [
          'AveragePool',
          'x',
          'y',
          { kernel_shape: [3, 3], strides: [2, 1], pads: [1, 0, 1, 1], count_include_pad: 1 },
        ],
      ],
    },
    'zeroPadding2d averagePooling2d',
  ],
  'a mean that does not': [
    {
      operators: [['AveragePool', 'x', 'y', { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }]],
    },
    'averagePooling2d',
  ],
  'whole pictures': [
    {
      operators: [
        ['GlobalAveragePool', 'x', 'a'],
        ['GlobalMaxPool', 'x', 'm'],
        ['Concat', 'a m', 'c', { axis: 1 }],
        ['Squeeze', 'c axes', 'y'],
      ],
      constants: { axes: integers(2, 3) },
    },
    'globalAveragePooling maxPooling2d flatten concat',
  ],
  'means over every choice of axes': [
    {
      operators: [
        ['ReduceMean', 'x', 'a', { axes: [2, 3], keepdims: 0 }],
        ['ReduceMean', 'x', 'b', { axes: [-1], keepdims: 0 }],
        ['ReduceMean', 'x', 'c', { axes: [1], keepdims: 1 }],
        ['ReduceMean', 'x', 'd', { axes: [1, 3, 2], keepdims: 0 }],
      ],
      outputs: ['a', 'b', 'c', 'd'],
    },
    'globalAveragePooling permute reshape globalAveragePooling permute reshape globalAveragePooling reshape globalAveragePooling reshape reshape',
  ],
  'every activation': [
    {
      operators: [
        ['Relu', 'x', 'a'],
        ['LeakyRelu', 'a', 'b', { alpha: { float: 0.25 } }],
        ['Elu', 'b', 'c', { alpha: { float: 1.5 } }],
        ['Selu', 'c', 'd'],
        ['Sigmoid', 'd', 'e'],
        ['Tanh', 'e', 'f'],
        ['Clip', 'f low high', 'g'],
        ['Clip', 'g low -', 'h'],
        ['Clip', 'h zero -', 'i'],
        ['Softmax', 'i', 'y'],
      ],
      inputs: row,
      constants: {
        low: floats([], [-0.25]),
        high: floats([], [0.5]),
        zero: floats([], [0]),
      },
    },
    'activation activation activation activation activation activation clip clip activation activation',
  ],
  'activations in several operators': [
    {
      operators: [
        ['Sigmoid', 'x', 's'],
        ['Mul', 's x', 'a'],
        ['Div', 'a root', 'b'],
        ['Erf', 'b', 'c'],
        ['Add', 'one c', 'd'],
        ['Mul', 'd a', 'e'],
        ['Mul', 'half e', 'y'],
      ],
      inputs: row,
      constants: {
        root: floats([], [Math.SQRT2]),
        one: floats([1], [1]),
        half: floats([], [0.5]),
      },
    },
    'activation activation',
  ],
  'softmax over channels and over rows': [
    {
      operators: [
        ['Softmax', 'x', 'a', { axis: 1 }],
        ['Softmax', 'x', 'b', { axis: 2 }],
      ],
      outputs: ['a', 'b'],
    },
    'activation permute activation',
  ],
  'softmax of old files': [
    { operators: [['Softmax', 'x', 'y']], inputs: row, opset: 11 },
    'activation',
  ],
  'what does nothing': [
    {
      operators: [
        ['Identity', 'x', 'a'],
        ['Cast', 'a', 'b', { to: 1 }],
        ['Add', 'b zero', 'c'],
        ['Mul', 'c one', 'd'],
        ['Div', 'd one', 'e'],
        ['Sub', 'e zero', 'f'],
        ['Dropout', 'f', 'y'],
      ],
      inputs: row,
      constants: { zero: floats([1], [0]), one: floats([], [1]) },
    },
    'dropout',
  ],
  'sums of several': [
    {
      operators: [
        ['Relu', 'x', 'a'],
        ['Tanh', 'x', 'b'],
        ['Sum', 'x a b', 'y'],
      ],
    },
    'activation activation add',
  ],
  'sums of values that are stored in different orders': [
    {
      operators: [
        ['Conv', 'x w', 'c'],
        ['Transpose', 'c', 't', { perm: [0, 2, 3, 1] }],
        ['Reshape', 'z s', 'r'],
        ['Add', 't r', 'y'],
      ],
      inputs: { x: ['batch', 2, 6, 5], z: ['batch', 48] },
      constants: { w: kernel, s: shape(0, 4, 3, 4) },
    },
    'conv2d reshape add',
  ],
  'joined along rows, columns and channels': [
    {
      operators: [
        ['Relu', 'x', 'a'],
        ['Concat', 'x a', 'p', { axis: 1 }],
        ['Concat', 'x a', 'q', { axis: 2 }],
        ['Concat', 'x a', 'r', { axis: -1 }],
      ],
      outputs: ['p', 'q', 'r'],
    },
    'activation concat concat concat',
  ],
  'flattened maps beside a row': [
    {
      operators: [
        ['Conv', 'x w', 'c'],
        ['Flatten', 'c', 'f'],
        ['Concat', 'f z', 'j', { axis: 1 }],
        ['Gemm', 'j m', 'y'],
      ],
      inputs: { x: ['batch', 2, 6, 5], z: ['batch', 3] },
      constants: { w: kernel, m: floats([51, 2]) },
    },
    'conv2d permute flatten concat dense',
  ],
  'flattened maps that are given': [
    {
      operators: [
        ['Conv', 'x w', 'c'],
        ['Flatten', 'c', 'y'],
      ],
      constants: { w: kernel },
    },
    'conv2d permute flatten',
  ],
  'shapes that do not nest': [
    {
      operators: [
        ['Conv', 'x w', 'c'],
        ['Reshape', 'c s', 'r'],
        ['Reshape', 'r t', 'y'],
      ],
      constants: { w: kernel, s: shape(0, 8, -1), t: shape(-1, 3, 16) },
    },
    'conv2d permute reshape reshape',
  ],
  'rows that become pictures': [
    {
      operators: [
        ['Reshape', 'x s', 'r'],
        ['Conv', 'r w', 'y'],
      ],
      inputs: { x: ['batch', 50] },
      constants: { s: shape(-1, 2, 5, 5), w: kernel },
    },
    'reshape permute conv2d',
  ],
  'a shape that is worked out': [
    {
      operators: [
        ['Shape', 'x', 's'],
        ['Gather', 's zero', 'n'],
        ['Unsqueeze', 'n axes', 'm'],
        ['Slice', 's one four', 'rest'],
        ['Gather', 'rest picks', 'some'],
        ['Mul', 'some ones', 'same'],
        ['Concat', 'm same minus', 'to', { axis: 0 }],
        ['Reshape', 'x to', 'y'],
      ],
      constants: {
        zero: integer(0),
        axes: integers(0),
        one: integers(1),
        four: integers(4),
        picks: integers(0, 1),
        ones: integers(1, 1),
        minus: integers(-1),
      },
    },
    '',
  ],
  'axes that come and go': [
    {
      operators: [
        ['Unsqueeze', 'x two', 'a'],
        ['Transpose', 'a', 'b', { perm: [0, 2, 1, 3] }],
        ['Conv', 'b w', 'c'],
        ['Squeeze', 'c', 'y'],
      ],
      inputs: { x: ['batch', 7, 5] },
      constants: { two: integers(2), w: floats([1, 1, 3, 5]) },
    },
    'reshape conv2d',
  ],
  'a border of zeros': [
    {
      operators: [
        ['Pad', 'x pads', 'a'],
        ['Conv', 'a w', 'y'],
      ],
      constants: { pads: integers(0, 0, 1, 2, 0, 0, 0, 1), w: kernel },
    },
    'zeroPadding2d conv2d',
  ],
  'a border whose width is worked out': [
    {
      operators: [
        ['Mul', 'rank two', 'both'],
        ['Sub', 'both given', 'rest'],
        ['ConstantOfShape', 'rest', 'none'],
        ['Cast', 'none', 'zeros', { to: 7 }],
        ['Concat', 'widths zeros', 'all', { axis: 0 }],
        ['Reshape', 'all pairs', 'sides'],
        ['Slice', 'sides last first rows back', 'turned'],
        ['Transpose', 'turned', 'columns', { perm: [1, 0] }],
        ['Reshape', 'columns flat', 'mixed'],
        ['Cast', 'mixed', 'pads', { to: 7 }],
        ['Pad', 'x pads', 'y'],
      ],
      constants: {
        rank: integer(4),
        two: integer(2),
        given: integers(4),
        widths: integers(1, 2, 0, 1),
        pairs: integers(-1, 2),
        last: integers(-1),
        first: integers(-1000),
        rows: integers(0),
        back: integers(-1),
        flat: integers(-1),
      },
    },
    'zeroPadding2d',
  ],
  'a border of two dimensions that are named': [
    {
      operators: [['Pad', 'x pads - axes', 'y']],
      constants: { pads: integers(1, 0, 0, 2), axes: integers(-1, 2) },
      opset: 18,
    },
    'zeroPadding2d',
  ],
  'a border of old files': [
    { operators: [['Pad', 'x', 'y', { pads: [0, 0, 1, 0, 0, 0, 0, 1] }]], opset: 9 },
    'zeroPadding2d',
  ],
  'pictures whose channels come last': [
    {
      operators: [
        ['Transpose', 'x', 't', { perm: [0, 3, 1, 2] }],
        ['Conv', 't w', 'c'],
        ['Transpose', 'c', 'y', { perm: [0, 2, 3, 1] }],
      ],
      inputs: { x: ['batch', 6, 5, 2] },
      constants: { w: kernel },
    },
    'conv2d',
  ],
  'a network for two samples': [
    {
      operators: [
        ['Conv', 'x w', 'c'],
        ['Reshape', 'c s', 'f'],
        ['Gemm', 'f m', 'y'],
      ],
      inputs: { x: [SAMPLES, 2, 6, 5] },
      constants: { w: kernel, s: shape(SAMPLES, 48), m: floats([48, 2]) },
    },
    'conv2d flatten dense',
  ],
};
