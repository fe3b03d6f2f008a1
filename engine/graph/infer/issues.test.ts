import { describe, expect, test } from 'vitest';
import type { Field } from '../../data/types.ts';
import {
  classField,
  picture,
  type SketchNodes,
  sketch,
  valueField,
  vector,
} from '../../testing/sketch.ts';
import { applyFix } from '../issues/applyFix.ts';
import { catalogue } from '../issues/catalogue.ts';
import { issueSentence } from '../issues/issue.ts';
import { inferNetwork } from './infer.ts';
import type { InferredNetwork } from './types.ts';

const digits = [picture(28, 28, 1), classField(10)];
const table = [vector(4), valueField()];
const crossentropy = 'sparseCategoricalCrossentropy';
const codes = ({ issues }: InferredNetwork) => issues.map(({ code }) => code);
const statusOf = (network: InferredNetwork, id: string) => network.nodes.get(id)?.status;

/** A network, its data, the code of its only issue (or codes), and the node it is shown at. */
interface Case {
  readonly what: string;
  readonly nodes: SketchNodes;
  readonly wires: readonly string[];
  readonly fields?: readonly Field[] | null;
  readonly training?: Parameters<typeof sketch>[2];
  readonly code: string;
  readonly at?: string;
  /** Applying the first fix mends it. */
  readonly mended?: boolean;
}
const x: SketchNodes[string] = ['input'];
const conv: SketchNodes[string] = ['conv2d', { filters: 2 }];
const tail: SketchNodes = { f: ['flatten'], d: ['dense', { units: 10 }], l: [crossentropy] };
const cases: readonly Case[] = [
  {
    what: 'a circle',
    nodes: { x, a: ['add'], b: ['activation'], ...tail },
    wires: ['x > a > b > a', 'b > f > d > l'],
    code: 'cycle',
    mended: true,
  },
  {
    what: 'a node that feeds itself',
    nodes: { x, a: ['add'], ...tail },
    wires: ['x > a > a > f > d > l'],
    code: 'cycle',
    at: 'a',
    mended: true,
  },
  {
    what: 'a port without a wire',
    nodes: { x, c: conv, r: ['residual'], ...tail },
    wires: ['x > c > r > f > d > l'],
    code: 'port-unconnected',
    at: 'r',
  },
  {
    what: 'a dense layer on pictures',
    nodes: { x, d: ['dense', { units: 10 }], l: [crossentropy] },
    wires: ['x > d > l'],
    code: 'dense-needs-vector',
    at: 'd',
    mended: true,
  },
  {
    what: 'a convolution on vectors',
    nodes: {
      x,
      f: ['flatten'],
      c: conv,
      g: ['flatten'],
      d: ['dense', { units: 10 }],
      l: [crossentropy],
    },
    wires: ['x > f > c > g > d > l'],
    code: 'needs-picture',
    at: 'c',
    mended: true,
  },
  {
    what: 'a window larger than the picture',
    nodes: { x, c: ['conv2d', { kernelSize: [31, 31] }], ...tail },
    wires: ['x > c > f > d > l'],
    code: 'window-larger-than-picture',
    at: 'c',
    mended: true,
  },
  {
    what: 'padding that hides the picture',
    nodes: {
      x,
      p: [
        'maxPooling2d',
        {
          padding: [
            [2, 2],
            [0, 0],
          ],
        },
      ],
      ...tail,
    },
    wires: ['x > p > f > d > l'],
    code: 'padding-hides-picture',
    at: 'p',
    mended: true,
  },
  {
    what: 'groups that do not divide the channels',
    nodes: { x, c: ['conv2d', { groups: 2 }], ...tail },
    wires: ['x > c > f > d > l'],
    code: 'groups-do-not-divide',
    at: 'c',
    mended: true,
  },
  {
    what: 'adding different shapes',
    nodes: { x, c: conv, a: ['add'], ...tail },
    wires: ['x > c > a > f > d > l', 'x > a'],
    code: 'add-shapes-differ',
    at: 'a',
  },
  {
    what: 'adding pictures of different sizes and channels',
    nodes: {
      x,
      c: ['conv2d', { filters: 5, stride: [2, 2], padding: 'same' }],
      a: ['add'],
      ...tail,
    },
    wires: ['x > a > f > d > l', 'x > c > a'],
    code: 'add-shapes-differ',
    at: 'a',
    mended: true,
  },
  {
    what: 'adding vectors of different lengths',
    nodes: {
      x,
      e: ['dense', { units: 3 }],
      a: ['add'],
      d: ['dense', { units: 1 }],
      l: ['meanSquaredError'],
    },
    wires: ['x > a > d > l', 'x > e > a'],
    fields: table,
    code: 'add-shapes-differ',
    at: 'a',
    mended: true,
  },
  {
    what: 'joining different shapes',
    nodes: { x, c: conv, a: ['concat'], ...tail },
    wires: ['x > c > a > f > d > l', 'x > a'],
    code: 'concat-shapes-differ',
    at: 'a',
  },
  {
    what: 'joining along an axis that is not there',
    nodes: { x, a: ['concat', { axis: 4 }], ...tail },
    wires: ['x > a > f > d > l'],
    code: 'axis-missing',
    at: 'a',
    mended: true,
  },
  {
    what: 'an identity between different shapes',
    nodes: { x, c: conv, r: ['residual', { projection: 'identity' }], ...tail },
    wires: ['x > c > r > f > d > l', 'x > r.skip'],
    code: 'residual-identity-differs',
    at: 'r',
  },
  {
    what: 'a skip that is smaller than the main way',
    nodes: { x, p: ['maxPooling2d'], r: ['residual'], ...tail },
    wires: ['x > r > f > d > l', 'x > p > r.skip'],
    code: 'residual-cannot-project',
    at: 'r',
  },
  {
    what: 'a reshape that does not come out even',
    nodes: { x, s: ['reshape', { shape: [-1, 5] }], ...tail },
    wires: ['x > s > f > d > l'],
    code: 'reshape-does-not-fit',
    at: 's',
    mended: true,
  },
  {
    what: 'more than memory can hold',
    nodes: {
      x,
      p: [
        'zeroPadding2d',
        {
          padding: [
            [1e6, 1e6],
            [1e6, 1e6],
          ],
        },
      ],
      ...tail,
    },
    wires: ['x > p > f > d > l'],
    code: 'too-large',
    at: 'p',
  },
  {
    what: 'a parameter out of bounds',
    nodes: { x, f: ['flatten'], d: ['dense', { units: -3 }], l: [crossentropy] },
    wires: ['x > f > d > l'],
    code: 'parameter-invalid',
    at: 'd',
  },
  {
    what: 'a parameter that does not exist',
    nodes: { x, f: ['flatten'], d: ['dense', { units: 10, unit: 3 }], l: [crossentropy] },
    wires: ['x > f > d > l'],
    code: 'parameter-invalid',
    at: 'd',
    mended: true,
  },
  {
    what: 'an initializer that does not exist',
    nodes: {
      x,
      f: ['flatten'],
      d: ['dense', { units: 10, kernelInitializer: { type: 'toString' } }],
      l: [crossentropy],
    },
    wires: ['x > f > d > l'],
    code: 'initializer-unknown',
    at: 'd',
  },
  {
    what: 'an initializer with a setting it does not have',
    nodes: {
      x,
      f: ['flatten'],
      d: ['dense', { units: 10, biasInitializer: { type: 'zeros', value: 1 } }],
      l: [crossentropy],
    },
    wires: ['x > f > d > l'],
    code: 'parameter-invalid',
    at: 'd',
  },
  {
    what: 'a layer nobody knows',
    nodes: { x, u: ['constructor'], ...tail },
    wires: ['x > u > f > d > l'],
    code: 'unknown-layer',
    at: 'u',
  },
  {
    what: 'a layer of a newer version',
    nodes: {
      x,
      f: ['flatten', {}, { version: 7 }],
      d: ['dense', { units: 10 }],
      l: [crossentropy],
    },
    wires: ['x > f > d > l'],
    code: 'newer-layer',
    at: 'f',
  },
  {
    what: 'two nodes of one name',
    nodes: { x, f: ['flatten'], d: ['dense', { units: 10 }, { label: 'f' }], l: [crossentropy] },
    wires: ['x > f > d > l'],
    code: 'duplicate-label',
    at: 'd',
    mended: true,
  },
  {
    what: 'a name that weights cannot have',
    nodes: { x, f: ['flatten'], d: ['dense', { units: 10 }, { label: 'a/b' }], l: [crossentropy] },
    wires: ['x > f > d > l'],
    code: 'label-invalid',
    at: 'd',
    mended: true,
  },
  {
    what: 'an order of other axes',
    nodes: { x, p: ['permute', { order: [1, 0] }], ...tail },
    wires: ['x > p > f > d > l'],
    code: 'permute-axes-differ',
    at: 'p',
  },
  {
    what: 'bounds the wrong way round',
    nodes: { x, c: ['clip', { minimum: 1, maximum: 0 }], ...tail },
    wires: ['x > c > f > d > l'],
    code: 'bounds-reversed',
    at: 'c',
  },
  {
    what: 'an operator without a layer',
    nodes: { x, o: ['placeholder', { operator: 'LRN' }], ...tail },
    wires: ['x > o > f > d > l'],
    code: 'placeholder-operator',
    at: 'o',
    mended: true,
  },
  {
    what: 'an operator with a setting that its layer lacks',
    nodes: { x, o: ['placeholder', { operator: 'Pad', setting: 'mode = edge' }], ...tail },
    wires: ['x > o > f > d > l'],
    code: 'placeholder-setting',
    at: 'o',
    mended: true,
  },
  {
    what: 'a wire to nowhere',
    nodes: { x, ...tail },
    wires: ['x > f > d > l', 'x > gone'],
    code: 'edge-node-missing',
    mended: true,
  },
  {
    what: 'a wire to a port that is not there',
    nodes: { x, ...tail },
    wires: ['x > f > d > l', 'x > d.side'],
    code: 'edge-port-missing',
    at: 'd',
    mended: true,
  },
  {
    what: 'a wire into an input layer',
    nodes: { x, y: ['input', { field: 'image' }], ...tail },
    wires: ['x > f > d > l', 'y > x.field', 'y > a', 'x > a'].slice(0, 2),
    code: 'edge-port-missing',
    at: 'x',
  },
  {
    what: 'two wires at one port',
    nodes: { x, y: ['input'], ...tail },
    wires: ['x > f > d > l', 'y > f'],
    code: 'port-taken-twice',
    at: 'f',
  },
  {
    what: 'a layer that nothing uses',
    nodes: { x, c: conv, ...tail },
    wires: ['x > f > d > l', 'x > c'],
    code: 'unused-node',
    at: 'c',
    mended: true,
  },
  {
    what: 'no loss',
    nodes: { x, f: ['flatten'], d: ['dense', { units: 10 }] },
    wires: ['x > f > d'],
    code: 'no-loss',
    at: 'd',
    mended: true,
  },
  { what: 'nothing at all', nodes: {}, wires: [], code: 'empty-network' },
  {
    what: 'nothing that learns',
    nodes: {
      x,
      f: ['flatten'],
      d: ['dense', { units: 10 }, { trainable: false }],
      l: [crossentropy],
    },
    wires: ['x > f > d > l'],
    code: 'nothing-to-learn',
  },
  {
    what: 'softmax in front of a loss from scores',
    nodes: {
      x,
      f: ['flatten'],
      d: ['dense', { units: 10 }],
      s: ['activation', { activation: 'softmax' }],
      l: [crossentropy],
    },
    wires: ['x > f > d > s > l'],
    code: 'softmax-before-logits',
    at: 'l',
    mended: true,
  },
  {
    what: 'softmax inside the last layer and dropout behind it',
    nodes: {
      x,
      f: ['flatten'],
      d: ['dense', { units: 10, activation: 'softmax' }],
      o: ['dropout'],
      l: [crossentropy],
    },
    wires: ['x > f > d > o > l'],
    code: 'softmax-before-logits',
    at: 'l',
    mended: true,
  },
  {
    what: 'sigmoid in front of a binary loss from scores',
    nodes: { x, d: ['dense', { units: 1, activation: 'sigmoid' }], l: ['binaryCrossentropy'] },
    wires: ['x > d > l'],
    fields: [vector(2), classField(2)],
    code: 'softmax-before-logits',
    at: 'l',
    mended: true,
  },
  {
    what: 'too few scores for the classes',
    nodes: { x, f: ['flatten'], d: ['dense', { units: 7 }], l: [crossentropy] },
    wires: ['x > f > d > l'],
    code: 'class-count-differs',
    at: 'l',
    mended: true,
  },
  {
    what: 'a binary loss for ten classes',
    nodes: { x, f: ['flatten'], d: ['dense', { units: 1 }], l: ['binaryCrossentropy'] },
    wires: ['x > f > d > l'],
    code: 'binary-needs-two-classes',
    at: 'l',
  },
  {
    what: 'a loss of numbers for classes',
    nodes: { x, f: ['flatten'], d: ['dense', { units: 10 }], l: ['meanSquaredError'] },
    wires: ['x > f > d > l'],
    code: 'target-is-classes',
    at: 'l',
    mended: true,
  },
  {
    what: 'one-hot crossentropy for class numbers',
    nodes: { x, f: ['flatten'], d: ['dense', { units: 10 }], l: ['categoricalCrossentropy'] },
    wires: ['x > f > d > l'],
    code: 'target-is-class-numbers',
    at: 'l',
    mended: true,
  },
  {
    what: 'a loss of classes for numbers',
    nodes: { x, d: ['dense', { units: 1 }], l: [crossentropy] },
    wires: ['x > d > l'],
    fields: table,
    code: 'target-is-values',
    at: 'l',
    mended: true,
  },
  {
    what: 'as many estimates as there is no target for',
    nodes: { x, d: ['dense', { units: 3 }], l: ['meanSquaredError'] },
    wires: ['x > d > l'],
    fields: table,
    code: 'target-shape-differs',
    at: 'l',
    mended: true,
  },
  {
    what: 'weights of samples that are not one a sample',
    nodes: { x, d: ['dense', { units: 1 }], l: ['meanSquaredError'] },
    wires: ['x > d > l', 'x > l.sampleWeight'],
    fields: table,
    code: 'sample-weight-shape',
    at: 'l',
  },
  {
    what: 'no data, and a shape that the data decide',
    nodes: { x, ...tail },
    wires: ['x > f > d > l'],
    fields: null,
    code: 'no-data',
    at: 'x',
  },
  {
    what: 'no data, and a shape that is written down',
    nodes: { x: ['input', { shape: [28, 28, 1] }], ...tail },
    wires: ['x > f > d > l'],
    fields: null,
    code: 'data-not-chosen',
  },
  {
    what: 'data of another shape',
    nodes: { x: ['input', { shape: [32, 32, 3] }], ...tail },
    wires: ['x > f > d > l'],
    code: 'data-does-not-fit',
    at: 'x',
    mended: true,
  },
  {
    what: 'a field that the data do not have',
    nodes: { x: ['input', { field: 'sound' }], ...tail },
    wires: ['x > f > d > l'],
    code: 'field-missing',
    at: 'x',
    mended: true,
  },
  {
    what: 'a target that the data do not have',
    nodes: { x, f: ['flatten'], d: ['dense', { units: 10 }], l: [crossentropy, { target: 'x' }] },
    wires: ['x > f > d > l'],
    code: 'field-missing',
    at: 'l',
    mended: true,
  },
  {
    what: 'two fields to choose from',
    nodes: { x, d: ['dense', { units: 1 }], l: ['meanSquaredError'] },
    wires: ['x > d > l'],
    fields: [vector(4, 'a'), vector(3, 'b'), valueField()],
    code: 'field-ambiguous',
    at: 'x',
    mended: true,
  },
  {
    what: 'data without a target',
    nodes: { x, d: ['dense', { units: 1 }], l: ['meanSquaredError'] },
    wires: ['x > d > l'],
    fields: [vector(4)],
    code: 'field-role-missing',
    at: 'l',
  },
  {
    what: 'class numbers into a layer that calculates',
    nodes: {
      x: ['input', { field: 'label' }],
      a: ['reshape', { shape: [1] }],
      d: ['dense', { units: 10 }],
      l: [crossentropy],
    },
    wires: ['x > a > d > l'],
    code: 'class-numbers-not-values',
    at: 'd',
  },
  {
    what: 'shared weights of a node that is not there',
    nodes: {
      x,
      f: ['flatten'],
      d: ['dense', { units: 10 }, { sharesWith: 'gone' }],
      l: [crossentropy],
    },
    wires: ['x > f > d > l'],
    code: 'shares-with-missing',
    at: 'd',
  },
  {
    what: 'shared weights of another type',
    nodes: {
      x,
      f: ['flatten'],
      d: ['dense', { units: 10 }, { sharesWith: 'f' }],
      l: [crossentropy],
    },
    wires: ['x > f > d > l'],
    code: 'shares-with-other-type',
    at: 'd',
  },
  {
    what: 'shared weights of another shape',
    nodes: {
      x,
      f: ['flatten'],
      d: ['dense', { units: 10 }],
      e: ['dense', { units: 10 }, { sharesWith: 'd' }],
      l: [crossentropy],
    },
    wires: ['x > f > d > e > l'],
    code: 'shares-with-other-shape',
    at: 'e',
  },
  {
    what: 'weights shared in a circle',
    nodes: {
      x,
      f: ['flatten'],
      d: ['dense', { units: 10 }, { sharesWith: 'd' }],
      l: [crossentropy],
    },
    wires: ['x > f > d > l'],
    code: 'shares-with-circle',
    at: 'd',
  },
];
const settings = (objective: object) => ({ phases: [{ epochs: 1, objectives: [objective] }] });
const trainings: readonly (readonly [string, Case['training'], string])[] = [
  ['an unknown optimizer', settings({ optimizer: { type: 'toString' } }), 'optimizer-unknown'],
  ['an unknown schedule', settings({ schedule: { type: 'x' } }), 'schedule-unknown'],
  [
    'a wrong setting',
    settings({ optimizer: { type: 'sgd', params: { learningRate: -1 } } }),
    'setting-invalid',
  ],
  [
    'a setting nobody has',
    settings({ optimizer: { type: 'sgd', params: { lr: 1 } } }),
    'setting-invalid',
  ],
  ['a loss that is none', settings({ losses: ['d'] }), 'training-node-missing'],
  ['a layer that is gone', settings({ parameters: ['gone'] }), 'training-node-missing'],
  ['an unknown metric', { metrics: [{ type: 'x', compares: { loss: 'l' } }] }, 'metric-unknown'],
  [
    'a metric of a lost loss',
    { metrics: [{ type: 'accuracy', compares: { loss: 'f' } }] },
    'training-node-missing',
  ],
  [
    'a metric that cannot compare',
    { metrics: [{ type: 'meanAbsoluteError', compares: { loss: 'l' } }] },
    'metric-does-not-fit',
  ],
  [
    'a metric with a field that is gone',
    {
      metrics: [
        {
          type: 'accuracy',
          compares: { prediction: { node: 'd', port: 'output' }, target: 'gone' },
        },
      ],
    },
    'metric-field-missing',
  ],
  ['folds', { split: { kind: 'kfold', k: 5 } }, 'kfold-not-yet'],
  ['a monitor nobody computes', { earlyStopping: { monitor: 'val_accuracy' } }, 'setting-invalid'],
];
for (const [what, training, code] of trainings)
  (cases as Case[]).push({
    what: `training with ${what}`,
    nodes: { x, ...tail },
    wires: ['x > f > d > l'],
    training,
    code,
  });

