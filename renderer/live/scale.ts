/** The scale of a picture: a range of values and a wish for a colour map in, the range and the table that paint it out. */
import type { Range } from '../../engine/index.ts';
import type { ColorMapName } from '../store/settings.ts';
import type { ColorMap } from './colorMaps.ts';

export interface Scale extends Range {
  readonly map: ColorMap;
}

/** Signed values are shown around zero with equal distances to both ends; others from end to end. */
export function scaleOf({ minimum, maximum }: Range, wanted: ColorMapName): Scale {
  if (minimum < 0 && Number.isFinite(minimum)) return signedScale({ minimum, maximum });
  if (!(maximum > minimum)) {
    // One value only: it is the dark end.
    const start = Number.isFinite(minimum) ? minimum : 0;
    return { minimum: start, maximum: start + 1, map: wanted };
  }
  return { minimum, maximum, map: wanted };
}

/** Around zero, which is the light middle: for weights, whose sign matters even where all of them have the same. */
export function signedScale({ minimum, maximum }: Range): Scale {
  const limit = Math.max(-minimum, maximum);
  const bound = Number.isFinite(limit) && limit > 0 ? limit : 1;
  return { minimum: -bound, maximum: bound, map: 'diverging' };
}

/** The entry of the colour table: round(255 · (v − minimum) / (maximum − minimum)), kept within 0…255; −1 for NaN. */
export function colorIndex(value: number, { minimum, maximum }: Range): number {
  const index = Math.round((255 * (value - minimum)) / (maximum - minimum));
  return Number.isNaN(index) ? -1 : Math.min(255, Math.max(0, index));
}

/** Of finite values; 0…0 where there are none. */
export function rangeOf(values: ArrayLike<number>): Range {
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value < minimum) minimum = value;
    if (value > maximum && value !== Number.POSITIVE_INFINITY) maximum = value;
  }
  return Number.isFinite(minimum) && Number.isFinite(maximum)
    ? { minimum, maximum }
    : { minimum: 0, maximum: 0 };
}
