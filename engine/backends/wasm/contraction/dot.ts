/** Batched matrix products: a DotKernel in; packing, product and (for long sums) combining tasks out. */
import type { FunctionBuilder, Local } from '../assembler/function.ts';
import type { Argument, EmittedKernel, Target, Task } from '../task.ts';
import { combineTask, type PartialSums, partialSumsBytes } from './combine.ts';
import type { Epilogue } from './epilogue.ts';
import { advance, ceilDiv, loadArgument, minimum, repeat, repeatWhile, roundUp } from './loops.ts';
import { packedBytes, packTask } from './pack.ts';
import { type Accumulators, emitTile, maximumRows, splitColumns, splitRows } from './tile.ts';
import { wantedUnits } from './units.ts';

/** Shapes of [batch, m, k] · [batch, k, n]. */
export interface Product {
  readonly batch: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}
export interface ProductOperands {
  readonly a: Argument;
  readonly b: Argument;
  readonly epilogue: Epilogue;
}

/** How the result is cut: blocks of rows, blocks of column panels, and parts of the sum over k. */
interface Cut {
  readonly rows: number;
  readonly panels: number;
  readonly depth: number;
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
  const packs = shape.transposeB || n % 4 !== 0;
  let right = b;
  if (packs) {
    right = scratch(batch * packedBytes(k, n));
    const matrix = shape.transposeB
      ? { offset: 0, rows: [{ count: k, step: 1 }], columns: n, columnStep: k }
      : { offset: 0, rows: [{ count: k, step: n }], columns: n, columnStep: 1 };
    tasks.push(packTask(matrix, { count: batch, step: k * n }, b, right));
  }
  const write = { shape, cut, parts, packs, target };
  if (parts === 1) tasks.push(productTask(write, [a, right, ...epilogue.arguments], epilogue));
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
      productTask(write, [a, right, partials], null),
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
  const parts = Math.min(
    ceilDiv(wanted, rowCuts * moreColumnCuts),
    Math.max(1, Math.floor(k / shortestPart)),
    16,
  );
  return {
    rows: Math.min(m, ceilDiv(rowBlocks, rowCuts) * height),
    panels: ceilDiv(panels.length, moreColumnCuts),
    depth: ceilDiv(k, parts),
  };
}

interface Write {
  readonly shape: Product;
  readonly cut: Cut;
  readonly parts: number;
  readonly packs: boolean;
  readonly target: Target;
}

/** One unit for each block of the result and part of the sum. Without an epilogue, parts go to the third argument. */
function productTask(write: Write, operands: readonly Argument[], epilogue: Epilogue | null): Task {
  const { shape, cut, parts } = write;
  const { batch, m, n } = shape;
  const panels = splitColumns(ceilDiv(n, 4));
  const rowCuts = ceilDiv(m, cut.rows);
  const columnCuts = ceilDiv(panels.length, cut.panels);
  return {
    key: `dot ${JSON.stringify([write, epilogue?.key ?? null])}`,
    arguments: operands,
    units: batch * rowCuts * columnCuts * parts,
    threadScratchBytes: 0,
    write: (module) => {
      const prepared = epilogue?.prepare(module) ?? null;
      return module.func(['i32', 'i32', 'i32'], [], (f) => {
        const [rest, part, columnCut] = [f.local('i32'), f.local('i32'), f.local('i32')];
        const rowCut = f.local('i32');
        f.get(1).set(rest);
        for (const [digit, count] of [
          [part, parts],
          [columnCut, columnCuts],
          [rowCut, rowCuts],
        ] as const) {
          f.get(rest).i32(count).op('i32.rem_u').set(digit);
          f.get(rest).i32(count).op('i32.div_u').set(rest);
        }
        emitUnit(f, write, { batch: rest, rowCut, columnCut, part }, (tile, accumulators) => {
          const { columns, rowBytes } = tile;
          const position = { offset: tile.offset, column: tile.column };
          const store = prepared?.begin(f, 0, 2, position);
          const raw = store ? null : partialAddress(f, write, tile.offset, part);
          accumulators.forEach((row, r) => {
            row.forEach((accumulator, v) => {
              const offset = r * rowBytes + v * 16;
              const lanes = Math.min(4, columns - v * 4);
              if (raw === null) store?.store(accumulator, offset, v * 16, lanes);
              else f.get(raw).get(accumulator).memory('v128.store', offset);
            });
          });
          store?.end();
          if (raw !== null) f.release(raw);
        });
      });
    },
  };
}

function partialAddress(f: FunctionBuilder, { shape }: Write, offset: Local, part: Local): Local {
  const address = loadArgument(f, 0, 2);
  const partBytes = shape.batch * shape.m * ceilDiv(shape.n, 4) * 16;
  f.get(address).get(offset).op('i32.add');
  f.get(part).i32(partBytes).op('i32.mul').op('i32.add').set(address);
  return address;
}

