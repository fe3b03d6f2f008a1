/** A number's bounds in, how far an arrow key moves it out. */
import type { FormField } from '../../../engine/index.ts';

type NumberControl = Extract<FormField['control'], { kind: 'number' }>;

/** Rates and other positive numbers without an upper end go by decades, shares by hundredths. */
export function stepOf({ integer, minimum, maximum }: NumberControl): number | 'decades' {
  if (integer) return 1;
  if (minimum === undefined) return 0.1;
  if (minimum >= 0 && (maximum === undefined || minimum > 0 || maximum > 1000)) return 'decades';
  return (maximum ?? 1) - minimum > 2 ? 0.1 : 0.01;
}
