/** Costs of growing sizes in; the size from which on cost grows in proportion out. */

/** How much dearer than the cheapest a unit may be. */
const tolerance = 1.25;

/**
 * The least size from which on a unit costs at most a quarter more than the cheapest does; null where the largest is dear
 * again. Sizes ascend.
 */
export function proportionalFrom(
  costs: readonly { readonly x: number; readonly y: number }[],
): number | null {
  const bound = Math.min(...costs.map(({ x, y }) => y / x)) * tolerance;
  const dear = costs.findLastIndex(({ x, y }) => y / x > bound);
  return costs[dear + 1]?.x ?? null;
}
