import { describe, expect, test } from 'vitest';
import {
  classField,
  picture,
  type SketchNodes,
  sketch,
  valueField,
  vector,
} from '../../testing/sketch.ts';
import { blockingIssues, inferNetwork, shownShape } from './infer.ts';
import type { InferredNetwork } from './types.ts';

const digits = [picture(28, 28, 1), classField(10)];
const table = [vector(4), valueField()];
const crossentropy = 'sparseCategoricalCrossentropy';
const codes = ({ issues }: InferredNetwork) => issues.map(({ code }) => code);
const statusOf = (network: InferredNetwork, id: string) => network.nodes.get(id)?.status;
const shapeOf = (network: InferredNetwork, id: string) => {
  const node = network.nodes.get(id);
  return node ? shownShape(node) : null;
};

describe('a convolutional network', () => {
  const network = inferNetwork(
    sketch(
      {
        x: ['input', { shape: [28, 28, 1] }],
        c1: ['conv2d', { filters: 6, kernelSize: [5, 5], padding: 'same' }],
        p1: ['maxPooling2d'],
        c2: ['conv2d', { filters: 16, kernelSize: [5, 5] }],
        p2: ['maxPooling2d'],
        f: ['flatten'],
        d: ['dense', { units: 10 }],
        l: [crossentropy],
      },
      ['x > c1 > p1 > c2 > p2 > f > d > l'],
    ),
    digits,
  );

  test('has shapes, parameters and multiply-adds as counted by hand', () => {
    expect(network.issues).toEqual([]);
    expect(shapeOf(network, 'c1')).toEqual([28, 28, 6]);
    expect(shapeOf(network, 'c2')).toEqual([10, 10, 16]);
    expect(shapeOf(network, 'f')).toEqual([400]);
    expect(network.nodes.get('c1')?.parameters).toBe(5 * 5 * 6 + 6);
    expect(network.nodes.get('c1')?.multiplyAdds).toBe(28 * 28 * 6 * 25);
    expect(network.nodes.get('c2')?.multiplyAdds).toBe(10 * 10 * 16 * 25 * 6);
    expect(network.parameters).toBe(156 + 2416 + 4010);
    expect(network.multiplyAdds).toBe(117_600 + 240_000 + 4000);
  });

  test('has receptive fields as worked out by hand', () => {
    const of = (id: string) => network.nodes.get(id)?.receptiveField?.[0];
    expect(of('x')).toEqual({ size: 1, stride: 1, offset: 0 });
    expect(of('c1')).toEqual({ size: 5, stride: 1, offset: 0 });
    expect(of('p1')).toEqual({ size: 6, stride: 2, offset: 0.5 });
    expect(of('c2')).toEqual({ size: 14, stride: 2, offset: 4.5 });
    expect(of('p2')).toEqual({ size: 16, stride: 4, offset: 5.5 });
    expect(of('f')).toBeUndefined();
  });
});

describe('receptive fields', () => {
  test('of dilated, strided and padded windows agree with counting pixels', () => {
    const network = inferNetwork(
      sketch(
        {
          x: ['input', { shape: [40, 40, 1] }],
          pad: [
            'zeroPadding2d',
            {
              padding: [
                [2, 0],
                [1, 1],
              ],
            },
          ],
          a: [
            'conv2d',
            {
              kernelSize: [3, 2],
              stride: [2, 1],
              dilation: [2, 1],
              padding: [
                [1, 1],
                [0, 0],
              ],
            },
          ],
          b: ['averagePooling2d', { poolSize: [3, 3], stride: [2, 3] }],
        },
        ['x > pad > a > b'],
      ),
      digits.map((field) => ({ ...field, shape: field.role === 'feature' ? [40, 40, 1] : [] })),
    );
    // Rows: output i of b sees a's 2i … 2i+2, a's j sees padded rows 2j−1, 2j+1, 2j+3, rows of x are 2 less.
    expect(network.nodes.get('b')?.receptiveField?.[0]).toEqual({
      size: 9,
      stride: 4,
      offset: (-3 + 5) / 2,
    });
    expect(network.nodes.get('b')?.receptiveField?.[1]).toEqual({
      size: 4,
      stride: 3,
      offset: (-1 + 2) / 2,
    });
  });

  test('of a residual joins both ways', () => {
    const network = inferNetwork(
      sketch(
        {
          x: ['input', { shape: [8, 8, 2] }],
          a: [
            'conv2d',
            {
              filters: 4,
              stride: [2, 2],
              padding: [
                [1, 1],
                [1, 1],
              ],
            },
          ],
          r: ['residual'],
        },
        ['x > a > r', 'x > r.skip'],
      ),
      null,
    );
    expect(network.nodes.get('r')?.receptiveField?.[0]).toEqual({ size: 3, stride: 2, offset: 0 });
  });
});

