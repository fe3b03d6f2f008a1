import { expect, it } from 'vitest';
import { Curve } from './curve.ts';

it('goes on at the distance of its points, whatever a crash left out between two of them', () => {
  const curve = new Curve({ steps: [2, 4, 6, 200], losses: [1, 1, 1, 1] }, 200);
  for (let step = 201; step <= 206; step++) curve.add(step, 0.5);
  expect(curve.points().steps).toEqual([2, 4, 6, 200, 202, 204, 206]);
});
it('forgets what lies beyond the step that it goes on from', () => {
  const curve = new Curve({ steps: [1, 2, 3, 4], losses: [4, 3, 2, 1] }, 2);
  curve.add(3, 9);
  expect(curve.points()).toEqual({ steps: [1, 2, 3], losses: [4, 3, 9] });
});
it('stays short however long the run is', () => {
  const curve = new Curve();
  for (let step = 1; step <= 50_000; step++) curve.add(step, 1);
  const { steps } = curve.points();
  expect(steps.length).toBeLessThanOrEqual(4000);
  expect(steps.at(-1)).toBe(50_000 - (50_000 % 16));
});
