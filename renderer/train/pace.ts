/** The stops of the speed slider: from full speed down to one batch a second. */

/** Least milliseconds between batches. */
export const paces = [0, 10, 20, 50, 100, 200, 500, 1000] as const;

/** The stop that is nearest to a pace. */
export function paceStop(milliseconds: number): number {
  let best = 0;
  paces.forEach((pace, i) => {
    if (Math.abs(pace - milliseconds) < Math.abs((paces[best] as number) - milliseconds)) best = i;
  });
  return best;
}
/** Batches a second at most; null at full speed. */
export const batchesPerSecond = (milliseconds: number): number | null =>
  milliseconds > 0 ? 1000 / milliseconds : null;

/** A learning rate on a slider: its decimal logarithm, in hundredths. */
export const rateToSlider = (rate: number): number =>
  Math.round(Math.log10(Math.max(rate, 1e-7)) * 100);
/** Two significant digits are enough by hand. */
export const sliderToRate = (place: number): number => Number((10 ** (place / 100)).toPrecision(2));
