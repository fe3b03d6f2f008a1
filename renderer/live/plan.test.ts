import { describe, expect, it } from 'vitest';
import { mostWatched, planWatch, type Situation } from './plan.ts';

const situation = (change: Partial<Situation>): Situation => ({
  ready: ['a', 'b', 'c'],
  visible: [],
  always: ['a'],
  focus: 'b',
  weightsOf: 'b',
  hasRun: true,
  outdated: new Set(),
  ...change,
});

describe('what is watched', () => {
  it('is everything of a small network, the one in focus in full', () => {
    expect(planWatch(situation({}))).toEqual({
      run: {
        nodes: [
          { node: 'a', detail: 'thumbnail' },
          { node: 'b', detail: 'full' },
          { node: 'c', detail: 'thumbnail' },
        ],
        weightsOf: 'b',
      },
      preview: null,
    });
  });
  it('is previewed where there is no run', () => {
    const { run, preview } = planWatch(situation({ hasRun: false }));
    expect(run).toBeNull();
    expect(preview?.nodes).toHaveLength(3);
    expect(preview?.weightsOf).toBe('b');
  });
  it('is divided where some nodes are not in the run', () => {
    const { run, preview } = planWatch(situation({ outdated: new Set(['b']) }));
    expect(run?.nodes.map(({ node }) => node)).toEqual(['a', 'c']);
    expect(run?.weightsOf).toBeNull();
    expect(preview).toEqual({ nodes: [{ node: 'b', detail: 'full' }], weightsOf: 'b' });
  });
  it('is what can be seen of a large network, and the ends and the focus', () => {
    const ready = Array.from({ length: 1000 }, (_, i) => `n${i}`);
    const { run } = planWatch(
      situation({
        ready,
        visible: ['n7', 'n8'],
        always: ['n0'],
        focus: 'n999',
        weightsOf: null,
      }),
    );
    expect(run?.nodes).toEqual([
      { node: 'n0', detail: 'thumbnail' },
      { node: 'n7', detail: 'thumbnail' },
      { node: 'n8', detail: 'thumbnail' },
      { node: 'n999', detail: 'full' },
    ]);
  });
  it('is never more than the limit', () => {
    const ready = Array.from({ length: 1000 }, (_, i) => `n${i}`);
    const { run } = planWatch(situation({ ready, visible: ready, focus: null, weightsOf: null }));
    expect(run?.nodes).toHaveLength(mostWatched);
  });
  it('asks for nothing where nothing is ready', () => {
    expect(planWatch(situation({ ready: [], focus: null, weightsOf: null }))).toEqual({
      run: null,
      preview: null,
    });
  });
});
