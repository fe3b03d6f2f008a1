/** Partial sums that units left in scratch in; the task that adds them in order and applies the epilogue out. */
import type { FunctionBuilder, Local } from '../assembler/function.ts';
import type { Argument, Task } from '../task.ts';
import type { Epilogue } from './epilogue.ts';
import { advance, ceilDiv, loadArgument, minimum, repeatWhile } from './loops.ts';
import { unitsOf } from './units.ts';

export interface PartialSums {
  readonly parts: number;
  /** Bytes from one part to the next. */
  readonly partBytes: number;
  /** The result as lines of `columns` elements; a part's lines are padded to whole vectors. */
  readonly lines: number;
  readonly columns: number;
  /** Lines after which the result's last axis begins anew (its groups). */
  readonly linesPerRow: number;
}

/** Scratch of all parts. */
export function partialSumsBytes({ parts, partBytes }: PartialSums): number {
  return parts * partBytes;
}

export function combineTask(sums: PartialSums, partials: Argument, epilogue: Epilogue): Task {
  const whole = sums.columns % 4 === 0;
  // Without gaps and without columns to know, lines are one long line: cut it anywhere.
  const flat = whole && !epilogue.readsColumns;
  const lineVectors = flat ? unitVectors(sums) : ceilDiv(sums.columns, 4);
  const lines = flat ? ceilDiv((sums.lines * sums.columns) / 4, lineVectors) : sums.lines;
  const units = flat
    ? { count: lines, size: 1 }
    : unitsOf(sums.lines, lineVectors * vectorCost * (sums.parts + 1));
  return {
    key: `combine ${JSON.stringify([sums, epilogue.key])}`,
    arguments: [partials, ...epilogue.arguments],
    units: units.count,
    threadScratchBytes: 0,
    write: (module) => {
      const prepared = epilogue.prepare(module);
      return module.func(['i32', 'i32', 'i32'], [], (f) => {
        const from = loadArgument(f, 0, 0);
        const [line, left, limit] = [f.local('i32'), f.local('i32'), f.local('i32')];
        const [offset, column, vectors] = [f.local('i32'), f.local('i32'), f.local('i32')];
        f.get(1).i32(units.size).op('i32.mul').set(line);
        f.i32(units.size).set(left);
        f.i32(lines).get(line).op('i32.sub').set(limit);
        minimum(f, left, limit, left);
        f.get(from)
          .get(line)
          .i32(lineVectors * 16)
          .op('i32.mul')
          .op('i32.add')
          .set(from);
        f.get(line)
          .i32(flat ? lineVectors * 16 : sums.columns * 4)
          .op('i32.mul')
          .set(offset);
        const vector = (lanes: number) => {
          const sum = addParts(f, sums, from);
          const store = prepared.begin(f, 0, 1, { offset, column });
          store.store(sum, 0, 0, lanes);
          store.end();
          f.release(sum);
          advance(f, from, 16);
          advance(f, offset, lanes * 4);
          advance(f, column, lanes * 4);
        };
        repeatWhile(f, left, 1, () => {
          f.get(line)
            .i32(sums.linesPerRow)
            .op('i32.rem_u')
            .i32(sums.columns * 4)
            .op('i32.mul');
          f.set(column);
          if (flat) {
            f.i32((sums.lines * sums.columns) / 4)
              .get(line)
              .i32(lineVectors);
            f.op('i32.mul').op('i32.sub').set(vectors);
            f.i32(lineVectors).set(limit);
            minimum(f, vectors, limit, vectors);
          } else f.i32(sums.columns >> 2).set(vectors);
          repeatWhile(f, vectors, 1, () => vector(4));
          if (!whole) vector(sums.columns % 4);
          advance(f, line, 1);
        });
      });
    },
  };
}

/** Flops-equivalents of adding one vector: it waits for memory. */
const vectorCost = 32;

function unitVectors(sums: PartialSums): number {
  const vectors = (sums.lines * sums.columns) / 4;
  return unitsOf(vectors, vectorCost * (sums.parts + 1)).size;
}

/** A new local with the sum of the parts' vectors at `from`, in order. */
function addParts(f: FunctionBuilder, { parts, partBytes }: PartialSums, from: Local): Local {
  const sum = f.local('v128');
  f.get(from).memory('v128.load').set(sum);
  for (let part = 1; part < parts; part++)
    f.get(sum)
      .get(from)
      .memory('v128.load', part * partBytes)
      .op('f32x4.add')
      .set(sum);
  return sum;
}
