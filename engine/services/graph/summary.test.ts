import { expect, test } from 'vitest';
import { inferNetwork } from '../../graph/infer/infer.ts';
import { classField, picture, sketch, vector } from '../../testing/sketch.ts';
import { summaryOf } from './summary.ts';
import type { Project } from './types.ts';

const data = [picture(28, 28, 1), classField(10)];
const net = sketch(
  {
    x: ['input'],
    c: ['conv2d', { filters: 8, kernelSize: [5, 5], padding: 'same', stride: [2, 2] }],
    off: ['dropout', {}, { disabled: true }],
    f: ['flatten'],
    d: ['dense', { units: 10, useBias: false }, { trainable: false }],
    l: ['sparseCategoricalCrossentropy'],
  },
  ['x > c > off > f > d > l'],
  { metrics: [{ type: 'accuracy', compares: { loss: 'l' } }] },
);
const summary = summaryOf(inferNetwork(net, data));

test('a node says what comes in and goes out, for one sample', () => {
  expect(summary.nodes.c).toMatchObject({
    id: 'c',
    status: 'ok',
    inputs: [{ name: 'input', variadic: false, optional: false }],
    outputs: [{ name: 'output', variadic: false, optional: false }],
    inputValues: { input: [{ dtype: 'f32', shape: [28, 28, 1] }] },
    outputValues: { output: { dtype: 'f32', shape: [14, 14, 8] } },
    weights: [
      { name: 'kernel', shape: [5, 5, 1, 8], trainable: true },
      { name: 'bias', shape: [8], trainable: true },
    ],
    parameters: 208,
    multiplyAdds: 14 * 14 * 8 * 25,
  });
  expect(summary.nodes.x?.inputValues).toEqual({ field: [{ dtype: 'f32', shape: [28, 28, 1] }] });
  expect(summary.nodes.l?.inputValues.target).toEqual([{ dtype: 'i32', shape: [] }]);
});

test('params are complete, and padding is in pixels', () => {
  expect(summary.nodes.c?.params).toMatchObject({ groups: 1, useBias: true, activation: 'linear' });
  expect(summary.nodes.c?.window).toEqual({
    size: [5, 5],
    stride: [2, 2],
    dilation: [1, 1],
    padding: [
      [1, 2],
      [1, 2],
    ],
  });
  expect(summary.nodes.d?.window).toBe(null);
});

test('wires carry values, also through nodes that are switched off', () => {
  const shape = [14, 14, 8];
  expect(Object.entries(summary.edges).map(([id, value]) => [id, value?.shape])).toEqual([
    ['e0', [28, 28, 1]],
    ['e1', shape],
    ['e2', shape],
    ['e3', [14 * 14 * 8]],
    ['e4', [10]],
  ]);
  expect(summary.nodes.off).toMatchObject({ status: 'disabled', outputValues: {} });
});

test('a circle of nodes that are switched off carries nothing, and a row of them what is in front', () => {
  const off = { disabled: true };
  const circle = sketch({ a: ['dropout', {}, off], b: ['dropout', {}, off], d: ['dense'] }, [
    'a > b > a',
    'a > d',
  ]);
  const found = summaryOf(inferNetwork(circle, null));
  expect(Object.values(found.edges)).toEqual([null, null, null]);
  expect(found.nodes.d?.status).toBe('unfinished');
  const row = sketch(
    { x: ['input'], a: ['dropout', {}, off], b: ['dropout', {}, off], d: ['flatten'] },
    ['a > b > d', 'x > a', 'b > d'],
  );
  const { edges, nodes } = summaryOf(inferNetwork(row, data));
  expect(edges.e0?.shape).toEqual([28, 28, 1]);
  expect(edges.e1?.shape).toEqual([28, 28, 1]);
  expect(nodes.d?.inputValues.input?.[0]?.shape).toEqual([28, 28, 1]);
});

test('costs are sums and shares', () => {
  const nodes = Object.values(summary.nodes);
  const sum = (of: (node: (typeof nodes)[number]) => number) =>
    nodes.reduce((total, node) => total + of(node), 0);
  expect(summary.parameters).toBe(sum((node) => node.parameters));
  expect(summary.trainableParameters).toBe(208);
  expect(summary.multiplyAdds).toBe(sum((node) => node.multiplyAdds));
  expect(sum((node) => node.share)).toBeCloseTo(1, 12);
});

test('names what training reports and what predicting returns', () => {
  expect(summary.metricNames).toEqual(['accuracy']);
  expect(summary.outputs).toEqual(['d']);
  expect(summary.order).toEqual(['x', 'c', 'f', 'd', 'l']);
  expect(summary.issues).toEqual([]);
});

test('nodes with issues keep their ports, and the values that are known', () => {
  const broken = sketch({ x: ['input'], d: ['dense', { units: -1 }], u: ['lstm'], e: ['dense'] }, [
    'x > d > e',
    'x.output > u.sequence',
  ]);
  const { nodes, edges } = summaryOf(inferNetwork(broken, [vector(4)]));
  expect(nodes.d).toMatchObject({
    status: 'issue',
    params: {},
    inputs: [{ name: 'input' }],
    outputs: [{ name: 'output' }],
    inputValues: { input: [{ shape: [4] }] },
    outputValues: {},
  });
  expect(nodes.e).toMatchObject({ status: 'unknown', inputs: [{ name: 'input' }] });
  expect(nodes.e?.inputValues).toEqual({});
  expect(nodes.u).toMatchObject({ status: 'issue', inputs: [], outputs: [] });
  expect(edges.e1).toBe(null);
});

test('an empty network has no shares', () => {
  const empty: Project = { ...net, nodes: [], edges: [] };
  expect(summaryOf(inferNetwork(empty, null))).toMatchObject({ nodes: {}, edges: {}, order: [] });
  const noCost = sketch({ x: ['input', { shape: [3] }] }, []);
  expect(summaryOf(inferNetwork(noCost, null)).nodes.x?.share).toBe(0);
});

test('ids may be any word', () => {
  const odd = sketch({ x: ['input', { shape: [3] }] }, []);
  const [node] = odd.nodes;
  const nodes = ['__proto__', 'constructor'].map((id) => ({ ...(node as object), id, label: id }));
  const ends = { from: { node: '__proto__', port: 'output' }, to: { node: 'x', port: 'a' } };
  const project = { ...odd, nodes, edges: [{ id: '__proto__', ...ends }] } as Project;
  const { nodes: found, edges } = summaryOf(inferNetwork(project, null));
  expect(Object.keys(found)).toEqual(['__proto__', 'constructor']);
  expect(Object.keys(edges)).toEqual(['__proto__']);
  expect(Object.getPrototypeOf(found)).toBe(Object.prototype);
  expect(structuredClone(found)).toEqual(found);
});

test('what several nodes name is one object, so that large summaries are cloned fast', () => {
  expect(summary.edges.e0).toBe(summary.nodes.x?.outputValues.output);
  expect(summary.nodes.c?.inputs).toBe(summaryOf(inferNetwork(net, data)).nodes.c?.inputs);
});
