import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classField, picture, valueField, vector } from '../../testing/sketch.ts';
import { checkProject } from '../document/parse.ts';
import type { Project } from '../document/schema.ts';
import { applyFix } from '../issues/applyFix.ts';
import { issueSentence } from '../issues/issue.ts';
import { lowerNetwork } from '../lower/lower.ts';
import { inputPorts, nodeTypes } from '../registry.ts';
import { blockingIssues, inferNetwork } from './infer.ts';

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
      ...definition.outputs.map(({ name }) => name),
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
const project = fc
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
const fields = fc.constantFrom(
  null,
  [],
  [picture(8, 8, 1), classField(10)],
  [vector(4), valueField()],
  [vector(2, 'x'), vector(2, 'y'), classField(2), valueField([3])],
);

/** Chains that mostly hold together, so that the deeper layers of the inference are reached too. */
const chain = fc
  .array(fc.constantFrom(...types.filter((known) => known !== 'input')), { maxLength: 5 })
  .chain((list) =>
    fc.tuple(...['input', ...list].map((known) => params(known))).map((chosen) => {
      const all = ['input', ...list];
      const result = checkProject({
        format: 'netloom',
        version: 1,
        nodes: all.map((known, i) => ({
          id: `n${i}`,
          type: known,
          label: `N${i}`,
          params: i === 0 ? {} : chosen[i],
        })),
        edges: list.flatMap((known, i) => {
          const definition = nodeTypes.get(known);
          const ports = definition
            ? inputPorts(definition, {}).filter((port) => !port.optional)
            : [];
          return ports.map((port, p) => ({
            id: `e${i}-${p}`,
            from: { node: `n${p === 0 ? i : 0}`, port: 'output' },
            to: { node: `n${i + 1}`, port: port.name },
          }));
        }),
      });
      if ('issues' in result) throw new Error(result.issues.map(issueSentence).join(' '));
      return result.project;
    }),
  );

function check(candidate: Project, data: Parameters<typeof inferNetwork>[1]): void {
  const network = inferNetwork(candidate, data);
  for (const found of network.issues) {
    const sentence = issueSentence(found);
    expect(sentence).toMatch(/\S\.$/);
    expect(sentence).not.toMatch(/undefined|NaN|\[object/);
    for (const fix of found.fixes) inferNetwork(applyFix(candidate, fix), data);
  }
  for (const { id: name, status } of network.nodes.values())
    if (status === 'issue')
      expect(
        network.issues.some((found) => found.severity === 'error'),
        name,
      ).toBe(true);
  if (data === null || blockingIssues(network).length > 0) return;
  const lowered = lowerNetwork(network);
  lowered.trainStep(0, 0, 3);
  lowered.evaluation(2);
  lowered.prediction(1);
  lowered.diagnosis(0, 0, 2);
}

describe('any graph', () => {
  test('gives types or issues, never an exception; without blocking issues it lowers', () => {
    fc.assert(fc.property(project, fields, check), { numRuns: 1500 });
  });

  test('that is a chain of layers does so too', () => {
    fc.assert(fc.property(chain, fields, check), { numRuns: 1500 });
  });
});

describe('a large graph', () => {
  test('of a thousand nodes in a row is inferred without recursion', () => {
    const count = 1000;
    const result = checkProject({
      format: 'netloom',
      version: 1,
      nodes: [
        { id: 'x', type: 'input', label: 'x', params: { shape: [4] } },
        ...Array.from({ length: count }, (_, i) => ({
          id: `d${i}`,
          type: 'dense',
          label: `d${i}`,
          params: { units: 4 },
        })),
        { id: 'l', type: 'meanSquaredError', label: 'l' },
      ],
      edges: Array.from({ length: count + 1 }, (_, i) => ({
        id: `e${i}`,
        from: { node: i === 0 ? 'x' : `d${i - 1}`, port: 'output' },
        to: i === count ? { node: 'l', port: 'prediction' } : { node: `d${i}`, port: 'input' },
      })),
    });
    if ('issues' in result) throw new Error('not a project');
    const network = inferNetwork(result.project, [vector(4), valueField([4])]);
    expect(network.issues).toEqual([]);
    expect(network.parameters).toBe(20 * count);
  });
});
