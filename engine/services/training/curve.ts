/** Takes the loss of every batch; keeps a curve of it that never has more than a few thousand points. */
import { thin } from './stream.ts';
import type { CurvePoints } from './types.ts';

const mostPoints = 4000;

export class Curve {
  private readonly kept: { steps: number[]; losses: number[]; every: number };

  /** Continues a curve up to `step`. */
  constructor(points: CurvePoints = { steps: [], losses: [] }, step = 0) {
    const count = points.steps.filter((each) => each <= step).length;
    this.kept = {
      steps: points.steps.slice(0, count),
      losses: points.losses.slice(0, count),
      every: everyOf(points.steps),
    };
  }

  add(step: number, loss: number): void {
    const { kept } = this;
    if (step % kept.every !== 0) return;
    kept.steps.push(step);
    kept.losses.push(loss);
    if (kept.steps.length > mostPoints) thin(kept);
  }
  points(): CurvePoints {
    return { steps: [...this.kept.steps], losses: [...this.kept.losses] };
  }
}

/** The distance at which points were taken; where a crash cut some off, two are further apart. */
function everyOf(steps: readonly number[]): number {
  const distances = steps.slice(1).map((step, i) => step - (steps[i] as number));
  return distances.length === 0 ? 1 : Math.max(1, Math.min(...distances));
}
