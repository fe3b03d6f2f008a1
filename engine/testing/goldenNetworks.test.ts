import { describe, expect, test } from 'vitest';
import { inferNetwork } from '../graph/infer/infer.ts';
import { lowerNetwork } from '../graph/lower/lower.ts';
import type { LoweredNetwork } from '../graph/lower/types.ts';
import { optimizerDefinition } from '../optim/index.ts';
import { expectClose } from './close.ts';
import {
  type Digest,
  type GoldenTensor,
  goldens,
  hashed,
  type NetworkCase,
} from './goldenCases.ts';
import { classField, picture, type SketchNodes, sketch } from './sketch.ts';
import { type Bench, type Target, targets, withBench } from './targets.ts';

const BATCH = 4;
const learn = 'sparseCategoricalCrossentropy';
const one = [
  [1, 1],
  [1, 1],
];
const conv = (filters: number, stride = 1) =>
  [
    'conv2d',
    { filters, kernelSize: [3, 3], stride: [stride, stride], padding: one, useBias: false },
  ] as const;
const relu = ['activation', { activation: 'relu' }] as const;
const norm = ['batchNormalization'] as const;

interface Drawn {
  readonly nodes: SketchNodes;
  readonly wires: readonly string[];
}
/** The networks of scripts/goldens/networks.py, by name. */
const networks: Readonly<Record<string, Drawn>> = {
  lenet: {
    nodes: {
      image: ['input'],
      conv1: ['conv2d', { filters: 6, kernelSize: [5, 5], padding: 'same', activation: 'relu' }],
      pool1: ['maxPooling2d'],
      conv2: ['conv2d', { filters: 16, kernelSize: [5, 5], activation: 'relu' }],
      pool2: ['maxPooling2d'],
      flat: ['flatten'],
      dense1: ['dense', { units: 120, activation: 'relu' }],
      dense2: ['dense', { units: 84, activation: 'relu' }],
      dense3: ['dense', { units: 10 }],
      loss: [learn],
    },
    wires: ['image > conv1 > pool1 > conv2 > pool2 > flat > dense1 > dense2 > dense3 > loss'],
  },
  resnet: {
    nodes: {
      image: ['input'],
      stem: conv(8),
      stemNorm: norm,
      stemRelu: relu,
      a1: conv(8),
      a1Norm: norm,
      a1Relu: relu,
      a2: conv(8),
      a2Norm: norm,
      aSum: ['residual', { activation: 'relu' }],
      b1: conv(12, 2),
      b1Norm: norm,
      b1Relu: relu,
      b2: conv(12),
      b2Norm: norm,
      bSum: ['residual', { activation: 'relu' }],
      pool: ['globalAveragePooling'],
      head: ['dense', { units: 10 }],
      loss: [learn],
    },
    wires: [
      'image > stem > stemNorm > stemRelu > a1 > a1Norm > a1Relu > a2 > a2Norm > aSum.main',
      'stemRelu > aSum.skip',
      'aSum > b1 > b1Norm > b1Relu > b2 > b2Norm > bSum.main',
      'aSum > bSum.skip',
      'bSum > pool > head > loss',
    ],
  },
};

/** The network as a project with one objective, lowered. */
function lowered(golden: NetworkCase, optimizer: string, learningRate: number): LoweredNetwork {
  const { nodes, wires } = networks[golden.name] as Drawn;
  const objective = { optimizer: { type: optimizer, params: { learningRate } } };
  const project = sketch(nodes, wires, { phases: [{ epochs: 1, objectives: [objective] }] });
  const fields = [picture(...golden.input.shape.slice(1)), classField(10)];
  const network = inferNetwork(project, fields);
  expect(network.issues.filter(({ severity }) => severity !== 'hint')).toEqual([]);
  return lowerNetwork(network);
}

