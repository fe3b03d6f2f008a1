/**
 * The GEMM microkernel: emits rows × vectors accumulators held in registers over a nest of reduction loops.
 * Each step takes one A element per row (splat) or one A vector per accumulator, and one B vector per column vector.
 */
import type { FunctionBuilder, Local } from '../assembler/function.ts';
import type { Target } from '../task.ts';
import { advance } from './loops.ts';

/** One loop of the reduction; `count` is static, or a local that is left unchanged (none where it is not positive). */
export interface ReductionLoop {
  readonly count: number | { readonly local: Local };
  readonly aStep: number;
  readonly bStep: number;
}

export interface Tile {
  /** Byte offset of each row's A element from the A pointer; none negative. */
  readonly rowOffsets: readonly number[];
  readonly vectors: number;
  /** Outermost first; steps are bytes. Empty: the accumulators stay as they began. */
  readonly loops: readonly ReductionLoop[];
  /** splat: A elements are scalars shared by a row; vector: lane-wise product (depthwise). */
  readonly aElements: 'splat' | 'vector';
}

export type Accumulators = readonly (readonly Local[])[];

/** Rows by column vectors whose accumulators, B vectors and A element fit the 16 registers (measured; more rows spill). */
const mostRows = { fused: [12, 6, 3, 2], plain: [8, 4, 2, 1] } as const;
export function maximumRows(vectors: number, target: Target): number {
  return mostRows[target.relaxedMadd ? 'fused' : 'plain'][vectors - 1] ?? 1;
}

/**
 * Sums of up to this many steps are one straight line of code. Longer ones are loops of single steps: two or four
 * steps at a time are at most 3 % faster in current V8, and a third slower in Node 20's, which then loads all of
 * a body's operands first and spills them.
 */
const straightLine = 12;

/** Emits the tile's reduction from pointers a and b (unchanged) and passes the finished accumulators on. */
export function emitTile(
  f: FunctionBuilder,
  target: Target,
  tile: Tile,
  a: Local,
  b: Local,
  start: 'zero' | ((accumulators: Accumulators) => void),
  finish: (accumulators: Accumulators) => void,
): void {
  const accumulators = tile.rowOffsets.map(() =>
    Array.from({ length: tile.vectors }, () => f.local('v128')),
  );
  if (start === 'zero') for (const local of accumulators.flat()) f.f32x4(0).set(local);
  else start(accumulators);
  const pointerA = f.local('i32');
  const pointerB = f.local('i32');
  f.get(a).set(pointerA).get(b).set(pointerB);
  emitLoops({ f, target, tile, accumulators, a: pointerA, b: pointerB }, 0, 0, 0);
  f.release(pointerA, pointerB);
  finish(accumulators);
  f.release(...accumulators.flat());
}

interface Context {
  readonly f: FunctionBuilder;
  readonly target: Target;
  readonly tile: Tile;
  readonly accumulators: Accumulators;
  readonly a: Local;
  readonly b: Local;
}

/** The loops from `depth` on, at constant offsets from the pointers, which are left where they were. */
function emitLoops(context: Context, depth: number, aOffset: number, bOffset: number): void {
  const { f, tile, a, b } = context;
  const loop = tile.loops[depth];
  if (loop === undefined) {
    if (tile.loops.length > 0) emitStep(context, aOffset, bOffset);
    return;
  }
  const { count, aStep, bStep } = loop;
  const body = (i: number) =>
    emitLoops(context, depth + 1, aOffset + i * aStep, bOffset + i * bStep);
  if (typeof count === 'number' && count * staticSteps(tile, depth + 1) <= straightLine) {
    for (let i = 0; i < count; i++) body(i);
    return;
  }
  const left = f.local('i32');
  const loopBody = () =>
    f.loop((again) => {
      body(0);
      advance(f, a, aStep);
      advance(f, b, bStep);
      f.get(left).i32(-1).op('i32.add').tee(left).brIf(again);
    });
  if (typeof count === 'number') {
    f.i32(count).set(left);
    loopBody();
  } else {
    f.get(count.local).tee(left).i32(0).op('i32.gt_s');
    f.if(loopBody);
  }
  f.release(left);
  if (depth === 0) return;
  for (const [pointer, step] of [
    [a, aStep],
    [b, bStep],
  ] as const) {
    if (typeof count === 'number') advance(f, pointer, -count * step);
    else f.get(pointer).get(count.local).i32(step).op('i32.mul').op('i32.sub').set(pointer);
  }
}

