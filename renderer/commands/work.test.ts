/** Recipes read the whole document a few times, however many nodes they handle: more would grow with the square. */
import { enablePatches, produce } from 'immer';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Project } from '../../engine/index.ts';
import { catalogue } from '../../engine/services/graph/catalogue.ts';
import { duplicateNodes, fragmentOf, pasteFragment } from './fragment.ts';
import * as nodes from './nodes.ts';
import type { Kinds } from './ports.ts';
import { becomeProject } from './project.ts';
import { read } from './read.ts';

vi.mock('./read.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('./read.ts')>();
  return { ...original, read: vi.fn(original.read) };
});
enablePatches();

const { nodeTypes, emptyProject } = catalogue();
const kinds: Kinds = { types: new Map(nodeTypes.map((type) => [type.type, type])), summary: null };
const many: Project = {
  ...emptyProject,
  nodes: Array.from({ length: 300 }, (_, i) => ({
    id: `m${i}`,
    type: i % 7 === 0 ? 'meanSquaredError' : 'dense',
    version: 1,
    params: { units: 4 },
    label: `L${i}`,
    position: { x: i * 210, y: 0 },
    disabled: false,
    trainable: true,
    ...(i % 10 === 9 && { sharesWith: `m${i - 1}` }),
  })),
  edges: Array.from({ length: 299 }, (_, i) => ({
    id: `w${i}`,
    from: { node: `m${i}`, port: 'output' },
    to: { node: `m${i + 1}`, port: 'input' },
  })),
};
const ids = many.nodes.map(({ id }) => id);
const odd = new Set(ids.filter((_, i) => i % 2 === 1));
const readsOf = (recipe: (draft: Project) => unknown, from = many): number => {
  produce(from, (draft) => void recipe(draft));
  return vi.mocked(read).mock.calls.length;
};

beforeEach(() => vi.mocked(read).mockClear());

describe('documents with many nodes', () => {
  it.each<[string, (draft: Project) => unknown, Project?]>([
    ['pasting', (draft) => pasteFragment(draft, kinds, many, { x: 0, y: 9 }), emptyProject],
    ['duplicating', (draft) => duplicateNodes(draft, kinds, odd, { x: 0, y: 9 })],
    ['deleting', (draft) => nodes.removeNodes(draft, odd)],
    ['deleting and reconnecting', (draft) => nodes.removeAndReconnect(draft, kinds, odd)],
    [
      'moving',
      (draft) => nodes.moveNodes(draft, Object.fromEntries(ids.map((id) => [id, { x: 1, y: 1 }]))),
    ],
    ['switching off', (draft) => nodes.setDisabled(draft, odd, true)],
    ['becoming another', (draft) => becomeProject(draft, fragmentOf(many, odd))],
  ])('%s reads them a few times', (_, recipe, from) => {
    expect(readsOf(recipe, from)).toBeLessThan(20);
  });
});
