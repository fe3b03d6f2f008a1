/** Looks through a table once: records in; for each column what it holds, how often it is empty, its values out. */
import type { ByteSource } from '../../platform.ts';
import { NetloomError } from '../../util/errors.ts';
import { Sha256 } from '../../util/sha256.ts';
import { type Delimiter, parseCsv } from './csvParser.ts';

/** Distinct values that are counted in one column. */
export const MOST_DISTINCT = 1000;
/** A value longer than this is free text, not a category. */
const LONGEST_CATEGORY = 200;
/** Characters of all distinct values of all columns together. */
const DISTINCT_BUDGET = 2 ** 25;
const MISSING = new Set(['', 'na', 'n/a', '?', 'nan', 'null', '-nan', '#n/a']);
/** Decimal numbers; linear, because no two parts can match the same character. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** What one column holds, over all rows. */
export interface Column {
  readonly name: string;
  missing: number;
  numbers: number;
  /** The first cell that is neither missing nor a number. */
  firstText?: { readonly place: string; readonly text: string };
  integers: boolean;
  /** Each number is one more than the number before it. */
  counting: boolean;
  last: number;
  /** How often each value occurs; null when there are too many values, or texts too long to be categories. */
  distinct: Map<string, number> | null;
}
export interface Survey {
  readonly columns: readonly Column[];
  readonly rows: number;
  readonly delimiter: Delimiter;
  readonly sha256: string;
}

/** Whether a cell says that its value is not known. */
export function isMissing(cell: string): boolean {
  return MISSING.has(cell.trim().toLowerCase());
}

/**
 * The number in a cell, or null. A comma may stand for the decimal point where it does not separate cells.
 * Numbers beyond the range of f32 are texts.
 */
export function parseNumber(cell: string, delimiter: Delimiter): number | null {
  let text = cell.trim();
  if (delimiter !== ',' && text.includes(',')) text = text.replace(',', '.');
  if (text.length > 64 || !NUMBER.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(Math.fround(value)) ? value : null;
}

/**
 * Reads the header and every row. Throws what `parseCsv` throws and 'data-empty', 'csv-no-header',
 * 'csv-duplicate-column', 'csv-row-length'.
 */
export async function surveyCsv(source: ByteSource, given: Delimiter | undefined): Promise<Survey> {
  const hash = new Sha256();
  const columns: Column[] = [];
  const seen: Seen = { rows: 0, budget: DISTINCT_BUDGET };
  let used: Delimiter = ',';
  await parseCsv(
    source,
    given,
    (cells, row, delimiter) => {
      used = delimiter;
      if (columns.length === 0) {
        columns.push(...readHeader(cells, source.name, delimiter));
        return;
      }
      checkRowLength(cells, columns.length, row, source.name);
      seen.rows++;
      for (let i = 0; i < cells.length; i++) {
        look(columns[i]!, cells[i]!, delimiter, `${source.name}, row ${row}`, seen);
      }
    },
    (piece) => hash.update(piece),
  );
  if (seen.rows === 0) {
    throw new NetloomError('data-empty', `${source.name} has no rows below a header.`, source.name);
  }
  return { columns, rows: seen.rows, delimiter: used, sha256: hash.hex() };
}

interface Seen {
  rows: number;
  /** Characters that may still be kept of distinct values. */
  budget: number;
}

function readHeader(cells: readonly string[], file: string, delimiter: Delimiter): Column[] {
  if (cells.every((cell) => parseNumber(cell, delimiter) !== null)) {
    throw new NetloomError(
      'csv-no-header',
      `The first row of ${file} holds numbers, but it should name the columns.`,
      `${file}, row 1`,
    );
  }
  const names = new Set<string>();
  return cells.map((cell, i) => {
    const name = cell.trim() === '' ? `column ${i + 1}` : cell.trim();
    if (names.has(name)) {
      throw new NetloomError(
        'csv-duplicate-column',
        `${file} has two columns called "${shorten(name)}".`,
        `${file}, row 1`,
      );
    }
    names.add(name);
    const distinct = new Map<string, number>();
    return { name, missing: 0, numbers: 0, integers: true, counting: true, last: 0, distinct };
  });
}

/** Rows must be as long as the header. */
export function checkRowLength(
  cells: readonly string[],
  wanted: number,
  row: number,
  file: string,
): void {
  if (cells.length === wanted) return;
  throw new NetloomError(
    'csv-row-length',
    `Row ${row} of ${file} has ${cells.length} cells, but the header has ${wanted}.`,
    `${file}, row ${row}`,
  );
}

/** Takes one cell into the account of its column. */
function look(column: Column, cell: string, delimiter: Delimiter, place: string, seen: Seen): void {
  if (isMissing(cell)) {
    column.missing++;
    column.counting = false;
    return;
  }
  const number = parseNumber(cell, delimiter);
  if (number === null) {
    column.firstText ??= { place, text: shorten(cell.trim()) };
  } else {
    if (column.numbers > 0 && number !== column.last + 1) column.counting = false;
    column.last = number;
    column.numbers++;
    if (!Number.isInteger(number)) column.integers = false;
  }
  countDistinct(column, cell.trim(), seen);
}

function countDistinct(column: Column, value: string, seen: Seen): void {
  const { distinct } = column;
  if (!distinct) return;
  const count = distinct.get(value);
  if (count !== undefined) {
    distinct.set(value, count + 1);
    return;
  }
  seen.budget -= value.length;
  const fits = distinct.size < MOST_DISTINCT && seen.budget >= 0;
  if (!fits || value.length > LONGEST_CATEGORY) column.distinct = null;
  // A copy: a slice would keep the whole piece of the file alive.
  else distinct.set(Array.from(value).join(''), 1);
}

/** A text from a file, short enough for a sentence. */
export function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
