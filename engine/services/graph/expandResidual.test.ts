import { describe, expect, test } from 'vitest';
import type { Field } from '../../data/types.ts';
import { checkProject } from '../../graph/document/parse.ts';
import { blockingIssues, inferNetwork } from '../../graph/infer/infer.ts';
import { issueSentence } from '../../graph/issues/issue.ts';
import { lowerNetwork } from '../../graph/lower/lower.ts';
import { initialState, run, type State } from '../../testing/lowered.ts';
import { classField, picture, sketch, valueField, vector } from '../../testing/sketch.ts';
import { expandResidual } from './expandResidual.ts';
import type { Project } from './types.ts';

type Params = Readonly<Record<string, unknown>>;

const pictures = [picture(8, 8, 3), classField(4)];
/** A block that halves the picture and doubles the channels; `params` of its residual. */
const block = (params: Params = {}, more: Params = {}) =>
  sketch(
    {
      x: ['input'],
      c: ['conv2d', { filters: 6, padding: 'same', stride: [2, 2] }],
      r: ['residual', params, more],
      g: ['globalAveragePooling'],
      d: ['dense', { units: 4 }],
      l: ['sparseCategoricalCrossentropy'],
    },
    ['x > c > r.main', 'x > r.skip', 'r > g > d > l'],
    {
      metrics: [{ type: 'accuracy', compares: { loss: 'l' } }],
      phases: [{ epochs: 1, objectives: [{ parameters: ['c', 'r'] }] }],
    },
  );
const byType = (project: Project, type: string) =>
  project.nodes.filter((node) => node.type === type);
const wires = ({ edges }: Project) =>
  edges.map(({ id, from, to }) => `${id}: ${from.node} > ${to.node}.${to.port}`);

/** Deterministic numbers of a size. */
function numbers(count: number, seed: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.sin(seed + i * 1.37));
}
function feedFor(fields: readonly Field[], batch: number): Record<string, number[]> {
  return Object.fromEntries(
    fields.map(({ name, shape, classes }, f) => {
      const count = shape.reduce((a, b) => a * b, batch);
      const values = classes
        ? Array.from({ length: count }, (_, i) => i % classes.length)
        : numbers(count, f);
      return [`field:${name}`, values];
    }),
  );
}
/** One step of training and a prediction: what comes out, and the weights before and after, by state name. */
function behaviour(project: Project, fields: readonly Field[]) {
  const network = inferNetwork(project, fields);
  expect(blockingIssues(network).map(issueSentence)).toEqual([]);
  const lowered = lowerNetwork(network);
  const first: State = initialState(lowered);
  const feed = feedFor(fields, 3);
  const scalars = { 'scalar:stepSize': [0.1], 'scalar:rootCorrection': [1] };
  const step = run(lowered.trainStep(0, 0, 3), { ...feed, ...scalars }, first);
  expect(step.outputs.finite).toEqual(Uint8Array.of(1));
  expect(step.state).not.toEqual(first);
  const prediction = Object.values(run(lowered.prediction(3), feed, first).outputs);
  return { first, after: step.state, outputs: step.outputs, prediction };
}

describe('expanded, the network computes the same and learns the same', () => {
  const vectors = [vector(5), valueField([3])];
  const rows = (params: Params) =>
    sketch(
      {
        x: ['input'],
        h: ['dense', { units: 3, activation: 'tanh' }],
        r: ['residual', params],
        l: ['meanSquaredError'],
      },
      ['x > h > r.main', 'x > r.skip', 'r > l'],
    );
  const same = sketch(
    {
      x: ['input'],
      c: ['conv2d', { filters: 3, padding: 'same' }],
      r: ['residual', { activation: 'gelu' }],
      f: ['flatten'],
      d: ['dense', { units: 4 }],
      l: ['sparseCategoricalCrossentropy'],
    },
    ['x > c > r.main', 'x > r.skip', 'r > f > d > l'],
  );
  test.each([
    ['a picture, smaller and wider', block(), pictures],
    ['with an activation', block({ activation: 'relu' }), pictures],
    ['with softmax', block({ activation: 'softmax' }), pictures],
    ['frozen', block({}, { trainable: false }), pictures],
    [
      'with its own initializer and penalty',
      block({
        kernelInitializer: { type: 'constant', value: 0.3 },
        kernelRegularizer: { l1: 0.1, l2: 0.2 },
      }),
      pictures,
    ],
    ['an identity', same, pictures],
    ['rows of numbers', rows({}), vectors],
    ['rows of numbers with an activation', rows({ activation: 'elu' }), vectors],
  ])('%s', (_, project, fields) => {
    const expanded = expandResidual(project, fields, 'r');
    expect(byType(expanded, 'residual')).toEqual([]);
    expect(behaviour(expanded, fields)).toEqual(behaviour(project, fields));
  });
});

