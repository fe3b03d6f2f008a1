/** Splits of element numbers, and movement ops as affine maps. */
import { describe, expect, it } from 'vitest';
import type { Instruction, Shape } from '../ir/types.ts';
import {
  boundariesOf,
  boxIn,
  elementNumber,
  mergeBoundaries,
  regroup,
  repeatsWhole,
  shapeWith,
  throughView,
  type ViewOp,
  viewOf,
  walk,
} from './views.ts';

const instruction = (op: ViewOp, attributes: object) =>
  ({ op, attributes, inputs: [0], outputs: [1], origin: '' }) as unknown as Instruction & {
    op: ViewOp;
  };
const axesOf = (shape: Shape) => shape.map((_, axis) => axis);

describe('boundaries', () => {
  it('are the products of the last axes, without axes of length 1', () => {
    expect(boundariesOf([2, 3, 4])).toEqual([4, 12]);
    expect(boundariesOf([1, 6, 1, 4, 1])).toEqual([4]);
    expect(boundariesOf([7])).toEqual([]);
    expect(boundariesOf([])).toEqual([]);
  });
  it('merge where one refines the other', () => {
    expect(mergeBoundaries([4, 12], [12])).toEqual([4, 12]);
    expect(mergeBoundaries([3], [6])).toEqual([3, 6]);
    expect(mergeBoundaries([3], [4])).toBeNull();
  });
  it('give the coarsest shape', () => {
    expect(shapeWith(24, [4, 12])).toEqual([2, 3, 4]);
    expect(shapeWith(24, [])).toEqual([24]);
    expect(shapeWith(1, [])).toEqual([]);
  });
});

describe('views', () => {
  it('join axes that move as one', () => {
    const turned = viewOf(
      instruction('transpose', { permutation: [0, 3, 1, 2] }),
      [2, 4, 5, 3],
      [2, 3, 4, 5],
      [],
    );
    expect(turned.outDims).toEqual([2, 3, 20]);
    const kept = viewOf(
      instruction('transpose', { permutation: [0, 3, 1, 2] }),
      [2, 4, 5, 3],
      [2, 3, 4, 5],
      [15],
    );
    expect(kept.outDims).toEqual([2, 3, 4, 5]);
    const bias = viewOf(instruction('broadcast', {}), [1, 1, 1, 3], [2, 4, 5, 3], []);
    expect(bias.outDims).toEqual([40, 3]);
    expect(repeatsWhole(bias)).toBe(true);
    const back = viewOf(instruction('reverse', { axes: [0, 1] }), [4, 5], [4, 5], []);
    expect(back.outDims).toEqual([20]);
    expect(repeatsWhole(back)).toBe(false);
  });
  it('tell which element of the operand a point reads', () => {
    const rows = { start: [1, 0], stride: [2, 1], size: [2, 4] };
    const view = viewOf(instruction('slice', rows), [5, 4], [2, 4], []);
    const index = walk([2, 4], [0, 1], 2);
    expect(elementNumber(throughView(view, index, 2), 2)).toEqual({
      offset: 4,
      coefficients: [8, 1],
    });
    const mirror = viewOf(instruction('reverse', { axes: [1] }), [2, 4], [2, 4], []);
    expect(elementNumber(throughView(mirror, index, 2), 2)).toEqual({
      offset: 3,
      coefficients: [4, -1],
    });
  });
  it('see a finer index in a coarser shape, never the other way round', () => {
    const fine = walk([2, 3, 4], axesOf([2, 3, 4]), 3);
    expect(regroup(fine, [6, 4], 3).rows).toEqual([
      { offset: 0, coefficients: [3, 1, 0] },
      { offset: 0, coefficients: [0, 0, 1] },
    ]);
    expect(() => regroup(fine, [4, 6], 3)).toThrow();
  });
});

it('says a box in few axes', () => {
  expect(boxIn([4, 6], [1, 0], [2, 6])).toEqual({ dims: [12], strides: [1], offset: 6 });
  expect(boxIn([4, 6], [0, 2], [4, 3])).toEqual({ dims: [4, 3], strides: [6, 1], offset: 2 });
});
