/**
 * Epilogues: a Pointwise body over a contraction's result in; code that turns finished accumulators, still in
 * registers, into the stored results out.
 */
import type { Access, Buffer, Pointwise } from '../../../fuse/kernel.ts';
import type { DType, Shape } from '../../../ir/types.ts';
import { invariant } from '../../../util/errors.ts';
import type { FunctionBuilder, Local } from '../assembler/function.ts';
import type { ModuleBuilder } from '../assembler/module.ts';
import { costOf, emitBody, type Leaf, releaseNew } from '../pointwise/body.ts';
import { bytesOf, lanesOf, loadLanes, storeLanes } from '../pointwise/lanes.ts';
import type { Argument } from '../task.ts';
import { loadArgument, product } from './loops.ts';

/** How a tensor follows the result: element for element, one value per last-axis position, or one value. */
type Layout = 'same' | 'column' | 'scalar';
interface Operand {
  readonly layout: Layout;
  readonly dtype: DType;
}

/** Where a tile's results go: locals hold byte offsets as if every element had four bytes. */
export interface Position {
  /** Of the tile's first element from the start of the result. */
  readonly offset: Local;
  /** Of the tile's first column from the start of the last axis. */
  readonly column: Local;
}

/** Evaluates and stores one accumulator after another at constant distances from a position. */
export interface StoreTile {
  /** The first `lanes` lanes of an accumulator, `offset` and `column` bytes (4 an element) further on. */
  store(accumulator: Local, offset: number, column: number, lanes: number): void;
  end(): void;
}

/** Above this cost the body becomes a function of its own instead of being repeated for each accumulator. */
const inlineCost = 10;

export class Epilogue {
  private readonly pointwise: Pointwise;
  private readonly reads: readonly Operand[];
  private readonly writes: readonly Operand[];
  private readonly wanted: readonly number[];
  /** Words of the argument block, from `first` on: the reads' addresses, then the writes'. */
  readonly arguments: readonly Argument[];
  /** Equal keys, equal code. */
  readonly key: string;
  /** Whether any read depends on the column. */
  readonly readsColumns: boolean;

  constructor(pointwise: Pointwise, shape: Shape, buffers: readonly Buffer[]) {
    const operand = (access: Access): Operand => ({
      layout: layoutOf(access, shape),
      dtype: (buffers[access.buffer] as Buffer).type.dtype,
    });
    const argument = ({ buffer, offset }: Access): Argument => ({
      kind: 'buffer',
      buffer,
      byteOffset: offset * bytesOf[(buffers[buffer] as Buffer).type.dtype],
    });
    const writes = pointwise.writes.map(({ access }) => access);
    this.pointwise = pointwise;
    this.reads = pointwise.reads.map(operand);
    this.writes = writes.map(operand);
    this.wanted = pointwise.writes.map(({ value }) => value);
    this.arguments = [...pointwise.reads, ...writes].map(argument);
    this.key = JSON.stringify([this.reads, this.writes, pointwise.body, this.wanted]);
    this.readsColumns = this.reads.some(({ layout }) => layout === 'column');
    invariant(
      this.writes.every(({ layout }) => layout === 'same'),
      'a contraction writes tensors laid out like its result',
    );
  }

  /** Defines the functions that `begin` may call; once for each module function that uses the epilogue. */
  prepare(module: ModuleBuilder): PreparedEpilogue {
    const accumulators = this.accumulatorEntries();
    const cost = costOf(this.pointwise.body, this.wanted, (entry) => accumulators.includes(entry));
    if (cost <= inlineCost)
      return { begin: (f, block, first, position) => this.inline(f, block, first, position) };
    const functions = new Map<string, number>();
    return {
      begin: (f, block, first, position) => ({
        store: (accumulator, offset, column, lanes) => {
          const key = `${first}/${lanes}`;
          const index = functions.get(key) ?? this.define(module, first, lanes);
          functions.set(key, index);
          f.get(accumulator).get(block);
          f.get(position.offset).i32(offset).op('i32.add');
          f.get(position.column).i32(column).op('i32.add').call(index);
        },
        end: () => {},
      }),
    };
  }

