/**
 * Index arithmetic of fusion: shapes and movement ops come in; affine maps from one index space to another, and the
 * strides with which a kernel reads, go out.
 *
 * A value is known by the row-major number of its elements alone, so a reshape changes nothing. An op that needs
 * separate axes (a transpose, a repeated axis) only needs the element number split at some places: its boundaries.
 */
import type { Instruction, Shape } from '../ir/types.ts';
import { invariant } from '../util/errors.ts';

export const sizeOf = (shape: Shape): number => shape.reduce((product, d) => product * d, 1);

/** Products of the last axes of a shape, ascending, without 1 and the whole: where element numbers split. */
export type Boundaries = readonly number[];
export const NO_BOUNDARIES: Boundaries = [];

export function boundariesOf(dims: Shape): Boundaries {
  const result: number[] = [];
  let product = 1;
  for (let axis = dims.length - 1; axis > 0; axis--) {
    product *= dims[axis] as number;
    if (product > (result.at(-1) ?? 1)) result.push(product);
  }
  if (result.length > 0 && result.at(-1) === product * (dims[0] as number)) result.pop();
  return result;
}

/** Both splits at once, or null where they cross (neither [2, 6] nor [3, 4] refines the other's axes). */
export function mergeBoundaries(a: Boundaries, b: Boundaries): Boundaries | null {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const merged = [...new Set([...a, ...b])].sort((x, y) => x - y);
  for (let i = 1; i < merged.length; i++)
    if ((merged[i] as number) % (merged[i - 1] as number) !== 0) return null;
  return merged;
}
export function resolves(available: Boundaries, needed: Boundaries): boolean {
  return needed.every((boundary) => available.includes(boundary));
}
/** The coarsest shape of `size` elements that has these boundaries. */
export function shapeWith(size: number, boundaries: Boundaries): Shape {
  if (size === 1) return [];
  const dims: number[] = [];
  let inner = 1;
  for (const boundary of boundaries) {
    dims.unshift(boundary / inner);
    inner = boundary;
  }
  dims.unshift(size / inner);
  return dims;
}

/** One coordinate as offset + Σ coefficients[axis]·(position along axis of the kernel's iteration space). */
export interface Row {
  readonly offset: number;
  readonly coefficients: readonly number[];
}
/** Where in a value (seen with shape `dims`) a kernel is at each point of its iteration space. */
export interface Index {
  readonly dims: Shape;
  readonly rows: readonly Row[];
}

const combine = (rows: readonly Row[], factors: readonly number[], rank: number): Row => {
  let offset = 0;
  const coefficients = Array<number>(rank).fill(0);
  rows.forEach((row, i) => {
    const factor = factors[i] as number;
    offset += row.offset * factor;
    for (let axis = 0; axis < rank; axis++)
      coefficients[axis] =
        (coefficients[axis] as number) + (row.coefficients[axis] as number) * factor;
  });
  return { offset, coefficients };
};
export function rowMajorStrides(dims: Shape): number[] {
  const strides = Array<number>(dims.length).fill(1);
  for (let axis = dims.length - 2; axis >= 0; axis--)
    strides[axis] = (strides[axis + 1] as number) * (dims[axis + 1] as number);
  return strides;
}

/** The index that walks a value of shape `dims`, axis i by iteration axis `axes[i]` of `rank`. */
export function walk(dims: Shape, axes: readonly number[], rank: number): Index {
  const rows = axes.map((axis) => ({
    offset: 0,
    coefficients: Array.from({ length: rank }, (_, i) => (i === axis ? 1 : 0)),
  }));
  return { dims, rows };
}
/** The row-major number of the element, as a row. */
export function elementNumber(index: Index, rank: number): Row {
  return combine(index.rows, rowMajorStrides(index.dims), rank);
}

/** The same place seen with coarser axes; `dims` must have no boundary that the index lacks. */
export function regroup(index: Index, dims: Shape, rank: number): Index {
  const rows: Row[] = [];
  let at = index.dims.length;
  for (let axis = dims.length - 1; axis >= 0; axis--) {
    const wanted = dims[axis] as number;
    let product = 1;
    const end = at;
    while (product < wanted && at > 0) product *= index.dims[--at] as number;
    invariant(product === wanted, () => `[${index.dims}] splits into [${dims}]`);
    rows.unshift(
      combine(index.rows.slice(at, end), rowMajorStrides(index.dims.slice(at, end)), rank),
    );
  }
  return { dims, rows };
}

/** How each axis of an operand follows from the axes of a movement op's result. */
interface ViewAxis {
  readonly length: number;
  /** Axis of the result, or −1 where the coordinate is `start` throughout. */
  readonly out: number;
  readonly start: number;
  readonly step: number;
}
/** A movement op as an affine map: coordinate in the operand = start + step · coordinate in the result. */
export interface View {
  readonly outDims: Shape;
  readonly axes: readonly ViewAxis[];
}
export type ViewOp = 'transpose' | 'broadcast' | 'slice' | 'reverse';

