/** The task that multiplies matrices: shapes and how to cut them in; code that leaves results or partial sums out. */
import type { FunctionBuilder, Local } from '../assembler/function.ts';
import type { Argument, Target, Task } from '../task.ts';
import type { Epilogue } from './epilogue.ts';
import {
  advance,
  ceilDiv,
  loadArgument,
  locate,
  minimum,
  repeat,
  repeatBlocks,
  repeatWhile,
} from './loops.ts';
import { packedBytes } from './pack.ts';
import { type Accumulators, emitTile, splitColumns, splitRows } from './tile.ts';
import { unitsOf } from './units.ts';

/** Shapes of [batch, m, k] · [batch, k, n]. */
export interface Product {
  readonly batch: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}
/** How one matrix is cut: rows and column panels of a block of the result, and steps of a part of the sum over k. */
export interface Cut {
  readonly rows: number;
  readonly panels: number;
  readonly depth: number;
}
export interface ProductPlan {
  readonly shape: Product;
  readonly cut: Cut;
  readonly parts: number;
  /** B comes packed in panels, not as a row-major matrix of whole vectors. */
  readonly packed: boolean;
  readonly target: Target;
}

/** Units are runs of blocks. Without an epilogue, parts of sums go to the third argument, lines padded to vectors. */
export function productTask(
  plan: ProductPlan,
  operands: readonly Argument[],
  epilogue: Epilogue | null,
): Task {
  const { shape, cut, parts } = plan;
  const rowCuts = ceilDiv(shape.m, cut.rows);
  const columnCuts = ceilDiv(splitColumns(ceilDiv(shape.n, 4)).length, cut.panels);
  const blocks = shape.batch * rowCuts * columnCuts * parts;
  const units = unitsOf(blocks, (2 * shape.batch * shape.m * shape.n * shape.k) / blocks);
  return {
    key: `dot ${JSON.stringify([plan, units, epilogue?.key ?? null])}`,
    arguments: operands,
    units: units.count,
    threadScratchBytes: 0,
    write: (module) => {
      const prepared = epilogue?.prepare(module) ?? null;
      return module.func(['i32', 'i32', 'i32'], [], (f) => {
        const [batch, part] = [f.local('i32'), f.local('i32')];
        const [columnCut, rowCut] = [f.local('i32'), f.local('i32')];
        repeatBlocks(f, 1, { blocks, size: units.size }, (block) => {
          f.get(block).set(batch);
          for (const [digit, count] of [
            [part, parts],
            [columnCut, columnCuts],
            [rowCut, rowCuts],
          ] as const) {
            f.get(batch).i32(count).op('i32.rem_u').set(digit);
            f.get(batch).i32(count).op('i32.div_u').set(batch);
          }
          emitBlock(f, plan, { batch, rowCut, columnCut, part }, (place, accumulators) => {
            const store = prepared?.begin(f, 0, 2, place);
            const raw = store ? null : partialAddress(f, plan, place.offset, part);
            accumulators.forEach((row, r) => {
              row.forEach((accumulator, v) => {
                const offset = r * place.lineBytes + v * 16;
                const lanes = Math.min(4, place.columns - v * 4);
                if (raw === null) store?.store(accumulator, offset, v * 16, lanes);
                else f.get(raw).get(accumulator).memory('v128.store', offset);
              });
            });
            store?.end();
            if (raw !== null) f.release(raw);
          });
        });
      });
    },
  };
}

/** A new local: where partial sums go. */
function partialAddress(f: FunctionBuilder, plan: ProductPlan, offset: Local, part: Local): Local {
  const { batch, m, n } = plan.shape;
  const address = loadArgument(f, 0, 2);
  locate(f, address, address, [offset, 1], [part, batch * m * ceilDiv(n, 4) * 16]);
  return address;
}

interface Block {
  readonly batch: Local;
  readonly rowCut: Local;
  readonly columnCut: Local;
  readonly part: Local;
}
interface TilePlace {
  /** Bytes from the start of the result (or of a part's sums) to the tile, and from its column 0. */
  readonly offset: Local;
  readonly column: Local;
  readonly lineBytes: number;
  readonly columns: number;
}
type Finish = (place: TilePlace, accumulators: Accumulators) => void;