  /** (accumulator, argument block, offset, column) → () */
  private define(module: ModuleBuilder, first: number, lanes: number): number {
    return module.func(['v128', 'i32', 'i32', 'i32'], [], (f) => {
      const tile = this.inline(f, 1, first, { offset: 2, column: 3 });
      tile.store(0, 0, 0, lanes);
      tile.end();
    });
  }

  private inline(f: FunctionBuilder, block: Local, first: number, position: Position): StoreTile {
    const place = ({ layout, dtype }: Operand, i: number): Local => {
      const pointer = loadArgument(f, block, first + i);
      if (layout === 'scalar') return pointer;
      f.get(pointer).get(layout === 'same' ? position.offset : position.column);
      if (bytesOf[dtype] === 1) f.i32(2).op('i32.shr_u');
      f.op('i32.add').set(pointer);
      return pointer;
    };
    const reads = this.reads.map(place);
    const writes = this.writes.map((operand, i) => place(operand, this.reads.length + i));
    return {
      store: (accumulator, offset, column, lanes) => {
        let done = 0;
        for (const part of lanesOf(lanes)) {
          const value = done === 0 ? accumulator : shiftLanes(f, accumulator, done);
          const known = new Map(this.accumulatorEntries().map((entry) => [entry, value]));
          const at = ({ layout, dtype }: Operand): number => {
            if (layout === 'scalar') return 0;
            return (((layout === 'same' ? offset : column) + done * 4) * bytesOf[dtype]) / 4;
          };
          const results = emitBody(f, this.pointwise.body, this.wanted, known, (leaf: Leaf) => {
            invariant(leaf.op === 'read', 'an epilogue reads tensors and its accumulator alone');
            const operand = this.reads[leaf.read] as Operand;
            f.get(reads[leaf.read] as Local);
            loadLanes(f, operand.dtype, operand.layout === 'scalar' ? 1 : part, at(operand));
          });
          this.writes.forEach((operand, i) => {
            f.get(writes[i] as Local).get(results.get(this.wanted[i] as number) as Local);
            storeLanes(f, operand.dtype, part, at(operand));
          });
          releaseNew(f, results, known);
          if (done > 0) f.release(value);
          done += part;
        }
      },
      end: () => f.release(...reads, ...writes),
    };
  }

  private accumulatorEntries(): number[] {
    return this.pointwise.body.flatMap(({ op }, entry) => (op === 'accumulator' ? [entry] : []));
  }
}

export interface PreparedEpilogue {
  /** `first` is the index of the epilogue's first word in the argument block. */
  begin(f: FunctionBuilder, block: Local, first: number, position: Position): StoreTile;
}

/** A new local whose lane 0 is lane `by` of `value`. */
function shiftLanes(f: FunctionBuilder, value: Local, by: number): Local {
  const shifted = f.local('v128');
  const lanes = Array.from({ length: 16 }, (_, i) => (i + by * 4) % 16);
  f.get(value).get(value).shuffle(lanes).set(shifted);
  return shifted;
}

function layoutOf({ strides }: Access, shape: Shape): Layout {
  const rank = shape.length;
  const matters = (axis: number) => (shape[axis] as number) > 1;
  const fits = (wanted: (axis: number) => number) =>
    shape.every((_, axis) => !matters(axis) || strides[axis] === wanted(axis));
  if (fits((axis) => product(shape.slice(axis + 1)))) return 'same';
  if (fits(() => 0)) return 'scalar';
  invariant(
    fits((axis) => (axis === rank - 1 ? 1 : 0)),
    'an epilogue reads tensors laid out like the result, its last axis or one element',
  );
  return 'column';
}
