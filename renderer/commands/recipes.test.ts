/** What single recipes do to a small network: wires, insertions, removals, copies, and everything that names a node. */
import { readFileSync } from 'node:fs';
import { enablePatches, produce } from 'immer';
import { describe, expect, it } from 'vitest';
import { type Project, parseProject } from '../../engine/index.ts';
import { catalogue } from '../../engine/services/graph/catalogue.ts';
import { duplicateNodes, fragmentOf, middleOf, pasteFragment } from './fragment.ts';
import * as nodes from './nodes.ts';
import type { Kinds } from './ports.ts';
import { becomeProject } from './project.ts';
import * as wires from './wires.ts';

enablePatches();

const kinds: Kinds = {
  types: new Map(catalogue().nodeTypes.map((type) => [type.type, type])),
  summary: null,
};
const itemOf = (key: string) => {
  const item = catalogue().palette.find((candidate) => candidate.key === key);
  if (!item) throw new Error(`no item ${key}`);
  return item;
};
const text = readFileSync(new URL('../../assets/projects/lenet5.netloom', import.meta.url), 'utf8');
const parsed = parseProject(text);
const lenet = (parsed as { project: Project }).project;
const changed = (recipe: (draft: Project) => unknown, from: Project = lenet): Project =>
  produce(from, (draft) => void recipe(draft));
const from = (node: string) => ({ node, port: 'output' });
const to = (node: string, port = 'input') => ({ node, port });
const wiresOf = ({ edges }: Project) =>
  edges.map((edge) => `${edge.from.node}>${edge.to.node}.${edge.to.port}`);

describe('wires', () => {
  it('a new wire takes the place of the old one where a port takes one', () => {
    const next = changed((draft) => wires.wire(draft, kinds, from('conv1'), to('conv2')));
    expect(wiresOf(next)).toContain('conv1>conv2.input');
    expect(wiresOf(next)).not.toContain('pool1>conv2.input');
    expect(next.edges).toHaveLength(lenet.edges.length);
  });

  it('a port that takes many keeps all of them, in the order of wiring', () => {
    const next = changed((draft) => {
      const add = nodes.addNode(draft, kinds, itemOf('add'), { x: 0, y: 0 });
      for (const source of ['conv1', 'pool1', 'conv1'])
        wires.wire(draft, kinds, from(source), to(add, 'inputs'));
    });
    expect(wiresOf(next).slice(-2)).toEqual(['conv1>n12.inputs', 'pool1>n12.inputs']);
  });

  it('refuses a wire of a node to itself, to nobody, and one that is there', () => {
    for (const [a, b] of [
      ['conv1', 'conv1'],
      ['conv1', 'nobody'],
      ['image', 'conv1'],
    ] as const)
      expect(changed((draft) => wires.wire(draft, kinds, from(a), to(b)))).toBe(lenet);
  });

  it('an inserted node lies between, and the wire keeps its end', () => {
    const next = changed((draft) =>
      wires.insertOnEdge(draft, kinds, 'e2', itemOf('batchNormalization')),
    );
    const node = next.nodes.at(-1);
    expect(node?.label).toBe('Batch normalization');
    expect(next.edges.find(({ id }) => id === 'e2')).toMatchObject({
      from: { node: node?.id },
      to: { node: 'pool1' },
    });
    expect(wiresOf(next)).toContain(`conv1>${node?.id}.input`);
    const places = new Map(next.nodes.map(({ id, position }) => [id, position.x]));
    expect(places.get('conv1')).toBeLessThan(node?.position.x ?? 0);
    expect(node?.position.x).toBeLessThan(places.get('pool1') ?? 0);
    // What follows in the row has moved on; what comes before, and the next row, have not.
    const old = new Map(lenet.nodes.map(({ id, position }) => [id, position.x]));
    expect(places.get('pool2')).toBeGreaterThan(old.get('pool2') ?? 0);
    expect(places.get('scores')).toBe(old.get('scores'));
    expect(places.get('image')).toBe(lenet.nodes[0]?.position.x);
  });

  it('a node that nothing can be wired through is not inserted', () => {
    expect(changed((draft) => wires.insertOnEdge(draft, kinds, 'e2', itemOf('input')))).toBe(lenet);
  });

  it('a layer behind another takes over what that fed; a loss branches off', () => {
    const relu = changed((draft) => wires.addAfter(draft, kinds, itemOf('relu'), 'scores'));
    expect(wiresOf(relu)).toEqual(
      expect.arrayContaining(['scores>n12.input', 'n12>loss.prediction', 'n12>output.input']),
    );
    const loss = changed((draft) =>
      wires.addAfter(draft, kinds, itemOf('meanSquaredError'), 'scores'),
    );
    expect(wiresOf(loss)).toEqual([...wiresOf(lenet), 'scores>n12.prediction']);
  });

  it('pulling a wire onto a port that is taken pushes the other wire off', () => {
    const next = changed((draft) =>
      wires.reconnect(draft, kinds, 'e9', from('scores'), to('conv1')),
    );
    expect(wiresOf(next)).toContain('scores>conv1.input');
    expect(wiresOf(next)).not.toContain('image>conv1.input');
    expect(next.edges).toHaveLength(lenet.edges.length - 1);
  });
});