/** Steps inside one iteration of the loop above `depth`; Infinity where a count is known only at run time. */
function staticSteps(tile: Tile, depth: number): number {
  return tile.loops
    .slice(depth)
    .reduce((steps, { count }) => steps * (typeof count === 'number' ? count : Infinity), 1);
}

/** One step of the reduction: accumulators += A · B. */
function emitStep(context: Context, aOffset: number, bOffset: number): void {
  const { f, target, tile, accumulators, a, b } = context;
  const columns = Array.from({ length: tile.vectors }, (_, v) => {
    const local = f.local('v128');
    f.get(b)
      .memory('v128.load', bOffset + v * 16)
      .set(local);
    return local;
  });
  const element = f.local('v128');
  tile.rowOffsets.forEach((rowOffset, row) => {
    const offset = aOffset + rowOffset;
    if (tile.aElements === 'splat') f.get(a).memory('v128.load32_splat', offset).set(element);
    columns.forEach((column, v) => {
      if (tile.aElements === 'vector')
        f.get(a)
          .memory('v128.load', offset + v * 16)
          .set(element);
      const accumulator = accumulators[row]?.[v] as Local;
      if (target.relaxedMadd) {
        f.get(element).get(column).get(accumulator).op('f32x4.relaxed_madd').set(accumulator);
      } else {
        f.get(accumulator).get(element).get(column).op('f32x4.mul').op('f32x4.add');
        f.set(accumulator);
      }
    });
  });
  f.release(element, ...columns);
}

/**
 * Column vectors cut into panels of two (one or three at the end): B is packed and walked panel by panel.
 */
export function splitColumns(vectors: number): readonly number[] {
  if (vectors <= 3) return [vectors];
  const odd = vectors % 2;
  const twos = Array.from({ length: (vectors - odd * 3) / 2 }, () => 2);
  return odd === 1 ? [...twos, 3] : twos;
}

/** Rows cut into tile heights of least cost: a tile of fewer than eight accumulators waits for its own sums. */
export function splitRows(
  count: number,
  vectors: number,
  target: Target,
): readonly { readonly rows: number; readonly times: number }[] {
  const most = maximumRows(vectors, target);
  const cost = (rows: number) => Math.max(rows * vectors, 8) + 0.5;
  // Whole tiles first: only the last few rows need a search.
  const whole = Math.max(0, Math.floor(count / most) - 2);
  const rest = count - whole * most;
  const best: { cost: number; rows: number }[] = [{ cost: 0, rows: 0 }];
  for (let n = 1; n <= rest; n++) {
    let choice = { cost: Infinity, rows: 0 };
    for (let rows = Math.min(most, n); rows >= 1; rows--) {
      const total = cost(rows) + (best[n - rows]?.cost as number);
      if (total < choice.cost) choice = { cost: total, rows };
    }
    best.push(choice);
  }
  const times = new Map<number, number>(whole > 0 ? [[most, whole]] : []);
  for (let n = rest; n > 0; ) {
    const rows = best[n]?.rows as number;
    times.set(rows, (times.get(rows) ?? 0) + 1);
    n -= rows;
  }
  return [...times].map(([rows, t]) => ({ rows, times: t })).sort((p, q) => q.rows - p.rows);
}

/** The heights of splitRows one by one, for code that is not repeated in a loop. */
export function tileHeights(count: number, vectors: number, target: Target): readonly number[] {
  return splitRows(count, vectors, target).flatMap(({ rows, times }) =>
    Array.from({ length: times }, () => rows),
  );
}
