/** A constant and an order of its axes in; the constant with its elements in that order out. */
import { type Constant, countOf, floatsOf } from './values.ts';

/** `order[i]` is the axis of the input that becomes axis i. */
export function transposed<C extends Constant>(
  value: C,
  order: readonly number[],
): C & { elements: Float32Array } {
  const source = floatsOf(value);
  const { shape } = value;
  const strides = shape.map((_, i) => countOf(shape.slice(i + 1)));
  const sizes = order.map((axis) => shape[axis] as number);
  const steps = order.map((axis) => strides[axis] as number);
  const elements = new Float32Array(source.length);
  const index = sizes.map(() => 0);
  let from = 0;
  for (let i = 0; i < elements.length; i++) {
    elements[i] = source[from] as number;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      from += steps[axis] as number;
      index[axis] = (index[axis] as number) + 1;
      if (index[axis] !== sizes[axis]) break;
      from -= (steps[axis] as number) * (sizes[axis] as number);
      index[axis] = 0;
    }
  }
  return { ...value, shape: sizes, elements };
}