describe('removing', () => {
  it('takes along wires, metrics and places in objectives', () => {
    const listed = changed(({ training }) => {
      const objective = training.phases[0]?.objectives[0];
      if (objective)
        Object.assign(objective, { losses: ['loss'], parameters: ['conv1', 'scores'] });
      training.earlyStopping = {
        monitor: 'val_accuracy',
        patience: 3,
        minimumDelta: 0,
        restoreBest: true,
      };
    });
    const next = changed((draft) => nodes.removeNodes(draft, new Set(['loss', 'conv1'])), listed);
    expect(next.edges.some((edge) => ['loss', 'conv1'].includes(edge.to.node))).toBe(false);
    expect(next.training.metrics).toEqual([]);
    expect(next.training.earlyStopping?.monitor).toBe('val_loss');
    expect(next.training.phases[0]?.objectives[0]).toMatchObject({
      losses: 'all',
      parameters: ['scores'],
    });
  });

  it('hands shared weights on to the next who uses them', () => {
    const shared = changed((draft) => {
      for (const [id, owner] of [
        ['dense2', 'dense1'],
        ['scores', 'dense2'],
      ] as const)
        nodes.setSharesWith(draft, id, owner);
    });
    const ownerOf = (project: Project, id: string) =>
      project.nodes.find((node) => node.id === id)?.sharesWith;
    const middle = changed((draft) => nodes.removeNodes(draft, new Set(['dense2'])), shared);
    expect(ownerOf(middle, 'scores')).toBe('dense1');
    const owner = changed((draft) => nodes.removeNodes(draft, new Set(['dense1'])), shared);
    expect(ownerOf(owner, 'dense2')).toBeUndefined();
    expect(ownerOf(owner, 'scores')).toBe('dense2');
  });

  it('can wire what came in to what was fed, over several nodes', () => {
    const gone = new Set(['flatten', 'dense1', 'dense2']);
    const next = changed((draft) => nodes.removeAndReconnect(draft, kinds, gone));
    expect(wiresOf(next)).toContain('pool2>scores.input');
    expect(next.nodes).toHaveLength(lenet.nodes.length - 3);
  });
});

