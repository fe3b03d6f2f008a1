/** A node under way and the others in; where it snaps to their rows and columns, and the guides to draw, out. */
import { create } from 'zustand';
import { nodeHeight, nodeWidth, type Point } from './geometry.ts';

export interface Guides {
  /** Of the drawing; null where nothing lines up. */
  readonly x: number | null;
  readonly y: number | null;
}
const none: Guides = { x: null, y: null };
export const useGuides = create<Guides>()(() => none);
export const hideGuides = (): void => useGuides.setState(none);

/** Corners are as good as middles, as all nodes have one size. */
export function align(
  place: Point,
  others: readonly Point[],
  reach: number,
): { readonly place: Point; readonly guides: Guides } {
  const nearest = (value: number, values: readonly number[]): number | null => {
    let best: number | null = null;
    for (const other of values)
      if (
        Math.abs(other - value) <= reach &&
        (best === null || Math.abs(other - value) < Math.abs(best - value))
      )
        best = other;
    return best;
  };
  const x = nearest(
    place.x,
    others.map((other) => other.x),
  );
  const y = nearest(
    place.y,
    others.map((other) => other.y),
  );
  return {
    place: { x: x ?? place.x, y: y ?? place.y },
    guides: {
      x: x === null ? null : x + nodeWidth / 2,
      y: y === null ? null : y + nodeHeight / 2,
    },
  };
}