describe('one cause is one issue', () => {
  test.each(cases)(
    '$what: $code',
    ({ nodes, wires, fields = digits, training, code, at, mended }) => {
      const project = sketch(nodes, wires, training);
      const network = inferNetwork(project, fields);
      expect(codes(network)).toEqual([code]);
      const [found] = network.issues;
      if (at !== undefined) expect(found?.node).toBe(at);
      const sentence = found ? issueSentence(found) : '';
      expect(sentence).not.toMatch(/\{|undefined|null|NaN|rank/);
      expect(sentence).toMatch(/\.$/);
      const [fix] = found?.fixes ?? [];
      if (mended) {
        if (!fix) throw new Error('there is no fix');
        const before = structuredClone(project);
        expect(codes(inferNetwork(applyFix(project, fix), fields))).toEqual([]);
        expect(project).toEqual(before);
      }
    },
  );

  test('no code of the catalogue about networks is without its case', () => {
    const tried = new Set([
      ...cases.map(({ code }) => code),
      'duplicate-id',
      'duplicate-edge-id',
      'needs-channels',
      'class-positions-differ',
      'prediction-needs-classes',
    ]);
    const ofFiles = /^(json-|file-|not-a-project|newer-version|document-invalid)/;
    expect(
      Object.keys(catalogue).filter((code) => !tried.has(code) && !ofFiles.test(code)),
    ).toEqual([]);
  });

  test('nodes behind it are unknown, others go on', () => {
    const network = inferNetwork(
      sketch(
        {
          x,
          d: ['dense'],
          a: ['activation'],
          l: [crossentropy],
          g: ['flatten'],
          e: ['dense', { units: 10 }],
          m: [crossentropy],
        },
        ['x > d > a > l', 'x > g > e > m'],
      ),
      digits,
    );
    expect(codes(network)).toEqual(['dense-needs-vector']);
    expect(['x', 'd', 'a', 'l', 'e', 'm'].map((id) => statusOf(network, id))).toEqual([
      'ok',
      'issue',
      'unknown',
      'unknown',
      'ok',
      'ok',
    ]);
  });
});