const x: SketchNodes[string] = ['input'];
const conv: SketchNodes[string] = ['conv2d', { filters: 2 }];
const tail: SketchNodes = { f: ['flatten'], d: ['dense', { units: 10 }], l: [crossentropy] };
describe('issues of repeated ids', () => {
  test('name nodes and wires', () => {
    const project = sketch({ x, ...tail }, ['x > f > d > l']);
    const [first] = project.nodes;
    const [wire] = project.edges;
    if (!first || !wire) throw new Error('the sketch is empty');
    const twice = { ...project, nodes: [...project.nodes, { ...first, label: 'other' }] };
    expect(codes(inferNetwork(twice, digits))).toEqual(['duplicate-id']);
    const wired = { ...project, edges: [...project.edges, wire] };
    expect(codes(inferNetwork(wired, digits))).toEqual(['duplicate-edge-id']);
  });
});

describe('a port without a wire', () => {
  test('is unfinished: no error, but it blocks training', () => {
    const network = inferNetwork(sketch({ x, c: conv, ...tail }, ['c > f > d > l']), digits);
    expect(statusOf(network, 'c')).toBe('unfinished');
    expect(statusOf(network, 'f')).toBe('unknown');
    expect(network.issues.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(blockingIssues(network).map(({ code }) => code)).toEqual(['port-unconnected']);
  });
});

describe('a node that is switched off', () => {
  test('passes on what comes in first', () => {
    const network = inferNetwork(
      sketch({ x, c: ['conv2d', {}, { disabled: true }], ...tail }, ['x > c > f > d > l']),
      digits,
    );
    expect(network.issues).toEqual([]);
    expect(shapeOf(network, 'f')).toEqual([784]);
    expect(network.nodes.get('f')?.inputs.get('input')?.[0]).toMatchObject({
      node: 'x',
      edge: 'e1',
    });
    expect(network.order).not.toContain('c');
    expect(network.parameters).toBe(7850);
  });

  test('leaves the port open when nothing comes in, and opens circles', () => {
    const off = { disabled: true };
    const open = inferNetwork(
      sketch({ x: ['input', {}, off], ...tail }, ['x > f > d > l']),
      digits,
    );
    expect(codes(open)).toEqual(['port-unconnected']);
    const ring = sketch({ a: ['add', {}, off], b: ['add', {}, off], ...tail }, [
      'a > b > a',
      'b > f > d > l',
    ]);
    expect(codes(inferNetwork(ring, digits))).toEqual(['port-unconnected']);
  });
});

describe('shared and frozen weights', () => {
  test('count once, and not as trainable', () => {
    const network = inferNetwork(
      sketch(
        {
          x: ['input'],
          a: ['dense', { units: 4 }],
          b: ['dense', { units: 4 }, { sharesWith: 'a' }],
          c: ['dense', { units: 4 }, { trainable: false }],
          d: ['dense', { units: 1 }],
          l: ['meanSquaredError'],
        },
        ['x > a > b > c > d > l'],
      ),
      table,
    );
    expect(network.issues).toEqual([]);
    expect(network.nodes.get('b')?.owner).toBe('a');
    expect(network.parameters).toBe(20 + 20 + 5);
    expect(network.trainableParameters).toBe(25);
  });
});
