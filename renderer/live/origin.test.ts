import { describe, expect, it } from 'vitest';
import type { Project } from '../../engine/index.ts';
import { changedNodes, sameNode } from './origin.ts';

type Node = Project['nodes'][number];
const node = (id: string, change: Partial<Node> = {}): Node => ({
  id,
  type: 'dense',
  version: 1,
  params: { units: 4 },
  label: id,
  position: { x: 0, y: 0 },
  disabled: false,
  trainable: true,
  ...change,
});
const wire = (from: string, to: string) => ({
  id: `${from}-${to}`,
  from: { node: from, port: 'output' },
  to: { node: to, port: 'input' },
});
const before = {
  nodes: [node('a'), node('b'), node('c')],
  edges: [wire('a', 'b'), wire('b', 'c')],
};

describe('nodes that are not in the run', () => {
  it('are none where nothing that computes was changed', () => {
    const moved = node('a', { position: { x: 9, y: 9 }, label: 'other' });
    const after = { nodes: [moved, ...before.nodes.slice(1)], edges: before.edges };
    expect(changedNodes(after, before)).toEqual(new Set());
    expect(changedNodes(before, before)).toEqual(new Set());
  });
  it('are new ones and those with other parameters', () => {
    const after = {
      nodes: [node('a', { params: { units: 5 } }), node('b'), node('c'), node('d')],
      edges: before.edges,
    };
    expect(changedNodes(after, before)).toEqual(new Set(['a', 'd']));
  });
  it('are those that something else feeds', () => {
    const after = { nodes: before.nodes, edges: [wire('a', 'b'), wire('a', 'c')] };
    expect(changedNodes(after, before)).toEqual(new Set(['c']));
  });
  it('compares what a node computes', () => {
    expect(sameNode(node('a'), node('a', { disabled: true }))).toBe(false);
    expect(sameNode(node('a'), node('a', { sharesWith: 'b' }))).toBe(false);
    expect(sameNode(node('a'), node('a', { trainable: false }))).toBe(true);
    expect(sameNode(node('a'), node('a', { params: { units: 4 } }))).toBe(true);
  });
});
