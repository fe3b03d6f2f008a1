/** Small pieces of WebAssembly control flow and address arithmetic that every contraction uses. */
import type { FunctionBuilder, Local } from '../assembler/function.ts';

/** local += bytes. */
export function advance(f: FunctionBuilder, local: Local, bytes: number): void {
  if (bytes !== 0) f.get(local).i32(bytes).op('i32.add').set(local);
}

/** Runs `body` a fixed number of times. */
export function repeat(f: FunctionBuilder, count: number, body: () => void): void {
  if (count <= 0) return;
  if (count === 1) {
    body();
    return;
  }
  const left = f.local('i32');
  f.i32(count).set(left);
  f.loop((again) => {
    body();
    f.get(left).i32(-1).op('i32.add').tee(left).brIf(again);
  });
  f.release(left);
}

/** Runs `body` while the signed local is at least `step`, which is subtracted after each run. */
export function repeatWhile(f: FunctionBuilder, left: Local, step: number, body: () => void): void {
  f.block((exit) => {
    f.loop((again) => {
      f.get(left).i32(step).op('i32.lt_s').brIf(exit);
      body();
      f.get(left).i32(-step).op('i32.add').set(left).br(again);
    });
  });
}

/** Runs `body` for the blocks of a unit: block = unit · size, … while there are blocks. */
export function repeatBlocks(
  f: FunctionBuilder,
  unit: Local,
  { blocks, size }: { readonly blocks: number; readonly size: number },
  body: (block: Local) => void,
): void {
  const [block, end, limit] = [f.local('i32'), f.local('i32'), f.local('i32')];
  f.get(unit).i32(size).op('i32.mul').tee(block).i32(size).op('i32.add').set(end);
  if (blocks % size !== 0) {
    f.i32(blocks).set(limit);
    minimum(f, end, limit, end);
  }
  repeatRange(f, block, end, () => body(block));
  f.release(block, end, limit);
}

/** Runs `body` for index = from, from+1, … while index < to (both locals; index is consumed). */
export function repeatRange(f: FunctionBuilder, index: Local, to: Local, body: () => void): void {
  f.block((exit) => {
    f.loop((again) => {
      f.get(index).get(to).op('i32.ge_s').brIf(exit);
      body();
      f.get(index).i32(1).op('i32.add').set(index).br(again);
    });
  });
}

/** result = min(a, b) of two locals, signed; result may be one of them. */
export function minimum(f: FunctionBuilder, a: Local, b: Local, result: Local): void {
  f.get(a).get(b).get(a).get(b).op('i32.lt_s').op('select').set(result);
}

/** result = base + Σ index · bytes; result may be one of the others. */
export function locate(
  f: FunctionBuilder,
  result: Local,
  base: Local,
  ...steps: readonly (readonly [index: Local, bytes: number])[]
): void {
  f.get(base);
  for (const [index, bytes] of steps) f.get(index).i32(bytes).op('i32.mul').op('i32.add');
  f.set(result);
}

/** result = the 32-bit word `index` of the argument block. */
export function loadArgument(f: FunctionBuilder, block: Local, index: number): Local {
  const result = f.local('i32');
  f.get(block)
    .memory('i32.load', index * 4)
    .set(result);
  return result;
}

export const ceilDiv = (a: number, b: number): number => Math.ceil(a / b);
export const roundUp = (a: number, multiple: number): number => Math.ceil(a / multiple) * multiple;
export const product = (values: readonly number[]): number => values.reduce((a, b) => a * b, 1);
