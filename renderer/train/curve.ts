/** The loss of every batch of the run, outside React: points come in as they are computed, whoever draws reads them. */
import type { CurvePoints } from '../../engine/index.ts';

let steps = new Float64Array(1024);
let losses = new Float64Array(1024);
let length = 0;
let version = 0;
const listeners = new Set<() => void>();

export interface Curve {
  /** Ascending; views that are valid until the next point comes. */
  readonly steps: Float64Array;
  readonly losses: Float64Array;
  /** Grows with every change. */
  readonly version: number;
}

function reserve(count: number): void {
  if (count <= steps.length) return;
  const size = Math.max(count, steps.length * 2);
  const [oldSteps, oldLosses] = [steps, losses];
  steps = new Float64Array(size);
  losses = new Float64Array(size);
  steps.set(oldSteps);
  losses.set(oldLosses);
}

function changed(): void {
  version += 1;
  for (const listener of listeners) listener();
}

/** Points at or after the first new one are replaced: a resumed run computes again what came after its checkpoint. */
export function addPoints(points: CurvePoints): void {
  const first = points.steps[0];
  if (first === undefined) return;
  while (length > 0 && (steps[length - 1] as number) >= first) length -= 1;
  reserve(length + points.steps.length);
  steps.set(points.steps, length);
  losses.set(points.losses, length);
  length += points.steps.length;
  changed();
}
/** A new run begins, with the points that it had before it was interrupted. */
export function startCurve(points: CurvePoints | null = null): void {
  length = 0;
  if (points) addPoints(points);
  else changed();
}
export function curve(): Curve {
  return { steps: steps.subarray(0, length), losses: losses.subarray(0, length), version };
}
/** Called after every change; returns the way to stop. */
export function onCurve(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
