import { describe, expect, it } from 'vitest';
import type { Project } from '../../engine/index.ts';
import { differs, isOfDocument } from './pending.ts';

const node = (id: string, type = 'dense'): Project['nodes'][number] => ({
  id,
  type,
  version: 1,
  params: {},
  label: id,
  position: { x: 0, y: 0 },
  disabled: false,
  trainable: true,
});
const project: Project = {
  format: 'netloom',
  version: 1,
  name: 'one',
  nodes: [node('a'), node('b')],
  edges: [],
  blocks: [],
  notes: [],
  data: { source: 'builtin:digits', options: {} },
  training: {
    phases: [],
    batchSize: 32,
    split: { kind: 'provided' },
    seed: 1,
    metrics: [],
  },
};

describe('a document beside a run', () => {
  it('is the same as long as nothing that is trained differs', () => {
    expect(differs(project, project)).toBe(false);
    const nodes = project.nodes.map((each) => ({ ...each, position: { x: 5, y: 5 }, label: 'x' }));
    expect(differs({ ...project, nodes }, project)).toBe(false);
  });
  it('differs by nodes, freezing, data and settings', () => {
    const [first, second] = project.nodes;
    if (!first || !second) throw new Error('two nodes');
    expect(differs({ ...project, nodes: [first] }, project)).toBe(true);
    expect(differs({ ...project, nodes: [{ ...first, trainable: false }, second] }, project)).toBe(
      true,
    );
    expect(differs({ ...project, training: { ...project.training, seed: 2 } }, project)).toBe(true);
    expect(differs({ ...project, data: { source: null, options: {} } }, project)).toBe(true);
  });
  it('belongs to runs that share half of its nodes', () => {
    const run = (...nodes: Project['nodes']) => ({ project: { ...project, nodes } });
    expect(isOfDocument(project, run(node('a'), node('z')))).toBe(true);
    expect(isOfDocument(project, run(node('a', 'conv2d'), node('z')))).toBe(false);
    expect(isOfDocument(project, run())).toBe(false);
  });
});
