/** Decides what becomes of each column of a table: a survey and the user's options in; encodings and notes out. */
import * as z from 'zod';
import { NetloomError } from '../../util/errors.ts';
import { type DataNote, type DataNoteCode, dataNote, dataNoteSentence } from '../notes.ts';
import { DELIMITERS } from './csvParser.ts';
import { type Column, MOST_DISTINCT, type Survey, shorten } from './csvSurvey.ts';

/** A text column with more values than this says too much about single rows to be a category. */
const MOST_CATEGORIES = 100;
/** Whole numbers with at most this many values are class numbers when they are the target. */
const MOST_CLASS_NUMBERS = 20;
/** Fewer rows than this say nothing about whether a column counts them. */
const FEW_ROWS = 10;
/** The name of the category of rows without a value. */
export const MISSING_CATEGORY = '(missing)';

const columnName = z.string().min(1);
export const csvOptions = z.strictObject({
  /** The column to learn; the last one unless given. */
  target: columnName.optional(),
  /** Class numbers or a number; found out unless given. */
  targetKind: z.enum(['classes', 'regression']).optional(),
  /** Columns to leave out. */
  ignore: z.array(columnName).default([]),
  /** Columns of numbers to take as categories. */
  categorical: z.array(columnName).default([]),
  /** Whether number columns are brought to mean 0 and standard deviation 1. */
  normalize: z.boolean().default(true),
  delimiter: z.enum(DELIMITERS).optional(),
});
export type CsvOptions = z.infer<typeof csvOptions>;

/** How one column of the file is read. */
export type ColumnPlan =
  | { readonly kind: 'number'; readonly name: string; readonly source: number }
  | {
      readonly kind: 'category';
      readonly name: string;
      readonly source: number;
      readonly categories: readonly string[];
    };
export interface TablePlan {
  readonly features: readonly ColumnPlan[];
  readonly target: ColumnPlan;
  readonly notes: readonly DataNote[];
}

/**
 * Throws 'csv-unknown-column', 'csv-one-column', 'csv-no-features', 'csv-target-missing', 'csv-target-constant',
 * 'csv-target-kind'.
 */
export function planTable(survey: Survey, options: CsvOptions, file: string): TablePlan {
  const { columns } = survey;
  for (const name of [options.target, ...options.ignore, ...options.categorical]) {
    if (name === undefined || columns.some((column) => column.name === name)) continue;
    const known = columns.slice(0, 20).map((column) => shorten(column.name));
    throw new NetloomError(
      'csv-unknown-column',
      `${file} has no column "${name}"; it has ${known.join(', ')}${columns.length > 20 ? ', …' : ''}.`,
      `${file}, ${name}`,
    );
  }
  if (columns.length < 2) {
    const reason = 'a table needs a column to learn and at least one to learn it from';
    throw new NetloomError('csv-one-column', `${file} has only one column; ${reason}.`, file);
  }
  const notes: DataNote[] = [];
  const chosen = columns.findIndex((column) => column.name === options.target);
  const targetAt = chosen < 0 ? columns.length - 1 : chosen;
  const target = planTarget(columns[targetAt]!, targetAt, options, file, notes);
  const features: ColumnPlan[] = [];
  for (const [source, column] of columns.entries()) {
    if (source === targetAt || options.ignore.includes(column.name)) continue;
    const plan = planFeature(column, source, survey.rows, options, notes);
    if (plan) features.push(plan);
  }
  if (features.length === 0) {
    const name = shorten(columns[targetAt]!.name);
    const sentence = `No column of ${file} is left to learn "${name}" from. ${notes.map((note) => dataNoteSentence(note)).join(' ')}`;
    throw new NetloomError('csv-no-features', sentence.trim(), file);
  }
  if (options.normalize && features.some((plan) => plan.kind === 'number')) {
    notes.push(dataNote('columns-normalized'));
  }
  return { features, target, notes };
}

function planFeature(
  column: Column,
  source: number,
  rows: number,
  options: CsvOptions,
  notes: DataNote[],
): ColumnPlan | null {
  const name = column.name;
  const present = rows - column.missing;
  const ignore = (code: DataNoteCode, values: DataNote['values'] = {}) => {
    notes.push(dataNote(code, { column: shorten(name), ...values }));
    return null;
  };
  if (present === 0) return ignore('column-empty');
  if (column.distinct?.size === 1 && column.missing === 0) {
    return ignore('column-constant');
  }
  const wanted = options.categorical.includes(name);
  if (column.numbers === present && !wanted) {
    const counts = column.counting && column.integers && rows >= FEW_ROWS;
    if (counts) return ignore('column-counts-rows');
    noteMissing(column, notes, 'numbers-missing');
    return { kind: 'number', name, source };
  }
  const values = column.distinct?.size ?? Number.POSITIVE_INFINITY;
  if (values > MOST_CATEGORIES || (!wanted && values > 20 && values > rows / 4)) {
    const odd = column.firstText;
    const almost = odd && column.numbers > 0.9 * present;
    if (almost) return ignore('column-nearly-numbers', { text: odd.text, place: odd.place });
    return column.distinct
      ? ignore('column-many-texts', { count: values })
      : ignore('column-most-texts', { count: MOST_DISTINCT });
  }
  const categories = sortedValues(column);
  noteMissing(column, notes, 'categories-missing');
  if (column.missing > 0) categories.push(MISSING_CATEGORY);
  return { kind: 'category', name, source, categories };
}

function noteMissing({ name, missing }: Column, notes: DataNote[], code: DataNoteCode): void {
  if (missing > 0) notes.push(dataNote(code, { column: shorten(name), count: missing }));
}

function planTarget(
  column: Column,
  source: number,
  options: CsvOptions,
  file: string,
  notes: DataNote[],
): ColumnPlan {
  const name = column.name;
  const label = `"${shorten(name)}"`;
  const place = `${file}, ${name}`;
  const present = column.numbers + (column.firstText ? 1 : 0);
  if (present === 0) {
    throw new NetloomError(
      'csv-target-missing',
      `The target ${label} of ${file} has no values.`,
      place,
    );
  }
  if (column.distinct?.size === 1) {
    const sentence = `The target ${label} of ${file} has the same value in every row.`;
    throw new NetloomError('csv-target-constant', sentence, place);
  }
  const allNumbers = column.firstText === undefined;
  const few = column.distinct !== null && column.distinct.size <= MOST_CLASS_NUMBERS;
  const classes =
    options.targetKind === undefined
      ? !allNumbers || (column.integers && few)
      : options.targetKind === 'classes';
  if (column.missing > 0) {
    notes.push(dataNote('target-missing', { column: shorten(name), count: column.missing }));
  }
  if (!classes) {
    if (allNumbers) return { kind: 'number', name, source };
    const { text, place: where } = column.firstText!;
    const sentence = `The target ${label} should be a number, but there is "${text}".`;
    throw new NetloomError('csv-target-kind', sentence, where);
  }
  if (!column.distinct) {
    const sentence = `The target ${label} of ${file} has more than ${MOST_DISTINCT} different values, too many for classes.`;
    throw new NetloomError('csv-target-kind', sentence, place);
  }
  if (allNumbers && options.targetKind === undefined) {
    const count = column.distinct.size;
    notes.push(dataNote('target-classes', { column: shorten(name), count }));
  }
  return { kind: 'category', name, source, categories: sortedValues(column) };
}

/** Numbers ascend; texts stand in the order of their code units. */
function sortedValues(column: Column): string[] {
  const values = [...column.distinct!.keys()];
  if (column.firstText) return values.sort();
  return values.sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1));
}