interface UnitPlace {
  readonly batch: Local;
  readonly rowCut: Local;
  readonly columnCut: Local;
  readonly part: Local;
}
interface TilePlace {
  /** Bytes from the start of the result (padded lines for partial sums) and of a line. */
  readonly offset: Local;
  readonly column: Local;
  readonly rowBytes: number;
  readonly columns: number;
}

function emitUnit(
  f: FunctionBuilder,
  { shape, cut, parts, packs, target }: Write,
  place: UnitPlace,
  finish: (tile: TilePlace, accumulators: Accumulators) => void,
): void {
  const { m, n, k, transposeA } = shape;
  const panels = splitColumns(ceilDiv(n, 4));
  const lineBytes = parts === 1 ? n * 4 : ceilDiv(n, 4) * 16;
  const aRow = transposeA ? 4 : k * 4;
  const aStep = transposeA ? m * 4 : 4;
  const panelBytes = packs ? k * 32 : 32;
  const last = panels.length - 1;
  const lastColumns = n - last * 8;
  const alike = panels[last] === 2 && lastColumns === 8 ? panels.length : last;
  const a = loadArgument(f, 0, 0);
  const b = loadArgument(f, 0, 1);
  const [panel, panelEnd, limit] = [f.local('i32'), f.local('i32'), f.local('i32')];
  const [aTile, line, offset, column] = [
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
  ];
  const left = f.local('i32');
  f.get(place.columnCut).i32(cut.panels).op('i32.mul').tee(panel);
  f.i32(cut.panels).op('i32.add').set(panelEnd);
  f.i32(panels.length).set(limit);
  minimum(f, panelEnd, limit, panelEnd);
  // a: first row, first step of the part; b: first panel, same step; line: first row of the result.
  f.get(a)
    .get(place.batch)
    .i32(m * k * 4)
    .op('i32.mul')
    .op('i32.add');
  f.get(place.rowCut)
    .i32(cut.rows * aRow)
    .op('i32.mul')
    .op('i32.add');
  f.get(place.part)
    .i32(cut.depth * aStep)
    .op('i32.mul')
    .op('i32.add')
    .set(a);
  const batchBytes = packs ? packedBytes(k, n) : k * n * 4;
  f.get(b).get(place.batch).i32(batchBytes).op('i32.mul').op('i32.add');
  f.get(panel).i32(panelBytes).op('i32.mul').op('i32.add').set(b);
  f.get(place.batch).i32(m).op('i32.mul').get(place.rowCut).i32(cut.rows).op('i32.mul');
  f.op('i32.add').i32(lineBytes).op('i32.mul').set(line);
  f.get(panel).i32(32).op('i32.mul').set(column);
  const depth = f.local('i32');
  const exact = k % cut.depth === 0;
  if (!exact) {
    f.i32(k).get(place.part).i32(cut.depth).op('i32.mul').op('i32.sub').set(depth);
    f.i32(cut.depth).set(limit);
    minimum(f, depth, limit, depth);
  }
  const emitPanel = (vectors: number, columns: number) => {
    const bStep = packs ? vectors * 16 : n * 4;
    const start = f.local('i32');
    f.get(b)
      .get(place.part)
      .i32(cut.depth * bStep)
      .op('i32.mul')
      .op('i32.add')
      .set(start);
    f.get(a).set(aTile).get(line).get(column).op('i32.add').set(offset);
    const rowsOf = (count: number) => {
      for (const { rows, times } of splitRows(count, vectors, target))
        repeat(f, times, () => {
          const tile = {
            rowOffsets: Array.from({ length: rows }, (_, r) => r * aRow),
            vectors,
            loops: [{ count: exact ? cut.depth : { local: depth }, aStep, bStep }],
            aElements: 'splat' as const,
          };
          emitTile(f, target, tile, aTile, start, 'zero', (accumulators) =>
            finish({ offset, column, rowBytes: lineBytes, columns }, accumulators),
          );
          advance(f, aTile, rows * aRow);
          advance(f, offset, rows * lineBytes);
        });
    };
    const lastRows = m % cut.rows;
    if (lastRows === 0) rowsOf(cut.rows);
    else {
      f.get(place.rowCut)
        .i32(Math.floor(m / cut.rows))
        .op('i32.lt_u');
      f.if(
        () => rowsOf(cut.rows),
        () => rowsOf(lastRows),
      );
    }
    f.release(start);
  };
  if (alike > 0) {
    f.i32(alike).set(left);
    minimum(f, left, panelEnd, left);
    f.get(left).get(panel).op('i32.sub').set(left);
    repeatWhile(f, left, 1, () => {
      emitPanel(2, 8);
      advance(f, b, panelBytes);
      advance(f, column, 32);
    });
  }
  if (alike < panels.length) {
    f.get(panelEnd).i32(panels.length).op('i32.eq');
    f.if(() => emitPanel(panels[last] as number, lastColumns));
  }
}
