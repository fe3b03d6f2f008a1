/** Streams as leaves of bodies: pointers in; code that loads and stores the elements there out. */
import type { Body } from '../../../fuse/kernel.ts';
import { invariant } from '../../../util/errors.ts';
import type { FunctionBuilder, Local } from '../assembler/function.ts';
import { emitBody, type Held, type Leaf, type PushLeaf, releaseNew } from './body.ts';
import { type Lanes, loadLanes, loadStrided, storeLanes, storeStrided } from './lanes.ts';
import { type StreamPlan, unitOf } from './streams.ts';
import { advance } from './walk.ts';

/** Entries to store and the streams that take them. */
export interface StoredEntry {
  readonly stream: number;
  readonly value: number;
}

/** The number of the stream behind a leaf; undefined for accumulators. */
export function streamOfLeaf(leaf: Leaf): number | undefined {
  if (leaf.op === 'read') return leaf.read;
  return leaf.op === 'index' ? leaf.axis : undefined;
}

/**
 * Loads leaves at `column` elements past the pointers along the innermost axis. Accumulators must be known to the
 * body that is emitted.
 */
export function leavesAt(
  f: FunctionBuilder,
  streams: readonly StreamPlan[],
  pointers: readonly Local[],
  lanes: Lanes,
  column: number,
): PushLeaf {
  return (leaf) => {
    const number = streamOfLeaf(leaf);
    const stream = number === undefined ? undefined : streams[number];
    invariant(number !== undefined && stream, 'accumulators are known');
    const { use, dtype, inner } = stream;
    const pointer = pointers[number] as Local;
    const offset = column * inner * unitOf(stream);
    if (use === 'position') {
      f.get(pointer).op('i32x4.splat');
      const at = (lane: number): number => offset + lane * inner;
      if (inner !== 0) f.i32x4(at(0), at(1), at(2), at(3)).op('i32x4.add');
    } else if (inner === 0) {
      f.get(pointer);
      loadLanes(f, dtype, 1, 0);
    } else if (inner === 1) {
      f.get(pointer);
      loadLanes(f, dtype, lanes, offset);
    } else loadStrided(f, dtype, lanes, pointer, offset, inner * unitOf(stream));
  };
}

/** Evaluates the stored entries at `column` past the pointers, all of them first, then stores them. */
export function emitStores(
  f: FunctionBuilder,
  body: Body,
  stores: readonly StoredEntry[],
  known: Held,
  streams: readonly StreamPlan[],
  pointers: readonly Local[],
  lanes: Lanes,
  column: number,
): void {
  const wanted = stores.map(({ value }) => value);
  const results = emitBody(f, body, wanted, known, leavesAt(f, streams, pointers, lanes, column));
  for (const { stream: number, value } of stores) {
    const stream = streams[number] as StreamPlan;
    const { dtype, inner } = stream;
    const pointer = pointers[number] as Local;
    const result = results.get(value) as Local;
    const offset = column * inner * unitOf(stream);
    if (inner === 1 || (lanes === 1 && offset >= 0)) {
      f.get(pointer).get(result);
      storeLanes(f, dtype, lanes, offset);
    } else storeStrided(f, dtype, lanes, pointer, offset, inner * unitOf(stream), result);
  }
  releaseNew(f, results, known);
}

/** Moves pointers on by a number of columns. */
export function advanceAll(
  f: FunctionBuilder,
  streams: readonly StreamPlan[],
  pointers: readonly Local[],
  columns: number,
): void {
  streams.forEach((stream, i) => {
    advance(f, pointers[i] as Local, columns * stream.inner * unitOf(stream));
  });
}
