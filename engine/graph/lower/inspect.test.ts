import { describe, expect, test } from 'vitest';
import type { NamedData } from '../../backends/reference/evaluate.ts';
import { initialState, lower, number, run, type State } from '../../testing/lowered.ts';
import { classField, type SketchNodes, valueField, vector } from '../../testing/sketch.ts';

const crossentropy = 'sparseCategoricalCrossentropy';
const line = { x: ['input'], d: ['dense', { units: 1 }], l: ['meanSquaredError'] } as const;
const lineFields = [vector(2), valueField()];

describe('evaluation', () => {
  test('leaves padding out, whatever is in it', () => {
    const metrics = [{ type: 'meanAbsoluteError', compares: { loss: 'l' } }];
    const network = lower(line, ['x > d > l'], lineFields, { metrics });
    const state = { 'd/kernel': [1, 1], 'd/bias': [0] };
    const feed = {
      'field:features': [1, 2, 3, 4, 0, Number.NaN],
      'field:value': [1, 1, Number.POSITIVE_INFINITY],
      mask: [1, 1, 0],
    };
    const { outputs, updates } = run(network.evaluation(3), feed, state);
    expect(number(outputs.lossSum)).toBe(4 + 36);
    expect(number(outputs['metric:0:error'])).toBe(2 + 6);
    expect(number(outputs['metric:0:count'])).toBe(2);
    expect(updates).toEqual({});
  });

  test('uses running statistics and drops nothing', () => {
    const nodes = {
      x: ['input'],
      b: ['batchNormalization'],
      o: ['dropout'],
      d: ['dense', { units: 1 }],
      l: ['meanSquaredError'],
      p: ['output'],
    } as const;
    const network = lower(nodes, ['x > b > o > d > l', 'o > p'], lineFields);
    const state = {
      ...initialState(network),
      'b/runningMean': [1, 2],
      'b/runningVariance': [4, 1 - 1e-5],
    };
    const { outputs } = run(network.prediction(1), { 'field:features': [3, 5] }, state);
    expect(outputs['output:p']?.[0]).toBeCloseTo(1, 5);
    expect(outputs['output:p']?.[1]).toBeCloseTo(3, 5);
  });
});

describe('prediction', () => {
  const nodes = { x: ['input'], d: ['dense', { units: 2 }], l: [crossentropy] } as const;
  const fields = [vector(1), classField(2)];
  const state = { 'd/kernel': [0, Math.LN2], 'd/bias': [0, 0] };
  const predict = (more: SketchNodes, wires: readonly string[]) =>
    run(
      lower({ ...nodes, ...more }, ['x > d > l', ...wires], fields).prediction(1),
      { 'field:features': [1] },
      state,
    ).outputs;

  test('returns probabilities although the loss takes scores', () => {
    expect(predict({ o: ['output'] }, ['d > o'])['output:o']?.[1]).toBeCloseTo(2 / 3, 12);
    expect(predict({ o: ['output', { as: 'raw' }] }, ['d > o'])['output:o']?.[1]).toBeCloseTo(
      Math.LN2,
      12,
    );
  });
  test('without output nodes returns what the losses compare', () => {
    const outputs = predict({}, []);
    expect(Object.keys(outputs)).toEqual(['output:d']);
    expect(outputs['output:d']?.[1]).toBeCloseTo(2 / 3, 12);
    expect(lower(nodes, ['x > d > l'], fields).outputs).toEqual([
      { node: 'd', label: 'd', type: { dtype: 'f32', shape: [1, 2] } },
    ]);
  });
  test('needs no target', () => {
    const { fields: used } = lower(nodes, ['x > d > l'], fields).prediction(1);
    expect(used.map(({ field }) => field)).toEqual(['features']);
  });
});

describe('probes', () => {
  test('give the outputs of the nodes asked for, and change nothing', () => {
    const network = lower(line, ['x > d > l'], lineFields);
    const { outputs, updates } = run(
      network.probe(['d', 'x'], 1),
      { 'field:features': [1, 2] },
      { 'd/kernel': [3, 4], 'd/bias': [1] },
    );
    expect(outputs).toEqual({
      'probe:d:output': new Float64Array([12]),
      'probe:x:output': new Float64Array([1, 2]),
    });
    expect(updates).toEqual({});
  });
});

describe('a diagnosis', () => {
  const nodes = {
    x: ['input'],
    a: ['dense', { units: 2, activation: 'relu' }],
    d: ['dense', { units: 1 }],
    l: ['meanSquaredError'],
  } as const;
  const network = lower(nodes, ['x > a > d > l'], lineFields);
  const diagnose = (feed: NamedData, changes: State = {}) => {
    const diagnosis = network.diagnosis(0, 0, 1);
    const state = { ...initialState(network), ...changes };
    const { outputs, updates } = run(
      diagnosis,
      { 'field:features': [1, 2], 'field:value': [1], ...feed },
      state,
    );
    expect(updates).toEqual({});
    const broken = diagnosis.checks.find(({ output }) => number(outputs[output]) === 0);
    return broken ? `${broken.what} ${broken.name} of ${broken.node}` : 'nothing';
  };
  test('names the first thing that is not finite, in the order of computation', () => {
    expect(diagnose({})).toBe('nothing');
    expect(diagnose({ 'field:features': [1, Number.NaN] })).toBe('output output of x');
    expect(diagnose({}, { 'd/bias': [Number.NaN] })).toBe('weight bias of d');
    expect(diagnose({}, { 'a/kernel': [1, 1e308, 1, 1e308] })).toBe('output output of a');
    expect(diagnose({ 'field:value': [1e200] })).toBe('output loss of l');
  });
  test('names gradients that overflow although the loss does not', () => {
    const changes = {
      'd/kernel': [1e160, 0],
      'd/bias': [0],
      'a/kernel': [1e-8, 0, 0, 0],
      'a/bias': [0, 0],
    };
    const feed = { 'field:features': [1, 1e155], 'field:value': [0] };
    expect(diagnose(feed, changes)).toMatch(/^gradient/);
  });
});
