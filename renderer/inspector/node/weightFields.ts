/** A form field in; whether it says how weights begin or what keeps them small, and so belongs to them, out. */
import type { FormField } from '../../../engine/index.ts';

export const isWeightField = ({ control }: FormField): boolean =>
  control.kind === 'initializer' || control.kind === 'regularizer';
