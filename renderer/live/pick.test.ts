import { describe, expect, it } from 'vitest';
import { defaultFocus } from './pick.ts';

type Summary = NonNullable<Parameters<typeof defaultFocus>[1]>;
const network = (
  nodes: readonly (readonly [
    id: string,
    type: string,
    shape: readonly number[],
    weights?: number,
  ])[],
) => {
  const project = { nodes: nodes.map(([id, type]) => ({ id, type })) };
  const summary = {
    order: nodes.map(([id]) => id),
    nodes: Object.fromEntries(
      nodes.map(([id, , shape, weights = 0]) => [
        id,
        {
          status: 'ok',
          outputValues: { output: { dtype: 'f32', shape } },
          weights: Array.from({ length: weights }, () => ({})),
        },
      ]),
    ),
  };
  return [project, summary] as unknown as [Parameters<typeof defaultFocus>[0], Summary];
};

describe('what is looked at when nothing is selected', () => {
  it('is the first convolution', () => {
    const given = network([
      ['x', 'input', [28, 28, 1]],
      ['a', 'conv2d', [24, 24, 6], 2],
      ['b', 'conv2d', [20, 20, 6], 2],
    ]);
    expect(defaultFocus(...given)).toBe('a');
  });
  it('is the last map without one', () => {
    const given = network([
      ['x', 'input', [28, 28, 1]],
      ['pool', 'maxPooling2d', [14, 14, 1]],
      ['flat', 'flatten', [196]],
      ['dense', 'dense', [10], 2],
    ]);
    expect(defaultFocus(...given)).toBe('pool');
  });
  it('is the first layer with weights of a network of vectors', () => {
    const given = network([
      ['x', 'input', [4]],
      ['drop', 'dropout', [4]],
      ['dense', 'dense', [10], 2],
      ['out', 'output', [10]],
    ]);
    expect(defaultFocus(...given)).toBe('dense');
  });
  it('is the input where there is nothing else, and nothing where nothing is known', () => {
    expect(defaultFocus(...network([['x', 'input', [4]]]))).toBe('x');
    expect(defaultFocus({ nodes: [] }, null)).toBeNull();
  });
});
