/** The rows of the outline: every node once, in order, unfolded ones with their wires. */
import { describe, expect, it } from 'vitest';
import type { Project } from '../../engine/index.ts';
import { outlineRows } from './rows.ts';

const node = (id: string): Project['nodes'][number] => ({
  id,
  type: 'dense',
  version: 1,
  params: {},
  label: id,
  position: { x: 0, y: 0 },
  disabled: false,
  trainable: true,
});
const project = {
  nodes: [node('c'), node('a'), node('b')],
  edges: [
    { id: 'e1', from: { node: 'a', port: 'output' }, to: { node: 'b', port: 'input' } },
    { id: 'e2', from: { node: 'b', port: 'output' }, to: { node: 'c', port: 'input' } },
  ],
} as unknown as Project;

describe('outlineRows', () => {
  it('follows the order of inference; nodes that it does not know yet come last', () => {
    const keys = outlineRows(project, ['a', 'gone', 'b'], new Set()).map(({ key }) => key);
    expect(keys).toEqual(['a', 'b', 'c']);
  });
  it('shows what comes in and goes out below an unfolded node', () => {
    const rows = outlineRows(project, ['a', 'b', 'c'], new Set(['b']));
    expect(rows.map(({ key }) => key)).toEqual(['a', 'b', 'b in e1', 'b out e2', 'c']);
  });
});
