/**
 * A Pointwise over an iteration space in; streams out: everything that follows the position linearly (reads, writes
 * and whole numbers computed from positions), over a space with as few axes as they allow.
 */
import type { Access, Body, Buffer, Pointwise, Scalar } from '../../../fuse/kernel.ts';
import type { DType, Shape } from '../../../ir/types.ts';
import type { Argument } from '../task.ts';
import { bytesOf } from './lanes.ts';
import { operandsOf } from './operations.ts';

/** start + Σ index[axis]·strides[axis]: an element's address, or for `position` a number. */
export interface Stream {
  readonly use: 'read' | 'write' | 'position';
  readonly dtype: DType;
  /** In elements. */
  readonly strides: readonly number[];
  /** Address of the first element, or the first number. */
  readonly start: Argument;
  /** Added to the start for each part of a reduction that is cut into parts. */
  readonly partBytes: number;
}

/** A body whose leaves are streams: `read` and `index` leaves carry the stream's number. */
export interface Streamed {
  readonly body: Body;
  readonly streams: readonly Stream[];
  /** For each write: its stream and the entry that is stored. */
  readonly writes: readonly { readonly stream: number; readonly value: number }[];
}

/** `extra` entries are kept as well as those that are written. */
export function streamsOf(
  { reads, body, writes }: Pointwise,
  rank: number,
  buffers: readonly Buffer[],
  extra: readonly number[] = [],
): Streamed {
  const access = (use: 'read' | 'write', { buffer, offset, strides }: Access): Stream => {
    const { dtype } = (buffers[buffer] as Buffer).type;
    const start: Argument = { kind: 'buffer', buffer, byteOffset: offset * bytesOf[dtype] };
    return { use, dtype, strides, start, partBytes: 0 };
  };
  const streams = [
    ...reads.map((read) => access('read', read)),
    ...writes.map((write) => access('write', write.access)),
  ];
  const wanted = [...writes.map(({ value }) => value), ...extra];
  return {
    body: nameFormulas(body, wanted, rank, streams),
    streams,
    writes: writes.map(({ value }, i) => ({ stream: reads.length + i, value })),
  };
}

/** base + Σ index[axis]·strides[axis], modulo 2^32. */
interface Formula {
  readonly base: number;
  readonly strides: readonly number[];
}

/**
 * Replaces entries that are linear in the position by leaves, and adds their streams. The number of an element
 * computed from its indices becomes one counter, which does not keep axes from being merged.
 */
function nameFormulas(
  body: Body,
  wanted: readonly number[],
  rank: number,
  streams: Stream[],
): Body {
  if (!body.some(({ op }) => op === 'index')) return body;
  const formulas: (Formula | undefined)[] = [];
  for (const scalar of body) formulas.push(formulaOf(scalar, formulas, rank));
  const named = [...body];
  const numbers = new Map<string, number>();
  const seen = new Set<number>();
  const visit = (entry: number): void => {
    if (seen.has(entry)) return;
    seen.add(entry);
    const formula = formulas[entry];
    const scalar = named[entry] as Scalar;
    if (scalar.op === 'constant') return;
    if (formula === undefined) {
      operandsOf(scalar).forEach(visit);
      return;
    }
    const key = JSON.stringify(formula);
    let stream = numbers.get(key);
    if (stream === undefined) {
      const start: Argument = { kind: 'i32', value: formula.base };
      const { strides } = formula;
      stream = streams.push({ use: 'position', dtype: 'i32', strides, start, partBytes: 0 }) - 1;
      numbers.set(key, stream);
    }
    named[entry] = { op: 'index', axis: stream, dtype: scalar.dtype };
  };
  wanted.forEach(visit);
  // What only led to formulas is not needed any more.
  return named.map((scalar, entry) =>
    seen.has(entry) ? scalar : { op: 'constant', value: 0, dtype: scalar.dtype },
  );
}

