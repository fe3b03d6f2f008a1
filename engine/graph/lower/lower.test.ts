import { describe, expect, test } from 'vitest';
import { initialState, lower, number, run } from '../../testing/lowered.ts';
import { classField, picture, type SketchNodes, valueField, vector } from '../../testing/sketch.ts';
import { RandomStream } from '../../util/random.ts';

const crossentropy = 'sparseCategoricalCrossentropy';
const sgd = (learningRate: number, more = {}) => ({
  phases: [
    { epochs: 1, objectives: [{ optimizer: { type: 'sgd', params: { learningRate } }, ...more }] },
  ],
});
const rate = (learningRate: number) => ({ 'scalar:learningRate': [learningRate] });
const noise = (count: number, seed = 3) => {
  const stream = new RandomStream(seed);
  return Array.from({ length: count }, () => stream.normal());
};

const line = { x: ['input'], d: ['dense', { units: 1 }], l: ['meanSquaredError'] } as const;
const lineFields = [vector(2), valueField()];

describe('a training step', () => {
  test('is gradient descent as computed by hand', () => {
    const network = lower(line, ['x > d > l'], lineFields, sgd(0.1));
    const step = network.trainStep(0, 0, 2);
    const feed = { 'field:features': [1, 2, 3, 4], 'field:value': [1, 2], ...rate(0.1) };
    const state = { 'd/kernel': [0.5, -1], 'd/bias': [0.25] };
    const { outputs, state: next } = run(step, feed, state);
    // Predictions −1.25 and −2.25, errors −2.25 and −4.25.
    expect(number(outputs.loss)).toBeCloseTo((2.25 ** 2 + 4.25 ** 2) / 2, 12);
    expect(number(outputs.finite)).toBe(1);
    const gradients = [-2.25 * 1 - 4.25 * 3, -2.25 * 2 - 4.25 * 4, -2.25 - 4.25];
    expect(next['d/kernel']?.[0]).toBeCloseTo(0.5 - 0.1 * (gradients[0] as number), 12);
    expect(next['d/kernel']?.[1]).toBeCloseTo(-1 - 0.1 * (gradients[1] as number), 12);
    expect(next['d/bias']?.[0]).toBeCloseTo(0.25 - 0.1 * (gradients[2] as number), 12);
    expect(step.fields).toEqual([
      { input: 'field:features', field: 'features', type: { dtype: 'f32', shape: [2, 2] } },
      { input: 'field:value', field: 'value', type: { dtype: 'f32', shape: [2] } },
    ]);
  });

  test('adds penalties to the loss and to the gradients', () => {
    const nodes = {
      ...line,
      d: [
        'dense',
        { units: 1, kernelRegularizer: { l1: 0.5, l2: 0.25 }, biasRegularizer: { l1: 0, l2: 1 } },
      ],
    } as const;
    const network = lower(nodes, ['x > d > l'], lineFields, sgd(1));
    const state = { 'd/kernel': [2, -3], 'd/bias': [0.5] };
    const feed = { 'field:features': [0, 0], 'field:value': [0.5], ...rate(1) };
    const { outputs, state: next } = run(network.trainStep(0, 0, 1), feed, state);
    const penalty = 0.5 * 5 + 0.25 * 13 + 0.25;
    expect(number(outputs.loss)).toBeCloseTo(penalty, 12);
    expect([...Array.from(next['d/kernel'] ?? []), ...Array.from(next['d/bias'] ?? [])]).toEqual([
      2 - (0.5 + 1),
      -3 - (-0.5 - 1.5),
      0.5 - 1,
    ]);
    const seen = run(network.evaluation(1), { ...feed, mask: [1] }, state).outputs;
    expect(number(seen.penalty)).toBeCloseTo(penalty, 12);
    expect(number(seen.lossSum)).toBeCloseTo(0, 12);
  });

  test('leaves everything as it was when it is not finite, statistics and slots too', () => {
    const nodes = {
      x: ['input'],
      d: ['dense', { units: 2 }],
      b: ['batchNormalization'],
      o: ['dense', { units: 1 }],
      l: ['meanSquaredError'],
    } as const;
    const momentum = { phases: [{ epochs: 1, objectives: [{ optimizer: { type: 'momentum' } }] }] };
    const network = lower(nodes, ['x > d > b > o > l'], lineFields, momentum);
    const state = initialState(network);
    const step = network.trainStep(0, 0, 2);
    const feed = { 'field:features': [1, 2, 3, 4], 'field:value': [1, Number.NaN], ...rate(0.1) };
    const broken = run(step, feed, state);
    expect(number(broken.outputs.finite)).toBe(0);
    for (const [name, values] of Object.entries(broken.updates))
      expect(Array.from(values), name).toEqual(Array.from(state[name] ?? []));
    expect(Object.keys(broken.updates).sort()).toEqual(Object.keys(state).sort());
    const fine = run(step, { ...feed, 'field:value': [1, 2] }, state);
    for (const [name, values] of Object.entries(fine.updates))
      if (name !== 'd/bias' && !name.startsWith('d/bias/'))
        expect(Array.from(values), name).not.toEqual(Array.from(state[name] ?? []));
  });

  test('clips by value and by the norm over all gradients', () => {
    const feed = { 'field:features': [3, 4], 'field:value': [-10], ...rate(1) };
    const state = { 'd/kernel': [0, 0], 'd/bias': [0] };
    const step = (clip: object) =>
      run(lower(line, ['x > d > l'], lineFields, sgd(1, { clip })).trainStep(0, 0, 1), feed, state)
        .state;
    // The gradients are 60, 80 and 20.
    expect(Array.from(step({ kind: 'value', limit: 70 })['d/kernel'] ?? [])).toEqual([-60, -70]);
    const norm = Math.sqrt(60 ** 2 + 80 ** 2 + 20 ** 2);
    const scaled = step({ kind: 'norm', limit: 2 });
    expect(scaled['d/kernel']?.[1]).toBeCloseTo((-80 * 2) / norm, 6);
    expect(scaled['d/bias']?.[0]).toBeCloseTo((-20 * 2) / norm, 6);
    expect(step({ kind: 'norm', limit: 1e6 })['d/kernel']?.[1]).toBeCloseTo(-80, 12);
  });

  test('weighs losses, and samples within them', () => {
    const nodes = {
      x: ['input', { field: 'features' }],
      w: ['input', { field: 'weights' }],
      d: ['dense', { units: 1 }],
      l: ['meanSquaredError', { weight: 2 }],
      m: ['meanAbsoluteError', { weight: 0.5 }],
    } as const;
    const fields = [vector(2), vector(1, 'weights'), valueField()];
    const network = lower(nodes, ['x > d > l', 'd > m', 'w > l.sampleWeight'], fields, sgd(1));
    const feed = {
      'field:features': [1, 0, 0, 1],
      'field:weights': [1, 3],
      'field:value': [0, 0],
      ...rate(0),
    };
    const state = { 'd/kernel': [2, 3], 'd/bias': [0] };
    const { outputs } = run(network.trainStep(0, 0, 2), feed, state);
    expect(number(outputs.loss)).toBeCloseTo((2 * (4 + 3 * 9)) / 2 + (0.5 * (2 + 3)) / 2, 12);
  });

  test('learns: a small convolutional network fits sixteen random pictures', () => {
    const nodes: SketchNodes = {
      x: ['input'],
      c: ['conv2d', { filters: 4, padding: 'same', activation: 'relu' }],
      p: ['maxPooling2d'],
      b: ['batchNormalization'],
      r: ['residual', { activation: 'relu' }],
      f: ['flatten'],
      o: ['dropout', { rate: 0.1 }],
      d: ['dense', { units: 3 }],
      l: [crossentropy],
    };
    const wires = ['x > c > p > b > r > f > o > d > l', 'x > r.skip'];
    const fields = [picture(6, 6, 2), classField(3)];
    const adam = { optimizer: { type: 'adam', params: { learningRate: 0.02 } } };
    const network = lower(nodes, wires, fields, {
      phases: [{ epochs: 1, objectives: [adam] }],
      metrics: [{ type: 'accuracy', compares: { loss: 'l' } }],
    });
    const data = {
      'field:image': noise(16 * 72),
      'field:label': Array.from({ length: 16 }, (_, i) => i % 3),
    };
    let state = initialState(network);
    const step = network.trainStep(0, 0, 16);
    const losses: number[] = [];
    for (let t = 1; t <= 60; t++) {
      const scalars = {
        'scalar:stepSize': [0.02 / (1 - 0.9 ** t)],
        'scalar:rootCorrection': [1 / Math.sqrt(1 - 0.999 ** t)],
      };
      const result = run(step, { ...data, ...scalars, step: [t] }, state);
      state = result.state;
      losses.push(number(result.outputs.loss));
    }
    expect(losses[0]).toBeGreaterThan(0.8);
    expect(losses.at(-1)).toBeLessThan(0.15);
    const mask = new Array<number>(16).fill(1);
    const { outputs } = run(network.evaluation(16), { ...data, mask }, state);
    expect(number(outputs['metric:0:correct'])).toBeGreaterThanOrEqual(15);
  });
});

