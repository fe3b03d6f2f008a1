/** Text of a number field in, a number out, and back; how far an arrow key moves it. */

export interface NumberBounds {
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly exclusiveMinimum?: boolean | undefined;
  readonly exclusiveMaximum?: boolean | undefined;
  readonly integer?: boolean | undefined;
}

/** Takes 1e-3, 0.001, a decimal comma, grouped thousands and a minus sign as people paste it; null for the rest. */
export function parseNumber(text: string): number | null {
  let plain = text
    .trim()
    .replaceAll('−', '-')
    .replace(/[\s_']/g, '');
  if (/^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$/.test(plain)) plain = plain.replaceAll(',', '');
  else if (/^[+-]?\d*,\d+$/.test(plain)) plain = plain.replace(',', '.');
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return null;
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
}

export type Refusal =
  | 'not-a-number'
  | 'not-whole'
  | 'too-small'
  | 'too-large'
  | 'not-above'
  | 'not-below';

/** Why the value cannot be taken, or null. */
export function refusalOf(value: number | null, bounds: NumberBounds): Refusal | null {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, integer } = bounds;
  if (value === null) return 'not-a-number';
  if (integer && !Number.isInteger(value)) return 'not-whole';
  if (minimum !== undefined && value < minimum) return 'too-small';
  if (maximum !== undefined && value > maximum) return 'too-large';
  if (exclusiveMinimum && value === minimum) return 'not-above';
  if (exclusiveMaximum && value === maximum) return 'not-below';
  return null;
}

/**
 * The value some steps away, within the bounds. 'decades' goes 1, 2, 5, 10 as learning rates are tried. A step out of
 * exclusive bounds stays where it is.
 */
export function stepped(
  value: number,
  steps: number,
  step: number | 'decades',
  bounds: NumberBounds,
): number {
  const raw = step === 'decades' ? decadesFrom(value, steps) : rounded(value + steps * step, step);
  const low = bounds.minimum ?? Number.NEGATIVE_INFINITY;
  const high = bounds.maximum ?? Number.POSITIVE_INFINITY;
  const clamped = Math.min(high, Math.max(low, bounds.integer ? Math.round(raw) : raw));
  return refusalOf(clamped, bounds) === null ? clamped : value;
}

/** Without the tail of 0.1 + 0.2. */
function rounded(value: number, step: number): number {
  const digits = Math.max(0, 6 - Math.floor(Math.log10(Math.abs(step) || 1)));
  return Number(value.toFixed(Math.min(digits, 20)));
}

const mantissas = [1, 2, 5] as const;
function decadesFrom(value: number, steps: number): number {
  if (value <= 0) return steps > 0 ? 1e-6 : value;
  const exponent = Math.floor(Math.log10(value) + 1e-9);
  const mantissa = value / 10 ** exponent;
  // Between two stops, a step up or down goes to the nearer one that way.
  const below = mantissa < 1.999999 ? 0 : mantissa < 4.999999 ? 1 : 2;
  const exact = Math.abs(mantissa - (mantissas[below] ?? 1)) < 1e-6;
  const start = exponent * 3 + below + (!exact && steps < 0 ? 1 : 0);
  const index = start + steps;
  const stop = mantissas[((index % 3) + 3) % 3] ?? 1;
  return Number(`${stop}e${Math.floor(index / 3)}`);
}