function formulaOf(
  scalar: Scalar,
  known: readonly (Formula | undefined)[],
  rank: number,
): Formula | undefined {
  if (scalar.dtype !== 'i32' && scalar.dtype !== 'u32') return undefined;
  if (scalar.op === 'index')
    return { base: 0, strides: Array.from({ length: rank }, (_, a) => +(a === scalar.axis)) };
  if (scalar.op === 'constant') return { base: scalar.value | 0, strides: Array(rank).fill(0) };
  if (!('operands' in scalar)) return undefined;
  const [a, b] = scalar.operands.map((entry) => known[entry]);
  if (!a) return undefined;
  if (scalar.op === 'cast') return a;
  if (!b) return undefined;
  const combine = (of: (x: number, y: number) => number): Formula => ({
    base: of(a.base, b.base) | 0,
    strides: a.strides.map((stride, axis) => of(stride, b.strides[axis] as number) | 0),
  });
  if (scalar.op === 'add') return combine((x, y) => x + y);
  if (scalar.op === 'sub') return combine((x, y) => x - y);
  if (scalar.op !== 'mul') return undefined;
  const isConstant = ({ strides }: Formula): boolean => strides.every((stride) => stride === 0);
  if (isConstant(b)) return combine((x) => Math.imul(x, b.base));
  return isConstant(a) ? combine((_, y) => Math.imul(a.base, y)) : undefined;
}

/** An iteration space with the streams over it. */
export interface Space {
  readonly shape: Shape;
  readonly streams: readonly Stream[];
}

/**
 * Drops axes of length 1 and merges neighbouring axes along which every stream goes on evenly; axes before and
 * after `boundary` are not merged. Gives the new boundary too. The shape has no axis of length 0.
 */
export function collapse(
  { shape, streams }: Space,
  boundary = 0,
): Space & { readonly boundary: number } {
  const groups: { length: number; last: number }[] = [];
  let newBoundary = 0;
  let mayMerge = false;
  shape.forEach((length, axis) => {
    if (axis === boundary) {
      newBoundary = groups.length;
      mayMerge = false;
    }
    if (length === 1) return;
    const group = groups.at(-1);
    const isEven = ({ strides }: Stream): boolean =>
      strides[group?.last as number] === (strides[axis] as number) * length;
    if (group && mayMerge && streams.every(isEven)) {
      group.length *= length;
      group.last = axis;
    } else groups.push({ length, last: axis });
    mayMerge = true;
  });
  if (boundary >= shape.length) newBoundary = groups.length;
  return {
    shape: groups.map(({ length }) => length),
    streams: streams.map((stream) => ({
      ...stream,
      strides: groups.map(({ last }) => stream.strides[last] as number),
    })),
    boundary: newBoundary,
  };
}

/** The argument block of a task as it is put together. */
export class Words {
  readonly list: Argument[] = [];
  /** Gives the word's index. */
  add(argument: Argument): number {
    return this.list.push(argument) - 1;
  }
  number(value: number): number {
    return this.add({ kind: 'i32', value });
  }
}

/** What code depends on in a stream; the rest is in the argument block. */
export interface StreamPlan {
  readonly use: Stream['use'];
  readonly dtype: DType;
  /** Elements between neighbours along the innermost axis. */
  readonly inner: number;
  readonly startWord: number;
  /** For each other axis the word with the step in bytes, or null where the stream stands still. */
  readonly stepWords: readonly (number | null)[];
  /** The word with the step in bytes from part to part of a reduction. */
  readonly partWord: number | null;
}
export function planOf(stream: Stream, words: Words): StreamPlan {
  const { use, dtype, strides, start, partBytes } = stream;
  const unit = unitOf(stream);
  const step = (stride: number): number | null =>
    stride === 0 ? null : words.number(stride * unit);
  return {
    use,
    dtype,
    inner: strides.at(-1) ?? 0,
    startWord: words.add(start),
    stepWords: strides.slice(0, -1).map(step),
    partWord: partBytes === 0 ? null : words.number(partBytes),
  };
}
/** Bytes of an element; positions count one by one. */
export function unitOf({ use, dtype }: Pick<Stream, 'use' | 'dtype'>): number {
  return use === 'position' ? 1 : bytesOf[dtype];
}
