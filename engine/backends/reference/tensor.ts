/** Tensors of the reference backend: a type with its elements in row-major order, and walks over them by strides. */
import type { Precision } from '../../ir/scalar.ts';
import type { DType, Shape, TensorType } from '../../ir/types.ts';
import type { TensorData } from '../types.ts';

export interface Tensor {
  readonly type: TensorType;
  readonly data: TensorData;
}

export function elementCount(shape: Shape): number {
  return shape.reduce((product, d) => product * d, 1);
}

/** Zeros of a dtype; bools are bytes, and f32 is stored as f64 where that is the precision. */
export function zeros(dtype: DType, length: number, precision: Precision): TensorData {
  switch (dtype) {
    case 'f32':
      return precision === 'f64' ? new Float64Array(length) : new Float32Array(length);
    case 'i32':
      return new Int32Array(length);
    case 'u32':
      return new Uint32Array(length);
    case 'u8':
    case 'bool':
      return new Uint8Array(length);
    default:
      return dtype satisfies never;
  }
}

/** How far apart neighbours along each axis are, in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--)
    strides[axis] = (strides[axis + 1] as number) * (shape[axis + 1] as number);
  return strides;
}

/** A place in two arrays at once: offset + Σ index[axis]·strides[axis] in each. */
export interface Walk {
  readonly offset: number;
  readonly strides: readonly number[];
}

/** Visits each index of `shape` in row-major order with its places in two arrays. */
export function visitPairs(
  shape: Shape,
  a: Walk,
  b: Walk,
  visit: (inA: number, inB: number) => void,
): void {
  const last = shape.length - 1;
  const descend = (axis: number, inA: number, inB: number): void => {
    if (axis > last) {
      visit(inA, inB);
      return;
    }
    const length = shape[axis] as number;
    const [stepA, stepB] = [a.strides[axis] as number, b.strides[axis] as number];
    for (let i = 0; i < length; i++) {
      if (axis === last) visit(inA + i * stepA, inB + i * stepB);
      else descend(axis + 1, inA + i * stepA, inB + i * stepB);
    }
  };
  descend(0, a.offset, b.offset);
}
