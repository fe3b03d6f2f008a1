import { describe, expect, test } from 'vitest';
import { inferNetwork } from '../../graph/infer/infer.ts';
import { classField, picture, sketch } from '../../testing/sketch.ts';
import { considerFix, considerInsert } from './consider.ts';

const data = [picture(8, 8, 1), classField(10)];
const net = sketch(
  {
    x: ['input'],
    c: ['conv2d', { filters: 4, kernelSize: [3, 3] }],
    f: ['flatten'],
    d: ['dense', { units: 10 }],
    l: ['sparseCategoricalCrossentropy'],
  },
  ['x > c > f > d > l'],
);
const before = inferNetwork(net, data);

describe('inserting', () => {
  test('shows the ghost, what follows behind it and what it costs', () => {
    const found = considerInsert(net, data, 'e1', 'maxPooling2d');
    expect(found.ghost).toBe('ghost');
    expect(found.network.nodes.ghost?.outputValues.output?.shape).toEqual([3, 3, 4]);
    expect(found.network.nodes.f?.outputValues.output?.shape).toEqual([36]);
    expect(found.parameters).toEqual({ before: before.parameters, after: 40 + 37 * 10 });
    expect(found.multiplyAdds.before).toBe(before.multiplyAdds);
    expect(found.multiplyAdds.after).toBe(before.multiplyAdds - (144 - 36) * 10);
    expect(found.added).toEqual([]);
    expect(found.mended).toEqual([]);
  });

  test('takes params', () => {
    const { network } = considerInsert(net, data, 'e0', 'zeroPadding2d', {
      padding: [
        [2, 2],
        [0, 1],
      ],
    });
    expect(network.nodes.ghost?.outputValues.output?.shape).toEqual([12, 9, 1]);
  });

  test('shows the issues that would come, at the nodes that would have them', () => {
    const { added, network } = considerInsert(net, data, 'e0', 'flatten');
    expect(added.map(({ code, node }) => [code, node])).toEqual([['needs-picture', 'c']]);
    expect(network.nodes.d?.status).toBe('unknown');
  });

  test('a residual takes the wire as main and waits for skip', () => {
    const { network, added } = considerInsert(net, data, 'e1', 'residual');
    expect(network.nodes.ghost?.status).toBe('unfinished');
    expect(network.nodes.ghost?.inputValues.main?.[0]?.shape).toEqual([6, 6, 4]);
    expect(added[0]).toMatchObject({ code: 'port-unconnected', node: 'ghost', port: 'skip' });
  });

  test('finds another id for the ghost where the document has that one', () => {
    const haunted = sketch(
      { ghost: ['input'], f: ['flatten'], l: ['sparseCategoricalCrossentropy'] },
      ['ghost > f > l'],
    );
    const found = considerInsert(haunted, data, 'e1', 'dense', { units: 10 });
    expect(found.ghost).toBe('ghost2');
    expect(found.network.nodes.ghost2?.outputValues.output?.shape).toEqual([10]);
    expect(found.added).toEqual([]);
  });

  test('leaves the project as it was', () => {
    const copy = structuredClone(net);
    considerInsert(net, data, 'e1', 'dense');
    expect(net).toEqual(copy);
  });

  test.each([
    ['gone', 'dense', 'edge-missing', 'no longer there'],
    ['e1', 'lstm', 'type-missing', 'lstm'],
    ['e1', 'constructor', 'type-missing', 'constructor'],
    ['e1', 'input', 'cannot-insert', 'Input cannot be put on a wire'],
  ])('into %s of %s is refused', (edge, type, code, words) => {
    expect(() => considerInsert(net, data, edge, type)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(words) }),
    );
  });
});

describe('a fix', () => {
  const wrong = sketch(
    { x: ['input'], d: ['dense', { units: 10 }], l: ['sparseCategoricalCrossentropy'] },
    ['x > d > l'],
  );
  const issue = inferNetwork(wrong, data).issues[0];

  test('shows what it mends and what it costs', () => {
    const [flatten] = issue?.fixes ?? [];
    if (!flatten) throw new Error('there is no fix');
    const found = considerFix(wrong, data, flatten);
    expect(found.mended.map(({ code }) => code)).toEqual(['dense-needs-vector']);
    expect(found.added).toEqual([]);
    expect(found.ghost).toBe('ghost');
    expect(found.parameters).toEqual({ before: 0, after: 650 });
  });

  test('that adds nothing has no ghost', () => {
    const fix = { kind: 'set-parameter', node: 'd', parameter: 'units', value: 3 } as const;
    const found = considerFix(net, data, fix);
    expect(found.ghost).toBe(null);
    expect(found.added.map(({ code }) => code)).toEqual(['class-count-differs']);
  });

  test('for what is gone changes nothing', () => {
    const found = considerFix(net, data, { kind: 'remove-node', node: 'gone' });
    expect(found.parameters.after).toBe(found.parameters.before);
    expect([found.ghost, found.added, found.mended]).toEqual([null, [], []]);
  });
});
