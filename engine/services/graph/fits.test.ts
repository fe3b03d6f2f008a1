import { describe, expect, test } from 'vitest';
import { inferNetwork } from '../../graph/infer/infer.ts';
import { issueSentence } from '../../graph/issues/issue.ts';
import { classField, picture, sketch, valueField } from '../../testing/sketch.ts';
import { fits } from './fits.ts';
import { palette } from './palette.ts';
import type { Project } from './types.ts';

const data = [picture(28, 28, 1), classField(10)];
const net = sketch(
  {
    x: ['input'],
    c: ['conv2d', { filters: 4 }],
    f: ['flatten'],
    h: ['dense', { units: 64 }],
    d: ['dense', { units: 10 }],
    r: ['residual'],
    l: ['sparseCategoricalCrossentropy'],
    a: ['add'],
  },
  ['x > c > f > h > d > l'],
);
const from = (node: string, fields: Parameters<typeof fits>[1] = data, project = net) =>
  fits(project, fields, { from: { node, port: 'output' } }).map(({ key }) => key);
const to = (node: string, port: string) =>
  fits(net, data, { to: { node, port } }).map(({ key }) => key);

describe('from an output', () => {
  test('that gives pictures: layers of pictures, in the order of the palette', () => {
    const found = from('c');
    expect(found.slice(0, 2)).toEqual(['conv2d', 'maxPooling2d']);
    for (const key of ['flatten', 'relu', 'activation', 'residual', 'add', 'output'])
      expect(found).toContain(key);
    for (const key of ['dense', 'input', 'sparseCategoricalCrossentropy', 'meanSquaredError'])
      expect(found).not.toContain(key);
    const layers = found.filter((key) => key !== 'output');
    const order = palette.map(({ key }) => key).filter((key) => layers.includes(key));
    expect(layers).toEqual(order);
  });

  test('that gives a score for each class: the loss first', () => {
    const found = from('d');
    expect(found[0]).toBe('sparseCategoricalCrossentropy');
    expect(found[1]).toBe('dense');
    expect(found).not.toContain('conv2d');
    expect(found).not.toContain('meanSquaredError');
  });

  test('that gives another number of scores: the loss last, for the layer must change', () => {
    const found = from('h');
    expect(found[0]).toBe('dense');
    expect(found.at(-1)).toBe('sparseCategoricalCrossentropy');
  });

  test('that gives what the data hold as values: the losses of values first', () => {
    const found = from('d', [picture(28, 28, 1), valueField([10])]);
    expect(found.slice(0, 4)).toEqual(['meanSquaredError', 'meanAbsoluteError', 'huber', 'dense']);
    expect(found.at(-1)).toBe('binaryCrossentropy');
    expect(from('d', [picture(28, 28, 1), valueField([3])])).not.toContain('meanSquaredError');
  });

  test('with several fields to learn: the losses that suit any of them', () => {
    const found = from('d', [picture(28, 28, 1), classField(10), valueField([10])]);
    expect(found.slice(0, 4)).toEqual([
      'sparseCategoricalCrossentropy',
      'meanSquaredError',
      'meanAbsoluteError',
      'huber',
    ]);
  });

  test('without data: losses are offered behind the layers', () => {
    const alone = sketch({ x: ['input', { shape: [4] }], d: ['dense'] }, ['x > d']);
    const found = from('d', null, alone);
    expect(found[0]).toBe('dense');
    expect(found).toContain('meanSquaredError');
    expect(found.indexOf('meanSquaredError')).toBeGreaterThan(found.indexOf('add'));
  });

  test('of class numbers: nothing that calculates with them', () => {
    const labels = { ...classField(3, 'kind'), role: 'feature' as const };
    const found = from('x', [labels], sketch({ x: ['input'] }, []));
    expect(found).not.toContain('batchNormalization');
    expect(found).not.toContain('dense');
    expect(found).not.toContain('residual');
  });

  test('whose value is not known yet: everything that takes anything', () => {
    const waiting = sketch({ d: ['dense'] }, []);
    const found = from('d', data, waiting);
    expect(found.length).toBe(palette.length - 1);
    expect(found).not.toContain('input');
  });

  test('of a node that is switched off: what goes on through it counts', () => {
    const off = sketch({ x: ['input'], b: ['dropout', {}, { disabled: true }] }, ['x > b']);
    expect(from('b', data, off)).toEqual(from('x', data, off));
    expect(from('b', data, off)).not.toContain('dense');
  });

  test('every offer, wired as it says, is accepted by the inference', () => {
    for (const node of ['x', 'c', 'f', 'h', 'd'])
      for (const { key, type, port } of fits(net, data, { from: { node, port: 'output' } })) {
        const item = palette.find((one) => one.key === key);
        const project = withNode(net, type, item?.params ?? {}, node, port);
        const { nodes, issues } = inferNetwork(project, data);
        const said = issues.filter((found) => found.node === 'new').map(issueSentence);
        expect(['ok', 'unfinished'], `${node} > ${key}: ${said}`).toContain(
          nodes.get('new')?.status,
        );
      }
  });
});

describe('to an input', () => {
  test('of Dense: what gives a row of numbers', () => {
    const found = to('d', 'input');
    expect(found[0]).toBe('input');
    for (const key of ['dense', 'flatten', 'globalAveragePooling', 'dropout', 'relu'])
      expect(found).toContain(key);
    for (const key of ['conv2d', 'maxPooling2d', 'output', 'meanSquaredError'])
      expect(found).not.toContain(key);
  });
  test('of Conv2D: what gives pictures', () => {
    const found = to('c', 'input');
    for (const key of ['input', 'conv2d', 'maxPooling2d', 'batchNormalization'])
      expect(found).toContain(key);
    for (const key of ['dense', 'flatten', 'globalAveragePooling'])
      expect(found).not.toContain(key);
  });
  test('of Residual and Add: either port takes layers', () => {
    expect(to('r', 'skip')).toContain('conv2d');
    expect(to('r', 'main')).toContain('dense');
    expect(to('a', 'inputs')).toContain('conv2d');
  });
  test('of a loss: scores, and values for its other ports', () => {
    expect(to('l', 'prediction')).toContain('dense');
    expect(to('l', 'target')).toContain('input');
    expect(to('l', 'sampleWeight')).toContain('input');
  });
  test('names the port that is to be wired', () => {
    expect(fits(net, data, { to: { node: 'd', port: 'input' } })[0]).toEqual({
      key: 'input',
      type: 'input',
      port: 'output',
    });
  });
});

describe('an end that is not there', () => {
  test.each([
    [{ from: { node: 'gone', port: 'output' } }, 'node-missing'],
    [{ to: { node: 'gone', port: 'input' } }, 'node-missing'],
    [{ from: { node: 'd', port: 'input' } }, 'port-missing'],
    [{ to: { node: 'd', port: 'prediction' } }, 'port-missing'],
    [{ to: { node: 'x', port: 'field' } }, 'port-missing'],
  ])('%j is refused', (end, code) => {
    expect(() => fits(net, data, end)).toThrow(expect.objectContaining({ code }));
  });
});

function withNode(
  project: Project,
  type: string,
  params: Readonly<Record<string, unknown>>,
  node: string,
  port: string,
): Project {
  const fresh = {
    id: 'new',
    type,
    version: 1,
    params,
    label: 'new',
    position: { x: 0, y: 0 },
    disabled: false,
    trainable: true,
  };
  const wire = { id: 'wire', from: { node, port: 'output' }, to: { node: 'new', port } };
  return { ...project, nodes: [...project.nodes, fresh], edges: [...project.edges, wire] };
}
