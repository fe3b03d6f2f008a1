/** Batched matrix products: a DotKernel in; packing, product and (for long sums) combining tasks out. */
import type { Argument, EmittedKernel, Target, Task } from '../task.ts';
import { combineTask, type PartialSums, partialSumsBytes } from './combine.ts';
import { type Cut, type Product, productTask } from './dotTask.ts';
import type { Epilogue } from './epilogue.ts';
import { ceilDiv, roundUp } from './loops.ts';
import { packedBytes, packTask } from './pack.ts';
import { maximumRows, splitColumns } from './tile.ts';
import { wantedParts, wantedUnits } from './units.ts';

export interface ProductOperands {
  readonly a: Argument;
  readonly b: Argument;
  readonly epilogue: Epilogue;
}

export function emitProduct(
  shape: Product,
  { a, b, epilogue }: ProductOperands,
  target: Target,
): EmittedKernel {
  const { batch, m, n, k } = shape;
  const cut = cutProduct(shape, target);
  const parts = ceilDiv(k, cut.depth);
  const tasks: Task[] = [];
  let scratchBytes = 0;
  const scratch = (bytes: number): Argument => {
    const byteOffset = scratchBytes;
    scratchBytes += roundUp(bytes, 64);
    return { kind: 'scratch', byteOffset };
  };
  const packed = shape.transposeB || n % 4 !== 0;
  let right = b;
  if (packed) {
    right = scratch(batch * packedBytes(k, n));
    const matrix = shape.transposeB
      ? { offset: 0, rows: [{ count: k, step: 1 }], columns: n, columnStep: k }
      : { offset: 0, rows: [{ count: k, step: n }], columns: n, columnStep: 1 };
    tasks.push(packTask(matrix, { count: batch, step: k * n }, b, right));
  }
  const plan = { shape, cut, parts, packed, target };
  if (parts === 1) tasks.push(productTask(plan, [a, right, ...epilogue.arguments], epilogue));
  else {
    const sums: PartialSums = {
      parts,
      partBytes: batch * m * ceilDiv(n, 4) * 16,
      lines: batch * m,
      columns: n,
      linesPerRow: 1,
    };
    const partials = scratch(partialSumsBytes(sums));
    tasks.push(
      productTask(plan, [a, right, partials], null),
      combineTask(sums, partials, epilogue),
    );
  }
  return { tasks, scratchBytes, flops: 2 * batch * m * n * k };
}

/** Parts of a long sum are worth their combining where the result alone has too few blocks. */
const shortestPart = 256;

function cutProduct({ batch, m, n, k }: Product, target: Target): Cut {
  const panels = splitColumns(ceilDiv(n, 4));
  const height = maximumRows(panels[0] as number, target);
  const wanted = ceilDiv(wantedUnits(2 * batch * m * n * k), batch);
  const rowBlocks = ceilDiv(m, height);
  // Few rows: cut columns first, as every block of rows reads all of B again.
  const columnCuts = m <= 64 ? Math.min(panels.length, wanted) : 1;
  const rowCuts = Math.min(rowBlocks, ceilDiv(wanted, columnCuts));
  const moreColumnCuts = Math.min(panels.length, ceilDiv(wanted, rowCuts));
  const wantedSums = ceilDiv(wantedParts(2 * batch * m * n * k), batch);
  const parts = Math.min(
    ceilDiv(wantedSums, rowCuts * moreColumnCuts),
    Math.max(1, Math.floor(k / shortestPart)),
    16,
  );
  return {
    rows: Math.min(m, ceilDiv(rowBlocks, rowCuts) * height),
    panels: ceilDiv(panels.length, moreColumnCuts),
    depth: ceilDiv(k, parts),
  };
}