describe('weights', () => {
  test('that are shared are one tensor with the gradients of both uses', () => {
    const nodes = {
      x: ['input', { field: 'x' }],
      y: ['input', { field: 'y' }],
      a: ['dense', { units: 1, useBias: false }],
      b: ['dense', { units: 1, useBias: false }, { sharesWith: 'a' }],
      s: ['add'],
      l: ['meanSquaredError'],
    } as const;
    const network = lower(
      nodes,
      ['x > a > s > l', 'y > b > s'],
      [vector(1, 'x'), vector(1, 'y'), valueField()],
      sgd(1),
    );
    expect(network.state.map(({ name }) => name)).toEqual(['a/kernel']);
    const feed = { 'field:x': [2], 'field:y': [3], 'field:value': [0], ...rate(1) };
    const { state } = run(network.trainStep(0, 0, 1), feed, { 'a/kernel': [1] });
    expect(state['a/kernel']?.[0]).toBeCloseTo(1 - 2 * 5 * 5, 12);
  });

  test('that are frozen stay, and their statistics too', () => {
    const nodes = {
      x: ['input'],
      b: ['batchNormalization', {}, { trainable: false }],
      d: ['dense', { units: 1 }],
      l: ['meanSquaredError'],
    } as const;
    const network = lower(nodes, ['x > b > d > l'], lineFields);
    const updated = network.trainStep(0, 0, 4).program.updates.map(({ param }) => param);
    expect(updated.filter((name) => name.startsWith('b/'))).toEqual([]);
    expect(updated).toContain('d/kernel');
    expect(network.state.map(({ name }) => name)).toContain('b/runningMean');
  });

  test('of objectives with parts of the network change in their own steps only', () => {
    const nodes = {
      x: ['input'],
      g: ['dense', { units: 2 }],
      d: ['dense', { units: 1 }],
      l: ['meanSquaredError'],
      m: ['meanAbsoluteError'],
    } as const;
    const objectives = [
      { losses: ['l'], parameters: ['g'], optimizer: { type: 'sgd' } },
      { losses: ['m'], parameters: ['d'], optimizer: { type: 'adam' } },
    ];
    const network = lower(nodes, ['x > g > d > l', 'd > m'], lineFields, {
      phases: [{ epochs: 1, objectives }],
    });
    const updated = (objective: number) =>
      network.trainStep(0, objective, 2).program.updates.map(({ param }) => param);
    expect(updated(0)).toEqual(['g/kernel', 'g/bias']);
    expect(updated(1)).toEqual([
      'd/kernel',
      'd/kernel/0.1/mean',
      'd/kernel/0.1/meanSquare',
      'd/bias',
      'd/bias/0.1/mean',
      'd/bias/0.1/meanSquare',
    ]);
    expect(network.state.filter(({ role }) => role === 'slot')).toHaveLength(4);
    expect(network.state.find(({ name }) => name === 'd/bias/0.1/mean')?.exportName).toBe(
      'd/bias/0.1/mean',
    );
  });
});

describe('random numbers', () => {
  test('of dropout depend on seed, step and node, not on the rest of the network', () => {
    const nodes: SketchNodes = {
      x: ['input'],
      o: ['dropout'],
      d: ['dense', { units: 1 }],
      l: ['meanSquaredError'],
    };
    const more: SketchNodes = {
      ...nodes,
      p: ['dropout'],
      e: ['dense', { units: 1 }],
      m: ['meanSquaredError'],
    };
    const fields = [vector(64), valueField()];
    const key = (nodesOf: SketchNodes, wires: readonly string[]) =>
      lower(nodesOf, wires, fields)
        .trainStep(0, 0, 2)
        .program.instructions.flatMap(({ op, attributes, origin }) =>
          op === 'random' ? [[origin, attributes]] : [],
        );
    const alone = key(nodes, ['x > o > d > l']);
    const beside = key(more, ['x > p > e > m', 'x > o > d > l']);
    expect(alone).toHaveLength(1);
    expect(beside).toHaveLength(2);
    expect(beside).toContainEqual(alone[0]);
  });
});
