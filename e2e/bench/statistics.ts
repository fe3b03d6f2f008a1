/** Small statistics for measurements: numbers in; medians, percentiles and their uncertainty out. */

/** Between the two nearest ranks; `share` 0…1. NaN of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}
export const median = (values: readonly number[]): number => percentile(values, 0.5);

/**
 * Median of the values with the interval that holds it in 95 of 100 cases, whatever their distribution: the order
 * statistics that the binomial distribution gives.
 */
export function medianInterval(values: readonly number[]): {
  readonly median: number;
  readonly low: number;
  readonly high: number;
} {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  // P(Binomial(n, ½) ≤ k), summed until it passes 2.5 %.
  let below = 0.5 ** n;
  let term = below;
  let k = 0;
  while (below <= 0.025 && k < n / 2) {
    k++;
    term = (term * (n - k + 1)) / k;
    below += term;
  }
  return {
    median: median(sorted),
    low: sorted[Math.max(0, k - 1)] ?? Number.NaN,
    high: sorted[Math.min(n - 1, n - k)] ?? Number.NaN,
  };
}
