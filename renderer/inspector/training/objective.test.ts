import { describe, expect, test } from 'vitest';
import { checkProject } from '../../../engine/graph/document/parse.ts';
import { inferNetwork } from '../../../engine/graph/infer/infer.ts';
import { catalogue } from '../../../engine/services/graph/catalogue.ts';
import { summaryOf } from '../../../engine/services/graph/summary.ts';
import { lossTerms, penaltyTerms } from './objective.ts';

const types = new Map(catalogue().nodeTypes.map((type) => [type.type, type]));
const all = { losses: 'all', parameters: 'all' } as const;

/** Two dense layers, each with a loss behind it. */
function drawn(change: Readonly<Record<string, object>> = {}) {
  const node = (id: string, type: string, params: object = {}) => ({
    id,
    type,
    label: id,
    params,
    ...change[id],
  });
  const link = (from: string, to: string, port: string) => ({
    id: `${from}-${to}`,
    from: { node: from, port: 'output' },
    to: { node: to, port },
  });
  const result = checkProject({
    format: 'netloom',
    version: 1,
    nodes: [
      node('x', 'input', { shape: [4] }),
      node('a', 'dense', { units: 1, kernelRegularizer: { l1: 0.01, l2: 0.001 } }),
      node('b', 'dense', { units: 1, biasRegularizer: { l1: 0, l2: 0.1 } }),
      node('first', 'meanSquaredError'),
      node('second', 'huber', { weight: 0.25 }),
    ],
    edges: [
      link('x', 'a', 'input'),
      link('a', 'b', 'input'),
      link('a', 'first', 'prediction'),
      link('b', 'second', 'prediction'),
    ],
  });
  if (!('project' in result)) throw new Error('the sketch of a project is wrong');
  const { project } = result;
  return { nodes: project.nodes, summary: summaryOf(inferNetwork(project, null)) };
}

describe('losses', () => {
  const named = (terms: ReturnType<typeof lossTerms>) =>
    terms.map(({ node, weight }) => [node.id, weight]);
  test('come with their weights, 1 where none is given', () => {
    expect(named(lossTerms(drawn().nodes, types, all))).toEqual([
      ['first', 1],
      ['second', 0.25],
    ]);
  });
  test('that are switched off, or not of this objective, are left out', () => {
    const { nodes } = drawn({ first: { disabled: true } });
    expect(named(lossTerms(nodes, types, all))).toEqual([['second', 0.25]]);
    expect(named(lossTerms(drawn().nodes, types, { losses: ['first'] }))).toEqual([['first', 1]]);
  });
});

describe('penalties', () => {
  const named = (terms: ReturnType<typeof penaltyTerms>) =>
    terms.map(({ node, parameter, norm, strength }) => [node.id, parameter, norm, strength]);
  test('are those that are not zero', () => {
    const { nodes, summary } = drawn();
    expect(named(penaltyTerms(nodes, types, summary, all))).toEqual([
      ['a', 'kernelRegularizer', 'l1', 0.01],
      ['a', 'kernelRegularizer', 'l2', 0.001],
      ['b', 'biasRegularizer', 'l2', 0.1],
    ]);
  });
  test('of layers that do not learn do not count', () => {
    const { nodes, summary } = drawn({ a: { trainable: false } });
    expect(named(penaltyTerms(nodes, types, summary, all))).toEqual([
      ['b', 'biasRegularizer', 'l2', 0.1],
    ]);
    const only = { parameters: ['a'] };
    const other = drawn();
    expect(named(penaltyTerms(other.nodes, types, other.summary, only)).map(([id]) => id)).toEqual([
      'a',
      'a',
    ]);
  });
  test('are unknown before inference', () => {
    expect(penaltyTerms(drawn().nodes, types, null, all)).toEqual([]);
  });
});
