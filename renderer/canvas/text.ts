/** Shapes, counts and parameters in, the short texts that nodes and wires show out. */
import i18next from 'i18next';
import type { ValueSummary } from '../../engine/index.ts';

/** On a wire: 28·28·16; one number is 1. */
export function wireShape({ shape }: Pick<ValueSummary, 'shape'>): string {
  return shape.length === 0 ? '1' : shape.join('·');
}
/** In a node: 28×28×16. */
export function nodeShape({ shape }: Pick<ValueSummary, 'shape'>): string {
  return shape.length === 0 ? '1' : shape.join('×');
}

/** 31,370 in full below a million, 1.2 M above: counts of parameters. */
export function countText(count: number): string {
  const size = Math.abs(count);
  if (size < 1e6) return count.toLocaleString('en-US');
  const [scale, unit] = size < 1e9 ? [1e6, 'M'] : size < 1e12 ? [1e9, 'G'] : [1e12, 'T'];
  return `${(count / scale).toLocaleString('en-US', { maximumFractionDigits: 1 })} ${unit}`;
}
/** Three digits at most, for multiply-adds: 112.9 k. */
export function roughCount(count: number): string {
  if (Math.abs(count) < 1e3) return String(count);
  if (Math.abs(count) < 1e6)
    return `${(count / 1e3).toLocaleString('en-US', { maximumFractionDigits: 1 })} k`;
  return countText(count);
}
/** With its sign: +31,370; no change is ±0. */
export function changeText(change: number, text: (count: number) => string = countText): string {
  if (change === 0) return '±0';
  return `${change > 0 ? '+' : '−'}${text(Math.abs(change))}`;
}

const pairText = (value: unknown): string | null =>
  Array.isArray(value) && value.every((item) => typeof item === 'number') ? value.join('×') : null;
const numberText = (value: unknown): string | null =>
  typeof value === 'number' ? String(value) : null;

type Params = Readonly<Record<string, unknown>>;
const stride = ({ stride: value }: Params): string | null => {
  const text = pairText(value);
  return text === null || text === '1×1' ? null : `/${text.replace(/^(\d+)×\1$/, '$1')}`;
};
/** What identifies a layer of the type at a glance; types that nobody listed show nothing. */
const numbers: Readonly<Record<string, (params: Params) => readonly (string | null)[]>> = {
  // Close together, so that the name beside it is not cut: 3×3/2 ·32.
  conv2d: (p) => [
    `${pairText(p.kernelSize) ?? ''}${stride(p) ?? ''}`,
    `·${numberText(p.filters) ?? '?'}`,
  ],
  dense: (p) => [numberText(p.units)],
  maxPooling2d: (p) => [pairText(p.poolSize)],
  averagePooling2d: (p) => [pairText(p.poolSize)],
  dropout: (p) => [numberText(p.rate)],
  residual: (p) => [p.projection === 'auto' ? null : optionText(p.projection)],
  reshape: (p) => [pairText(p.shape)],
  zeroPadding2d: (p) => [paddingText(p.padding)],
  permute: (p) => [Array.isArray(p.order) ? p.order.join(' ') : null],
  clip: (p) => [numberText(p.minimum), numberText(p.maximum)],
  concat: (p) => [p.axis === -1 ? null : numberText(p.axis)],
  output: (p) => [p.as === 'auto' ? null : optionText(p.as)],
};
function optionText(value: unknown): string | null {
  return typeof value === 'string' ? i18next.t(`layers:option.${value}`, value) : null;
}
/** [[top, bottom], [left, right]]. */
function paddingText(value: unknown): string | null {
  const sides = Array.isArray(value) ? value.flat() : [];
  const [first] = sides;
  if (sides.length === 0) return null;
  return sides.every((side) => side === first) ? String(first) : sides.join(' ');
}

/** What the head of a node says: its type, the function that an activation is known by, the operator it stands for. */
export function nodeHeading(type: string, typeName: string, params: Params): string {
  if (type === 'placeholder' && typeof params.operator === 'string' && params.operator !== '')
    return params.operator;
  return type === 'activation' ? (optionText(params.activation) ?? typeName) : typeName;
}
export function keyNumbers(type: string, params: Params): string {
  const parts = Object.hasOwn(numbers, type) ? (numbers[type]?.(params) ?? []) : [];
  return parts.filter((part) => part !== null).join(' ');
}