describe('copies', () => {
  const ids = new Set(['dense2', 'scores', 'loss']);
  const fragment = fragmentOf(lenet, ids);

  it('are a project of their own with the inner wires and metrics', () => {
    expect(fragment.nodes.map(({ id }) => id)).toEqual(['dense2', 'scores', 'loss']);
    expect(wiresOf(fragment)).toEqual(['dense2>scores.input', 'scores>loss.prediction']);
    expect(fragment.training.metrics).toHaveLength(1);
    expect(parseProject(JSON.stringify(fragment))).toHaveProperty('project');
  });

  it('get ids and names that nobody has, and lie where they are put', () => {
    const next = changed((draft) => pasteFragment(draft, kinds, fragment, { x: 5, y: 300 }));
    const copies = next.nodes.slice(lenet.nodes.length);
    expect(copies.map(({ label }) => label)).toEqual(['Dense', 'Scores 2', 'Crossentropy 2']);
    expect(new Set(next.nodes.map(({ id }) => id)).size).toBe(next.nodes.length);
    expect(middleOf(copies).y - middleOf(fragment.nodes).y).toBe(300);
    expect(next.training.metrics.map(({ compares }) => compares)).toEqual([
      { loss: 'loss' },
      { loss: copies[2]?.id },
    ]);
    expect(wiresOf(next).slice(lenet.edges.length)).toEqual([
      `${copies[0]?.id}>${copies[1]?.id}.input`,
      `${copies[1]?.id}>${copies[2]?.id}.prediction`,
    ]);
  });

  it('duplicates are fed as the originals are', () => {
    const next = changed((draft) => duplicateNodes(draft, kinds, ids, { x: 0, y: 160 }));
    expect(wiresOf(next)).toContain('dense1>n12.input');
  });
});

describe('settings of nodes', () => {
  const paramsOf = (project: Project) => project.nodes.find(({ id }) => id === 'conv1')?.params;

  it('undefined goes back to the default, and the same value is no edit', () => {
    const same = changed((draft) => nodes.setParameter(draft, 'conv1', 'kernelSize', [5, 5]));
    expect(same).toBe(lenet);
    const next = changed((draft) => nodes.setParameter(draft, 'conv1', 'kernelSize', undefined));
    expect(paramsOf(next)).not.toHaveProperty('kernelSize');
  });

  it('an empty name is none', () => {
    expect(changed((draft) => nodes.setLabel(draft, 'conv1', '  '))).toBe(lenet);
    const next = changed((draft) => nodes.setLabel(draft, 'conv1', ` ${'a'.repeat(300)} `));
    expect(next.nodes[1]?.label).toBe('a'.repeat(200));
  });

  it('the first loss brings the metric that goes with it', () => {
    const bare = changed(({ training }) => {
      training.metrics = [];
    });
    const add = (key: string) =>
      changed((draft) => nodes.addNode(draft, kinds, itemOf(key), { x: 0, y: 0 }), bare).training
        .metrics;
    expect(add('sparseCategoricalCrossentropy')).toMatchObject([{ type: 'accuracy' }]);
    expect(add('huber')).toMatchObject([{ type: 'meanAbsoluteError' }]);
    expect(add('dense')).toEqual([]);
  });
});

describe('becoming another document', () => {
  it('gives exactly that, and touches only what differs', () => {
    const next: Project = structuredClone({
      ...lenet,
      name: 'Other',
      nodes: lenet.nodes.filter(({ id }) => id !== 'pool2'),
      edges: [...lenet.edges].reverse(),
    });
    (next.nodes[3] as Project['nodes'][number]).params = { filters: 3 };
    const result = changed((draft) => becomeProject(draft, next));
    expect(new Set(result.edges)).toEqual(new Set(next.edges));
    expect({ ...result, edges: [] }).toEqual({ ...next, edges: [] });
    expect(result.nodes[0]).toBe(lenet.nodes[0]);
    expect(changed((draft) => becomeProject(draft, structuredClone(lenet)))).toBe(lenet);
  });

  it('keeps the order of wires that end at one port', () => {
    const two = changed((draft) => {
      const add = nodes.addNode(draft, kinds, itemOf('add'), { x: 0, y: 0 });
      wires.wire(draft, kinds, from('conv1'), to(add, 'inputs'));
      wires.wire(draft, kinds, from('pool1'), to(add, 'inputs'));
    });
    const swapped = {
      ...two,
      edges: [...two.edges.slice(0, -2), ...two.edges.slice(-2).reverse()],
    };
    expect(changed((draft) => becomeProject(draft, swapped), two)).toEqual(swapped);
  });
});
