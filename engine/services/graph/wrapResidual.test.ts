import { describe, expect, test } from 'vitest';
import { checkProject } from '../../graph/document/parse.ts';
import { blockingIssues, inferNetwork } from '../../graph/infer/infer.ts';
import { classField, picture, sketch } from '../../testing/sketch.ts';
import { residualSources } from './residualSources.ts';
import type { Project } from './types.ts';
import { wrapResidual } from './wrapResidual.ts';

const data = [picture(8, 8, 1), classField(10)];
const net = sketch(
  {
    x: ['input'],
    a: ['conv2d', { filters: 4, padding: 'same' }],
    b: ['activation'],
    c: ['conv2d', { filters: 8, padding: 'same', stride: [2, 2] }],
    f: ['flatten'],
    d: ['dense', { units: 10 }],
    o: ['output'],
    l: ['sparseCategoricalCrossentropy'],
  },
  ['x > a > b > c > f > d > l', 'd > o'],
);
const wires = ({ edges }: Project) =>
  edges.map(({ id, from, to }) => `${id}: ${from.node} > ${to.node}.${to.port}`);

describe('a Residual around nodes', () => {
  test('takes what leaves them as main and what enters them as skip', () => {
    const found = wrapResidual(net, data, ['b', 'c']);
    expect(wires(found)).toEqual([
      'e0: x > a.input',
      'e1: a > b.input',
      'e2: b > c.input',
      'e3: n9 > f.input',
      'e4: f > d.input',
      'e5: d > l.prediction',
      'e6: d > o.input',
      'e8: c > n9.main',
      'e9: a > n9.skip',
    ]);
    expect(found.nodes.at(-1)).toMatchObject({ id: 'n9', type: 'residual', label: 'Residual' });
    expect(checkProject(found)).toEqual({ project: found });
    expect(blockingIssues(inferNetwork(found, data))).toEqual([]);
  });

  test('goes around a single node, and around several ends of one value', () => {
    const one = wrapResidual(net, data, ['d']);
    const into = one.edges.filter(({ from }) => from.node === 'n9').map(({ to }) => to.node);
    expect(into).toEqual(['l', 'o']);
  });

  test('goes around nodes behind which nothing is wired yet', () => {
    const open = sketch({ x: ['input'], a: ['activation'], b: ['dropout'] }, ['x > a > b']);
    const found = wrapResidual(open, data, ['a', 'b']);
    expect(wires(found).slice(-2)).toEqual(['e3: b > n4.main', 'e4: x > n4.skip']);
    expect(inferNetwork(found, data).nodes.get('n4')?.status).toBe('ok');
  });

  test('goes around branches that meet again', () => {
    const fork = sketch(
      { x: ['input'], a: ['activation'], b: ['dropout'], s: ['add'], f: ['flatten'] },
      ['x > a > s', 'x > b > s', 's > f'],
    );
    const found = wrapResidual(fork, data, ['a', 'b', 's']);
    expect(inferNetwork(found, data).nodes.get('n6')?.status).toBe('ok');
  });

  test('whose shapes are not known yet is drawn all the same', () => {
    const unknown = sketch({ a: ['activation'], b: ['dropout'], c: ['dense'] }, ['a > b > c']);
    expect(wrapResidual(unknown, null, ['b']).nodes.length).toBe(4);
  });

  test('moves what stands behind out of its way', () => {
    const nodes = net.nodes.map((node, i) => ({ ...node, position: { x: i * 200, y: 0 } }));
    const found = wrapResidual({ ...net, nodes }, data, ['b', 'c']);
    const x = (id: string) => found.nodes.find((node) => node.id === id)?.position.x ?? 0;
    expect(x('n9')).toBeGreaterThan(x('c'));
    expect(x('f')).toBeGreaterThan(x('n9'));
    expect(x('b')).toBe(400);
  });

  test.each([
    ['nothing', net, [], 'Select the layers'],
    ['nodes that are gone', net, ['gone'], 'Select the layers'],
    ['an Input', net, ['x', 'a'], 'No value comes into'],
    ['a loss', net, ['d', 'l'], '"l" is a loss'],
    ['nodes apart from each other', net, ['a', 'c'], 'not all connected'],
    ['two ends', net, ['f', 'd', 'o'], 'Several values come out'],
    [
      'two beginnings',
      sketch({ x: ['input'], y: ['input'], s: ['add'], f: ['flatten'] }, [
        'x > s',
        'y > s',
        's > f',
      ]),
      ['s'],
      'Several values come into',
    ],
    ['what no projection joins', net, ['f'], '"Residual" cannot turn 4×4×8 into 128'],
  ])('is refused around %s', (_, project, nodes, words) => {
    expect(() => wrapResidual(project, data, nodes)).toThrow(
      expect.objectContaining({
        code: 'residual-cannot-wrap',
        message: expect.stringContaining(words),
      }),
    );
  });
});

describe('sources of skip', () => {
  const sources = (edge: string, project = net) =>
    residualSources(project, data, edge).map(({ node }) => node);

  test('are the values in front that can be projected, nearest first', () => {
    expect(sources('e3')).toEqual(['b', 'a', 'x']);
    expect(sources('e1')).toEqual(['x']);
    expect(sources('e0')).toEqual([]);
  });
  test('are not those of another rank, nor the wire’s own', () => {
    expect(sources('e5')).toEqual(['f']);
  });
  test('pass over what is switched off', () => {
    const off = {
      ...net,
      nodes: net.nodes.map((node) => (node.id === 'b' ? { ...node, disabled: true } : node)),
    };
    expect(sources('e2', off)).toEqual(['x']);
    expect(sources('e3', off)).toEqual(['a', 'x']);
  });
  test('make a residual that works, each of them', () => {
    for (const from of residualSources(net, data, 'e3')) {
      const main = net.edges.find(({ id }) => id === 'e3')?.from ?? from;
      const project: Project = {
        ...net,
        nodes: [...net.nodes, { ...(net.nodes[2] as object), id: 'r', label: 'r' } as never].map(
          (node: Project['nodes'][number]) =>
            node.id === 'r' ? { ...node, type: 'residual', params: {} } : node,
        ),
        edges: [
          ...net.edges,
          { id: 'm', from: main, to: { node: 'r', port: 'main' } },
          { id: 's', from, to: { node: 'r', port: 'skip' } },
        ],
      };
      expect(inferNetwork(project, data).nodes.get('r')?.status).toBe('ok');
    }
  });
  test('are none where the shape is not known, or the circle would close', () => {
    expect(residualSources(sketch({ a: ['dense'], b: ['dense'] }, ['a > b']), null, 'e0')).toEqual(
      [],
    );
    const circle = sketch({ a: ['dense'], b: ['dense'] }, ['a > b', 'b > a']);
    expect(residualSources(circle, data, 'e0')).toEqual([]);
  });
  test('of a wire that is gone are refused', () => {
    expect(() => residualSources(net, data, 'gone')).toThrow(
      expect.objectContaining({ code: 'edge-missing' }),
    );
  });
});
