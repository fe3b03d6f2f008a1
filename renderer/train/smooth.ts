/** Curves for the eye: points in, fewer or smoother points out. */

/** Means of `count` stretches of equal length; the values themselves where there are no more than that. */
export function averaged(values: ArrayLike<number>, count: number): readonly number[] {
  if (values.length <= count) return Array.from(values);
  return Array.from({ length: count }, (_, i) => {
    const from = Math.floor((i * values.length) / count);
    const to = Math.floor(((i + 1) * values.length) / count);
    let sum = 0;
    for (let at = from; at < to; at++) sum += values[at] as number;
    return sum / (to - from);
  });
}

/**
 * Exponential moving average without the bias towards zero of its beginning (Kingma and Ba, Adam, 2015, section 3):
 * `weight` 0 leaves the values as they are, 0.99 follows them slowly. What is not finite is passed over.
 */
export function smoothed(values: ArrayLike<number>, weight: number): Float64Array {
  const out = new Float64Array(values.length);
  let average = 0;
  let known = 1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isFinite(value)) {
      average = weight * average + (1 - weight) * value;
      known *= weight;
    }
    out[i] = known < 1 ? average / (1 - known) : value;
  }
  return out;
}

export interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
}
/** First and last position of the points within [from, to], and one more on each side, so that lines go on to the edge. */
export function visiblePart(
  x: ArrayLike<number>,
  from: number,
  to: number,
): { readonly first: number; readonly end: number } {
  const lower = (wanted: number): number => {
    let [low, high] = [0, x.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((x[middle] as number) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    first: Math.max(0, lower(from) - 1),
    end: Math.min(x.length, lower(to) + 2),
  };
}

/**
 * At most about 4 · `columns` of the points: first, smallest, largest and last of each of `columns` stretches, in
 * order, so that no peak is lost. What is not finite stays, as a gap.
 */
export function decimated(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  columns: number,
  from = 0,
  to = x.length,
): Points {
  const count = to - from;
  if (count <= columns * 4) {
    return {
      x: Float64Array.from({ length: count }, (_, i) => x[from + i] as number),
      y: Float64Array.from({ length: count }, (_, i) => y[from + i] as number),
    };
  }
  const kept: number[] = [];
  for (let column = 0; column < columns; column++) {
    const first = from + Math.floor((column * count) / columns);
    const last = from + Math.floor(((column + 1) * count) / columns) - 1;
    keepOf(y, first, last, kept);
  }
  return {
    x: Float64Array.from(kept, (at) => x[at] as number),
    y: Float64Array.from(kept, (at) => y[at] as number),
  };
}
function keepOf(y: ArrayLike<number>, first: number, last: number, kept: number[]): void {
  let [least, most] = [first, first];
  for (let at = first; at <= last; at++) {
    const value = y[at] as number;
    // A gap is never hidden by its neighbours.
    if (Number.isNaN(value)) least = at;
    if (value < (y[least] as number)) least = at;
    if (value > (y[most] as number)) most = at;
  }
  const chosen = [...new Set([first, least, most, last])].sort((a, b) => a - b);
  kept.push(...chosen);
}