/** All panels of one block. */
function emitBlock(f: FunctionBuilder, plan: ProductPlan, block: Block, finish: Finish): void {
  const { cut, packed } = plan;
  const { m, n, k, transposeA } = plan.shape;
  const panels = splitColumns(ceilDiv(n, 4));
  const last = panels.length - 1;
  const lastColumns = n - last * 8;
  const alike = panels[last] === 2 && lastColumns === 8 ? panels.length : last;
  const panelBytes = packed ? k * 32 : 32;
  const [a, b] = [loadArgument(f, 0, 0), loadArgument(f, 0, 1)];
  const [panel, panelEnd, left] = [f.local('i32'), f.local('i32'), f.local('i32')];
  const [line, column] = [f.local('i32'), f.local('i32')];
  f.get(block.columnCut).i32(cut.panels).op('i32.mul').tee(panel);
  f.i32(cut.panels).op('i32.add').set(panelEnd);
  f.i32(panels.length).set(left);
  minimum(f, panelEnd, left, panelEnd);
  const aRow = transposeA ? 4 : k * 4;
  const aStep = transposeA ? m * 4 : 4;
  locate(
    f,
    a,
    a,
    [block.batch, m * k * 4],
    [block.rowCut, cut.rows * aRow],
    [block.part, cut.depth * aStep],
  );
  locate(f, b, b, [block.batch, packed ? packedBytes(k, n) : k * n * 4], [panel, panelBytes]);
  const bytes = lineBytesOf(plan);
  f.i32(0).set(line);
  locate(f, line, line, [block.batch, m * bytes], [block.rowCut, cut.rows * bytes]);
  f.get(panel).i32(32).op('i32.mul').set(column);
  const depth = partDepth(f, plan, block.part);
  const panelPlace = { ...block, a, b, line, column, depth };
  if (alike > 0) {
    f.i32(alike).set(left);
    minimum(f, left, panelEnd, left);
    f.get(left).get(panel).op('i32.sub').set(left);
    repeatWhile(f, left, 1, () => {
      emitPanel(f, plan, panelPlace, { vectors: 2, columns: 8 }, finish);
      advance(f, b, panelBytes);
      advance(f, column, 32);
    });
  }
  if (alike < panels.length) {
    const size = { vectors: panels[last] as number, columns: lastColumns };
    f.get(panelEnd).i32(panels.length).op('i32.eq');
    f.if(() => emitPanel(f, plan, panelPlace, size, finish));
  }
  if (depth !== null) f.release(depth);
  f.release(a, b, panel, panelEnd, left, line, column);
}

function lineBytesOf({ shape, parts }: ProductPlan): number {
  return parts === 1 ? shape.n * 4 : ceilDiv(shape.n, 4) * 16;
}

/** A new local: steps of a part of the sum; null where all parts are alike. */
function partDepth(f: FunctionBuilder, { shape, cut }: ProductPlan, part: Local): Local | null {
  if (shape.k % cut.depth === 0) return null;
  const [depth, limit] = [f.local('i32'), f.local('i32')];
  f.i32(shape.k).get(part).i32(cut.depth).op('i32.mul').op('i32.sub').set(depth);
  f.i32(cut.depth).set(limit);
  minimum(f, depth, limit, depth);
  f.release(limit);
  return depth;
}

interface PanelPlace extends Block {
  readonly a: Local;
  readonly b: Local;
  /** Bytes from the start of the result to the block's first line. */
  readonly line: Local;
  readonly column: Local;
  readonly depth: Local | null;
}

/** All rows of a block for one panel of B. */
function emitPanel(
  f: FunctionBuilder,
  plan: ProductPlan,
  place: PanelPlace,
  { vectors, columns }: { readonly vectors: number; readonly columns: number },
  finish: Finish,
): void {
  const { cut, packed, target } = plan;
  const { m, n, k, transposeA } = plan.shape;
  const lineBytes = lineBytesOf(plan);
  const aRow = transposeA ? 4 : k * 4;
  const aStep = transposeA ? m * 4 : 4;
  const bStep = packed ? vectors * 16 : n * 4;
  const [a, b, offset] = [f.local('i32'), f.local('i32'), f.local('i32')];
  f.get(place.a).set(a);
  locate(f, b, place.b, [place.part, cut.depth * bStep]);
  locate(f, offset, place.line, [place.column, 1]);
  const emitRows = (count: number) => {
    for (const { rows, times } of splitRows(count, vectors, target))
      repeat(f, times, () => {
        const tile = {
          rowOffsets: Array.from({ length: rows }, (_, r) => r * aRow),
          vectors,
          loops: [
            { count: place.depth === null ? cut.depth : { local: place.depth }, aStep, bStep },
          ],
          aElements: 'splat' as const,
        };
        emitTile(f, target, tile, a, b, 'zero', (accumulators) =>
          finish({ offset, column: place.column, lineBytes, columns }, accumulators),
        );
        advance(f, a, rows * aRow);
        advance(f, offset, rows * lineBytes);
      });
  };
  const lastRows = m % cut.rows;
  if (lastRows === 0) emitRows(cut.rows);
  else {
    f.get(place.rowCut)
      .i32(Math.floor(m / cut.rows))
      .op('i32.lt_u');
    f.if(
      () => emitRows(cut.rows),
      () => emitRows(lastRows),
    );
  }
  f.release(a, b, offset);
}