/** The view in as few axes as it can be said in, but with `keep`, the boundaries that the operand's expression needs. */
export function viewOf(
  instruction: Instruction & { op: ViewOp },
  input: Shape,
  output: Shape,
  keep: Boundaries,
): View {
  const axes = input.map((length, axis) => axisOf(instruction, length, axis));
  return simplify(
    output,
    axes.map((axis) => (axis.out >= 0 && output[axis.out] === 1 ? { ...axis, out: -1 } : axis)),
    keep,
  );
}
function axisOf(instruction: Instruction & { op: ViewOp }, length: number, axis: number): ViewAxis {
  switch (instruction.op) {
    case 'transpose':
      return { length, out: instruction.attributes.permutation.indexOf(axis), start: 0, step: 1 };
    case 'broadcast':
      return length === 1
        ? { length, out: -1, start: 0, step: 0 }
        : { length, out: axis, start: 0, step: 1 };
    case 'slice': {
      const { start, stride } = instruction.attributes;
      return { length, out: axis, start: start[axis] as number, step: stride[axis] as number };
    }
    case 'reverse':
      return instruction.attributes.axes.includes(axis)
        ? { length, out: axis, start: length - 1, step: -1 }
        : { length, out: axis, start: 0, step: 1 };
    default:
      return instruction satisfies never;
  }
}

/** Joins neighbouring axes wherever the pair moves as one. */
function simplify(outDims: Shape, inAxes: readonly ViewAxis[], keep: Boundaries): View {
  let out = [...outDims];
  let axes = [...inAxes];
  const removeOut = (removed: number) => {
    out = out.toSpliced(removed, 1);
    axes = axes.map((a) => (a.out > removed ? { ...a, out: a.out - 1 } : a));
  };
  axes = axes.filter((a) => a.length > 1);
  for (let axis = out.length - 1; axis >= 0; axis--) if (out[axis] === 1) removeOut(axis);
  let inner = 1;
  for (let i = axes.length - 2; i >= 0; i--) {
    const high = axes[i] as ViewAxis;
    const low = axes[i + 1] as ViewAxis;
    inner *= low.length;
    const pair = keep.includes(inner) ? null : joined(high, low, out);
    if (pair === null) continue;
    inner /= low.length;
    axes.splice(i, 2, pair);
    if (high.out < 0 || low.out < 0) continue;
    out[high.out] = (out[high.out] as number) * (out[low.out] as number);
    removeOut(low.out);
  }
  for (let axis = out.length - 2; axis >= 0; axis--) {
    if (axes.some((a) => a.out === axis || a.out === axis + 1)) continue;
    out[axis] = (out[axis] as number) * (out[axis + 1] as number);
    removeOut(axis + 1);
  }
  return { outDims: out, axes };
}
/** Two neighbouring axes as one (its `out` is the higher one's, whose length becomes the product), or null. */
function joined(high: ViewAxis, low: ViewAxis, out: Shape): ViewAxis | null {
  const length = high.length * low.length;
  const start = high.start * low.length + low.start;
  if (low.out < 0) return { length, start, out: high.out, step: high.step * low.length };
  if (high.out < 0) return { length, start, out: low.out, step: low.step };
  const moveAsOne =
    low.out === high.out + 1 && high.step * low.length === low.step * (out[low.out] as number);
  return moveAsOne ? { length, start, out: high.out, step: low.step } : null;
}

/** Where in the operand a kernel is that is at `index` in the result. */
export function throughView(view: View, index: Index, rank: number): Index {
  const { rows } = regroup(index, view.outDims, rank);
  return {
    dims: view.axes.map((axis) => axis.length),
    rows: view.axes.map(({ out, start, step }) => {
      if (out < 0) return { offset: start, coefficients: Array<number>(rank).fill(0) };
      const row = rows[out] as Row;
      return {
        offset: start + step * row.offset,
        coefficients: row.coefficients.map((c) => c * step),
      };
    }),
  };
}
/** The view repeats its whole operand: element number of the operand = element number modulo its size. */
export function repeatsWhole(view: View): boolean {
  if (view.axes.length === 0) return true;
  const [axis] = view.axes;
  return (
    view.axes.length === 1 &&
    axis !== undefined &&
    axis.out === view.outDims.length - 1 &&
    axis.start === 0 &&
    axis.step === 1 &&
    axis.length === view.outDims[axis.out]
  );
}

/** A box inside a row-major tensor, in as few axes as it can be said in. */
export interface Box {
  readonly dims: Shape;
  readonly strides: readonly number[];
  readonly offset: number;
}
export function boxIn(whole: Shape, start: readonly number[], size: Shape): Box {
  const strides = rowMajorStrides(whole);
  const offset = start.reduce((sum, from, axis) => sum + from * (strides[axis] as number), 0);
  const dims: number[] = [];
  const kept: number[] = [];
  size.forEach((length, axis) => {
    const stride = strides[axis] as number;
    if (length === 1) return;
    if (dims.length > 0 && kept.at(-1) === stride * length) {
      dims.push((dims.pop() as number) * length);
      kept[kept.length - 1] = stride;
      return;
    }
    dims.push(length);
    kept.push(stride);
  });
  return { dims, strides: kept, offset };
}
