/** Takes computed and expected numbers; throws with the worst element where they are not close. */
export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

/** |actual − expected| ≤ absolute + relative·|expected| for every element, as numpy.allclose has it. */
export function expectClose(
  what: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { relative, absolute }: Tolerance,
): void {
  if (actual.length !== expected.length)
    throw new Error(`${what}: ${actual.length} elements instead of ${expected.length}.`);
  let worst = -1;
  let excess = 1;
  for (let i = 0; i < expected.length; i++) {
    const wanted = expected[i] as number;
    const difference = Math.abs((actual[i] as number) - wanted);
    const ratio = difference / (absolute + relative * Math.abs(wanted));
    // Written so that NaN counts as wrong.
    if (ratio <= excess) continue;
    worst = i;
    if (Number.isNaN(ratio)) break;
    excess = ratio;
  }
  if (worst >= 0)
    throw new Error(
      `${what}[${worst}] is ${actual[worst]} instead of ${expected[worst]} (relative ${relative}, absolute ${absolute}).`,
    );
}