/** Runs steps of training from the golden's weights and statistics 0 and 1; gives their losses. */
function train<T>(
  target: Target,
  golden: NetworkCase,
  choice: { readonly optimizer: string; readonly learningRate: number; readonly steps: number },
  look: (bench: Bench, losses: readonly number[]) => T,
): Promise<T> {
  const network = lowered(golden, choice.optimizer, choice.learningRate);
  const definition = optimizerDefinition(choice.optimizer);
  const params = definition.params.parse({});
  const initial: Record<string, ArrayLike<number>> = {};
  for (const { name, type, role, initial: start } of network.state) {
    const recipe = golden.weights[name];
    if (role === 'weight' && !recipe) throw new Error(`The golden has no weight ${name}.`);
    const value = start.kind === 'value' ? start.value : name.endsWith('Variance') ? 1 : 0;
    const count = type.shape.reduce((product, length) => product * length, 1);
    initial[name] = recipe ? hashed(recipe) : new Float64Array(count).fill(value);
    if (recipe) expect(type.shape, name).toEqual(recipe.shape);
  }
  const { program } = network.trainStep(0, 0, BATCH);
  return withBench(target, program, initial, async (bench) => {
    const losses: number[] = [];
    for (let step = 1; step <= choice.steps; step++) {
      const at = { step, learningRate: choice.learningRate };
      const scalars = Object.entries(definition.scalars(params, at));
      const outputs = await bench.step({
        ...Object.fromEntries(scalars.map(([name, value]) => [`scalar:${name}`, [value]])),
        'field:image': hashed(golden.input),
        'field:label': golden.target,
      });
      expect(Number(outputs.finite?.[0])).toBe(1);
      losses.push(Number(outputs.loss?.[0]));
    }
    return look(bench, losses);
  });
}

/** All of a small tensor; a sample and the projection of a large one. */
function expectDigest(
  what: string,
  actual: ArrayLike<number>,
  expected: GoldenTensor | Digest,
  { tolerance }: Target,
): void {
  if ('data' in expected) {
    expectClose(what, actual, expected.data, tolerance);
    return;
  }
  const values = Array.from(actual);
  expect(values.length, what).toBe(expected.shape.reduce((a, b) => a * b, 1));
  const sample = values.filter((_, i) => i % expected.stride === 0);
  expectClose(`${what}, every ${expected.stride}th`, sample, expected.sample, tolerance);
  const direction = hashed({ shape: [values.length], seed: 77, scale: 2, offset: 0 });
  const projection = values.reduce((sum, x, i) => sum + x * (direction[i] as number), 0);
  const allowed = {
    relative: 0,
    absolute: tolerance.relative * expected.magnitude + tolerance.absolute,
  };
  expectClose(`projection of ${what}`, [projection], [expected.projection], allowed);
}

const cases = goldens('networks');

test('every network drawn here has a golden', () => {
  expect(cases.map(({ name }) => name).sort()).toEqual(Object.keys(networks).sort());
});

describe.each(targets)('on $name', (target) => {
  test.each(cases)('the gradients of $name equal PyTorch', (golden) =>
    train(target, golden, { optimizer: 'sgd', learningRate: 1, steps: 1 }, (bench, losses) => {
      expectClose('loss', losses, golden.losses.slice(0, 1), target.tolerance);
      expect(Object.keys(golden.gradients)).toEqual(Object.keys(golden.weights));
      for (const [name, expected] of Object.entries(golden.gradients)) {
        const before = hashed(golden.weights[name] as NetworkCase['input']);
        const after = bench.state(name);
        const gradient = before.map((value, i) => value - (after[i] as number));
        expectDigest(`gradient of ${name}`, gradient, expected, target);
      }
    }),
  );

  test.each(cases)('three steps of Adam on $name equal PyTorch', (golden) =>
    train(target, golden, { optimizer: 'adam', learningRate: 1e-3, steps: 3 }, (bench, losses) => {
      expectClose('losses', losses, golden.losses, target.tolerance);
      for (const [name, expected] of Object.entries({ ...golden.after, ...golden.statistics }))
        expectDigest(name, bench.state(name), expected, target);
    }),
  );
});
