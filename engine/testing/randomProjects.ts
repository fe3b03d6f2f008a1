/** Random projects for property tests: any document that parses, and networks that mostly hold together. */
import fc from 'fast-check';
import type { Field } from '../data/types.ts';
import { checkProject } from '../graph/document/parse.ts';
import type { Project } from '../graph/document/schema.ts';
import { issueSentence } from '../graph/issues/issue.ts';
import { inputPorts, nodeTypes, outputPorts } from '../graph/registry.ts';
import { classField, picture, valueField, vector } from './sketch.ts';

const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
const id = fc.constantFrom(...ids);
const types = [...nodeTypes.keys()];
/** Params of the definitions' examples, whole or with one value exchanged for anything. */
const params = (type: string) => {
  const examples = nodeTypes.get(type)?.examples.map((example) => example.params) ?? [];
  const known = fc.constantFrom({}, ...examples);
  const broken = fc
    .tuple(
      known,
      fc.constantFrom('units', 'shape', 'axis', 'padding', 'kernelSize'),
      fc.jsonValue(),
    )
    .map(([some, key, value]) => ({ ...some, [key]: value }));
  return fc.oneof({ weight: 4, arbitrary: known }, { weight: 1, arbitrary: broken });
};
const type = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(...types) },
  { weight: 1, arbitrary: fc.constantFrom('constructor', '__proto__', 'lstm') },
);
const node = type.chain((known) =>
  fc.record(
    {
      id: fc.oneof({ weight: 9, arbitrary: id }, { weight: 1, arbitrary: fc.constant('z') }),
      type: fc.constant(known),
      label: fc.oneof(fc.uuid(), fc.constantFrom('A', 'a/b', 'B')),
      params: params(known),
      version: fc.constantFrom(1, 1, 1, 1, 9),
      disabled: fc.constantFrom(false, false, false, false, true),
      trainable: fc.boolean(),
      sharesWith: id,
    },
    { requiredKeys: ['id', 'type', 'label'] },
  ),
);
const portNames = [
  ...new Set(
    [...nodeTypes.values()].flatMap((definition) => [
      ...inputPorts(definition, {}).map(({ name }) => name),
      ...outputPorts(definition, {}).map(({ name }) => name),
    ]),
  ),
];
const endpoint = (favourite: string) =>
  fc.record({
    node: id,
    port: fc.oneof(
      { weight: 3, arbitrary: fc.constant(favourite) },
      { weight: 1, arbitrary: fc.constantFrom(...portNames) },
    ),
  });
/** Any graph: ids and labels repeat, wires end anywhere, params are broken now and then. */
export const anyProject: fc.Arbitrary<Project> = fc
  .record({
    nodes: fc.uniqueArray(node, { maxLength: 7, selector: (n) => n.id + n.label }),
    edges: fc.array(
      fc.record({
        id: fc.constantFrom('1', '2', '3', '4', '5', '6', '7'),
        from: endpoint('output'),
        to: endpoint('input'),
      }),
      { maxLength: 10 },
    ),
    training: fc.record({
      metrics: fc.array(
        fc.record({
          type: fc.constantFrom('accuracy', 'topK', 'meanAbsoluteError'),
          compares: fc.record({ loss: id }),
        }),
        { maxLength: 2 },
      ),
    }),
  })
  .map((document) => {
    const result = checkProject({ format: 'netloom', version: 1, ...document });
    if ('issues' in result) throw new Error(result.issues.map(issueSentence).join(' '));
    return result.project;
  });
/** Of data; null without any. */
export const anyFields: fc.Arbitrary<readonly Field[] | null> = fc.constantFrom(
  null,
  [],
  [picture(8, 8, 1), classField(10)],
  [vector(4), valueField()],
  [vector(2, 'x'), vector(2, 'y'), classField(2), valueField([3])],
);

const pictureLayers = [
  'conv2d',
  'maxPooling2d',
  'averagePooling2d',
  'batchNormalization',
  'dropout',
  'activation',
  'zeroPadding2d',
  'residual',
  'add',
  'concat',
];
const vectorLayers = ['dense', 'batchNormalization', 'dropout', 'activation', 'residual', 'concat'];
interface Step {
  readonly type: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Where further ports are wired, counted back. */
  readonly back: number;
  readonly more: Readonly<Record<string, unknown>>;
}
const steps = (list: readonly string[]): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.constantFrom(...list).chain((known) => {
      const examples = nodeTypes.get(known)?.examples.map((example) => example.params) ?? [];
      const more = fc.constantFrom({}, {}, {}, { disabled: true }, { trainable: false });
      return fc.record({
        type: fc.constant(known),
        params: fc.constantFrom({}, ...examples),
        back: fc.nat(2),
        more,
      });
    }),
    { maxLength: 4 },
  );
const plain = (known: string, settings = {}): Step => ({
  type: known,
  params: settings,
  back: 0,
  more: {},
});
const losses = [
  plain('sparseCategoricalCrossentropy'),
  plain('sparseCategoricalCrossentropy', { fromLogits: false, weight: 0.5 }),
];
const objective = fc.record({
  optimizer: fc.constantFrom('sgd', 'momentum', 'rmsprop', 'adam', 'adamw').map((known) => ({
    type: known,
  })),
  clip: fc.constantFrom({ kind: 'none' }, { kind: 'value', limit: 1 }, { kind: 'norm', limit: 1 }),
});
/** Networks for pictures of 10 classes that mostly hold together, so that what comes after inference is reached. */
export const soundProject: fc.Arbitrary<Project> = fc
  .tuple(
    steps(pictureLayers),
    fc.constantFrom('flatten', 'globalAveragePooling'),
    steps(vectorLayers),
    fc.constantFrom(...losses),
    objective,
  )
  .map(([pictures, between, vectors, loss, settings]) => {
    const all = [
      plain('input'),
      ...pictures,
      plain(between),
      ...vectors,
      plain('dense', { units: 10, kernelRegularizer: { l1: 0.1, l2: 0.2 } }),
      loss,
    ];
    const edges = all.flatMap(({ type: known, back }, i) => {
      const definition = nodeTypes.get(known);
      const ports = definition && i > 0 ? inputPorts(definition, {}) : [];
      return ports
        .filter(({ optional }) => !optional)
        .flatMap(({ name, variadic }, p) => {
          const sources = variadic ? [i - 1, i - 1 - back] : [p === 0 ? i - 1 : i - 1 - back];
          return sources.map((from, s) => ({
            id: `e${i}-${p}-${s}`,
            from: { node: `n${Math.max(0, from)}`, port: 'output' },
            to: { node: `n${i}`, port: name },
          }));
        });
    });
    const result = checkProject({
      format: 'netloom',
      version: 1,
      nodes: all.map(({ type: known, params: chosen, more }, i) => ({
        id: `n${i}`,
        type: known,
        label: `N${i}`,
        params: chosen,
        ...more,
      })),
      edges,
      training: {
        phases: [{ epochs: 1, objectives: [settings] }],
        metrics: [{ type: 'accuracy', compares: { loss: `n${all.length - 1}` } }],
      },
    });
    if ('issues' in result) throw new Error(result.issues.map(issueSentence).join(' '));
    return result.project;
  });
