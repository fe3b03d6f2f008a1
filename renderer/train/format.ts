/** Numbers of training as people read them; digits are the same in both languages. */

const digits = (value: number, most: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: most });

/** Four significant digits: 0.0812, 2.303, 1.2e-7. */
export function lossText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) return value.toExponential(2);
  return size >= 1000
    ? digits(value, 1)
    : value.toFixed(size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4);
}
/** A share as 97.9 %. */
export const percentText = (share: number, fraction = 1): string =>
  Number.isFinite(share) ? `${(share * 100).toFixed(fraction)} %` : 'NaN';

/** Metrics that are shares; others are numbers of their own. */
const shares = /accuracy|topK|confusionMatrix/i;
export const isShare = (metric: string): boolean => shares.test(metric);
export const metricText = (name: string, value: number): string =>
  isShare(name) ? percentText(value) : lossText(value);

/** 21,400. */
export const rateText = (perSecond: number): string =>
  Number.isFinite(perSecond)
    ? digits(Number(perSecond.toPrecision(3)), perSecond < 10 ? 1 : 0)
    : '–';

/** 0:14, 12:05, 3:20:00. */
export function durationText(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '–';
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(whole % 60)}`
    : `${minutes}:${two(whole % 60)}`;
}
export const countText = (count: number): string => digits(count, 0);
/** A number of a map as exactly as f32 holds it. */
export const exactText = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(7))) : lossText(value);
/** Short, for axes and ends of scales. */
export function shortText(value: number): string {
  if (!Number.isFinite(value)) return lossText(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return value.toExponential(0);
  return String(Number(value.toPrecision(3)));
}
/** A learning rate: 0.001, 5e-5. */
export function learningRateText(rate: number): string {
  const short = Number(rate.toPrecision(3));
  return short !== 0 && short < 1e-3 ? short.toExponential() : String(short);
}
