/** Takes sizes, windows and padding along spatial axes; gives output sizes and explicit padding. */
import * as z from 'zod';
import { described } from '../util/described.ts';
import { explicitPadding } from './define.ts';

export type Padding = 'valid' | 'same' | readonly (readonly [number, number])[];

export const padding2d = described(
  z.union([z.enum(['valid', 'same']), explicitPadding]).default('valid'),
  'Padding',
  "'valid': none. 'same': as much as makes the output the input's size divided by the stride, rounded up; an " +
    'odd row or column goes to the bottom or right. Or [[top, bottom], [left, right]].',
);

/** Pixels that a dilated kernel spans. */
export const span = (size: number, dilation: number): number => (size - 1) * dilation + 1;

/**
 * Padding in pixels, [before, after] for each axis. 'same' makes ⌈W/S⌉ outputs; of an odd total the larger half
 * goes to the end, as in TensorFlow.
 */
export function resolvePadding(
  padding: Padding,
  sizes: readonly number[],
  window: readonly number[],
  stride: readonly number[],
  dilation: readonly number[] = window.map(() => 1),
): readonly (readonly [number, number])[] {
  if (padding === 'valid') return window.map(() => [0, 0] as const);
  if (padding !== 'same') return padding;
  return window.map((size, i) => {
    const input = sizes[i] as number;
    const step = stride[i] as number;
    const outputs = Math.ceil(input / step);
    const total = Math.max(0, (outputs - 1) * step + span(size, dilation[i] as number) - input);
    const before = Math.floor(total / 2);
    return [before, total - before] as const;
  });
}

/** N = ⌊(W + P − F)/S⌋ + 1 for each axis; less than 1 where the window does not fit. */
export function outputSizes(
  sizes: readonly number[],
  window: readonly number[],
  stride: readonly number[],
  padding: readonly (readonly [number, number])[],
  dilation: readonly number[] = window.map(() => 1),
): readonly number[] {
  return sizes.map((size, i) => {
    const [before, after] = padding[i] as readonly [number, number];
    const room = size + before + after - span(window[i] as number, dilation[i] as number);
    return Math.floor(room / (stride[i] as number)) + 1;
  });
}