describe('expanding', () => {
  const expanded = expandResidual(block({ activation: 'relu' }), pictures, 'r');

  test('keeps the ids of wires, and the residual’s id for what has its weights', () => {
    expect(wires(expanded)).toEqual([
      'e0: x > c.input',
      'e1: c > n7.inputs',
      'e2: x > r.input',
      'e7: r > n7.inputs',
      'e8: n7 > n8.input',
      'e3: n8 > g.input',
      'e4: g > d.input',
      'e5: d > l.prediction',
    ]);
    expect(byType(expanded, 'conv2d')[1]).toMatchObject({
      id: 'r',
      label: 'r projection',
      params: { filters: 6, kernelSize: [1, 1], stride: [2, 2], useBias: false },
    });
    expect(byType(expanded, 'add')[0]).toMatchObject({ id: 'n7', label: 'r' });
    expect(byType(expanded, 'activation')[0]).toMatchObject({
      id: 'n8',
      label: 'r activation',
      params: { activation: 'relu' },
    });
  });

  test('without a projection Add keeps the id', () => {
    const plain = sketch({ x: ['input'], a: ['activation'], r: ['residual'], f: ['flatten'] }, [
      'x > r.skip',
      'x > a > r.main',
      'r > f',
    ]);
    const { nodes, edges } = expandResidual(plain, pictures, 'r');
    expect(nodes.map(({ id, type }) => [id, type])).toContainEqual(['r', 'add']);
    expect(nodes.length).toBe(4);
    const into = edges.filter(({ to }) => to.node === 'r').map(({ from }) => from.node);
    expect(into).toEqual(['a', 'x']);
  });

  test('gives a document that parses, with labels of its own', () => {
    const taken = { ...block(), nodes: [...block().nodes] };
    const first = taken.nodes[0] as Project['nodes'][number];
    taken.nodes[0] = { ...first, label: 'r projection' };
    const found = expandResidual(taken, pictures, 'r');
    expect(checkProject(found)).toEqual({ project: found });
    const labels = found.nodes.map(({ label }) => label);
    expect(labels).toContain('r projection 2');
    expect(new Set(labels).size).toBe(labels.length);
  });

  test('stands the new nodes where none stood', () => {
    const placed = {
      ...block({ activation: 'relu' }),
      nodes: block({ activation: 'relu' }).nodes.map((node, i) => ({
        ...node,
        position: { x: i * 240, y: 0 },
      })),
    };
    const { nodes } = expandResidual(placed, pictures, 'r');
    const places = nodes.map(({ position }) => position);
    for (const [i, a] of places.entries())
      for (const b of places.slice(i + 1))
        expect(Math.abs(a.x - b.x) >= 120 || Math.abs(a.y - b.y) >= 100).toBe(true);
    const x = (id: string) => nodes.find((node) => node.id === id)?.position.x ?? Number.NaN;
    expect(x('n8')).toBeGreaterThan(x('n7'));
    expect(x('g')).toBeGreaterThan(x('n8'));
  });

  test('moves metrics and blocks along', () => {
    const measured: Project = {
      ...block({ activation: 'relu' }),
      blocks: [{ id: 'b', label: 'B', nodes: ['c', 'r'] }],
      training: {
        ...block().training,
        metrics: [
          {
            type: 'meanAbsoluteError',
            params: {},
            compares: {
              prediction: { node: 'r', port: 'output' },
              target: { node: 'r', port: 'output' },
            },
          },
        ],
      },
    };
    const found = expandResidual(measured, pictures, 'r');
    const end = { node: 'n8', port: 'output' };
    expect(found.training.metrics[0]?.compares).toEqual({ prediction: end, target: end });
    expect(found.training.phases[0]?.objectives[0]?.parameters).toEqual(['c', 'r']);
    expect(found.blocks[0]?.nodes).toEqual(['c', 'r', 'n7', 'n8']);
  });

  test('switched off, main goes on as before', () => {
    const off = block({ activation: 'relu' }, { disabled: true });
    const found = expandResidual(off, pictures, 'r');
    const shapes = (project: Project) =>
      inferNetwork(project, pictures).nodes.get('g')?.inputs.get('input');
    expect(shapes(found)).toMatchObject([{ node: 'c', port: 'output' }]);
    expect(shapes(off)).toMatchObject([{ node: 'c', port: 'output' }]);
    const on = found.nodes.map((node) => ({ ...node, disabled: false }));
    expect(behaviour({ ...found, nodes: on }, pictures)).toEqual(
      behaviour(block({ activation: 'relu' }), pictures),
    );
  });
});

describe('what cannot be expanded says why', () => {
  const sequence = sketch(
    {
      x: ['input'],
      a: ['reshape', { shape: [64, 3] }],
      b: ['reshape', { shape: [64, 3] }],
      r: ['residual', { projection: 'conv1x1' }],
    },
    ['x > a > r.main', 'x > b > r.skip'],
  );
  const shared = {
    ...block(),
    nodes: [...block().nodes, { ...(block().nodes[2] as object), id: 's', sharesWith: 'r' }],
  } as Project;
  test.each([
    ['a node that is gone', block(), 'gone', 'no such Residual'],
    ['another layer', block(), 'c', 'no such Residual'],
    [
      'one that is not wired',
      sketch({ x: ['input'], r: ['residual'] }, ['x > r.main']),
      'r',
      '"r" can be expanded once main and skip are both connected.',
    ],
    [
      'unknown shapes',
      sketch({ d: ['dense'], r: ['residual'] }, ['d > r.main', 'd > r.skip']),
      'r',
      'shapes of main and skip are known',
    ],
    ['a sequence', sequence, 'r', 'only pictures and rows of numbers can'],
    ['shared weights', shared, 'r', 'shares its weights with another Residual'],
  ])('%s', (_, project, node, words) => {
    expect(() => expandResidual(project, pictures, node)).toThrow(
      expect.objectContaining({
        code: 'residual-cannot-expand',
        message: expect.stringContaining(words),
      }),
    );
  });
});
