import { describe, expect, it } from 'vitest';
import { addPoints, curve, onCurve, startCurve } from './curve.ts';

const now = () => [[...curve().steps], [...curve().losses]];

describe('the curve of a run', () => {
  it('grows, and tells so', () => {
    startCurve();
    let told = 0;
    const stop = onCurve(() => told++);
    addPoints({ steps: [1, 2], losses: [3, 2] });
    addPoints({ steps: [], losses: [] });
    addPoints({ steps: [3], losses: [1] });
    stop();
    addPoints({ steps: [4], losses: [0] });
    expect(told).toBe(2);
    expect(now()).toEqual([
      [1, 2, 3, 4],
      [3, 2, 1, 0],
    ]);
  });
  it('replaces what a resumed run computes again', () => {
    startCurve({ steps: [1, 2, 3], losses: [3, 2, 1] });
    addPoints({ steps: [2, 3], losses: [8, 9] });
    expect(now()).toEqual([
      [1, 2, 3],
      [3, 8, 9],
    ]);
  });
  it('holds any number of points', () => {
    startCurve();
    const steps = Array.from({ length: 5000 }, (_, i) => i + 1);
    addPoints({ steps, losses: steps });
    addPoints({ steps: [5001], losses: [7] });
    expect(curve().steps).toHaveLength(5001);
    expect([curve().steps[4999], curve().losses[5000]]).toEqual([5000, 7]);
    startCurve();
    expect(curve().steps).toHaveLength(0);
  });
});
