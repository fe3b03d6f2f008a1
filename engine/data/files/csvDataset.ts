/** A table in a text file as a data set: a byte source and options in; a feature vector and a target out. */
import type { ByteSource } from '../../platform.ts';
import { checkedProduct, MEMORY_LIMIT } from '../../util/byteReader.ts';
import { invariant, NetloomError } from '../../util/errors.ts';
import { Sha256 } from '../../util/sha256.ts';
import { parseOptions } from '../options.ts';
import { checkRead } from '../part.ts';
import type { ColumnPreparation, Dataset, Field } from '../types.ts';
import { parseCsv } from './csvParser.ts';
import {
  type ColumnPlan,
  csvOptions,
  MISSING_CATEGORY,
  planTable,
  type TablePlan,
} from './csvPlan.ts';
import { checkRowLength, isMissing, parseNumber, type Survey, surveyCsv } from './csvSurvey.ts';

/** One encoded column: numbers (NaN is missing) or category numbers. */
type Values = Float64Array | Uint16Array;
/** What `fit` learns of a number column. */
interface Statistic {
  /** Stands for a missing value. */
  readonly mean: number;
  /** A value becomes (value − shift) · scale. */
  readonly shift: number;
  readonly scale: number;
}

/**
 * Opens a table with a header. The field `features` is f32 [columns]: numbers as they are or normalized, then one
 * column for each category. The target is `label` (class numbers) or `value` f32 [1]. The file is read twice and then
 * closed; what is kept is eight bytes for each number and two for each category. Throws the errors of `surveyCsv`,
 * `planTable`, and 'table-too-large'.
 */
export async function openCsvDataset(
  source: ByteSource,
  name: string,
  options: unknown,
): Promise<Dataset> {
  try {
    const chosen = parseOptions(csvOptions, options, name);
    const survey = await surveyCsv(source, chosen.delimiter);
    const plan = planTable(survey, chosen, source.name);
    const values = await readValues(source, survey, plan);
    return tableDataset(name, survey, plan, values, chosen.normalize);
  } finally {
    await source.close();
  }
}

/** The second pass: encodes the wanted columns; rows without a target are left out. */
async function readValues(source: ByteSource, survey: Survey, plan: TablePlan): Promise<Values[]> {
  const plans = [...plan.features, plan.target];
  const bytes = plans.map((p) => (p.kind === 'number' ? 8 : 2)).reduce((a, b) => a + b, 0);
  const kept = survey.rows - survey.columns[plan.target.source]!.missing;
  if (survey.rows * bytes > MEMORY_LIMIT) {
    checkedProduct([survey.rows, bytes], MEMORY_LIMIT, source.name);
  }
  const values = plans.map((p) =>
    p.kind === 'number' ? new Float64Array(kept) : new Uint16Array(kept),
  );
  const codes = plans.map((p) =>
    p.kind === 'category' ? new Map(p.categories.map((category, i) => [category, i])) : null,
  );
  let at = 0;
  let header = true;
  await parseCsv(source, survey.delimiter, (cells, row) => {
    if (header) {
      header = false;
      return;
    }
    checkRowLength(cells, survey.columns.length, row, source.name);
    if (isMissing(cells[plan.target.source]!)) return;
    for (const [i, { source: column }] of plans.entries()) {
      const cell = cells[column]!;
      const missing = isMissing(cell);
      const map = codes[i];
      const value = map
        ? map.get(missing ? MISSING_CATEGORY : cell.trim())
        : missing
          ? Number.NaN
          : parseNumber(cell, survey.delimiter);
      if (value === undefined || value === null || at >= kept) throw changed(source.name, row);
      values[i]![at] = value;
    }
    at++;
  });
  if (at !== kept) throw changed(source.name, at);
  return values;
}

function changed(name: string, row: number): NetloomError {
  const place = `${name}, row ${row}`;
  return new NetloomError('file-changed', `${name} changed while it was read.`, place);
}

function tableDataset(
  name: string,
  survey: Survey,
  plan: TablePlan,
  values: readonly Values[],
  normalize: boolean,
): Dataset {
  const fields = tableFields(plan);
  const { features, target } = fields;
  const size = values[0]!.length;
  const targetValues = values[plan.features.length]!;
  let statistics: readonly Statistic[] | null = null;
  const key = JSON.stringify([
    survey.sha256,
    survey.delimiter,
    plan.features,
    plan.target,
    normalize,
  ]);
  return {
    name,
    fields: [features, target],
    train: {
      size,
      read: async (wanted, indices, out) => {
        const { field, width } = checkRead([features, target], size, wanted, indices, out);
        invariant(statistics, 'a table is read before it is fitted');
        for (let i = 0; i < indices.length; i++) {
          if (field === target) out[i] = targetValues[indices[i]!]!;
          else writeRow(plan.features, values, statistics, indices[i]!, out, i * width);
        }
      },
    },
    fingerprint: new Sha256().updateText('csv').updateText(key).hex(),
    notes: plan.notes,
    reader: 'table',
    columns: survey.columns.map((column) => column.name),
    fit: async (indices) => {
      statistics = plan.features.map((column, i) =>
        column.kind === 'number'
          ? measure(values[i]!, indices, normalize)
          : { mean: 0, shift: 0, scale: 1 },
      );
    },
    preparation: () => {
      const learned = statistics;
      invariant(learned, 'a table is fitted before its preparation is asked for');
      const columns = plan.features.map((column, i) =>
        describeColumn(column, learned[i] as Statistic),
      );
      return { [features.name]: { kind: 'columns', columns } };
    },
    close: async () => {},
  };
}

/** What `writeRow` does with a column. */
function describeColumn(column: ColumnPlan, learned: Statistic): ColumnPreparation {
  const { name } = column;
  if (column.kind === 'category') return { kind: 'category', name, categories: column.categories };
  const { mean: missing, shift: subtract, scale: multiply } = learned;
  return { kind: 'number', name, missing, subtract, multiply };
}

function tableFields(plan: TablePlan): { readonly features: Field; readonly target: Field } {
  const columns = plan.features.flatMap((column) =>
    column.kind === 'number'
      ? [column.name]
      : column.categories.map((category) => `${column.name} = ${category}`),
  );
  const features: Field = {
    name: 'features',
    dtype: 'f32',
    shape: [columns.length],
    role: 'feature',
    columns,
  };
  const { target } = plan;
  if (target.kind === 'number') {
    const field: Field = {
      name: 'value',
      dtype: 'f32',
      shape: [1],
      role: 'target',
      columns: [target.name],
    };
    return { features, target: field };
  }
  const { categories } = target;
  return {
    features,
    target: { name: 'label', dtype: 'i32', shape: [], role: 'target', classes: categories },
  };
}

/** Mean and 1 / standard deviation over the samples that have a value; two passes, in the order given. */
function measure(values: Values, indices: Uint32Array, normalize: boolean): Statistic {
  let count = 0;
  let sum = 0;
  for (const index of indices) {
    const value = values[index]!;
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  const mean = count > 0 ? sum / count : 0;
  if (!normalize) return { mean, shift: 0, scale: 1 };
  let squares = 0;
  for (const index of indices) {
    const value = values[index]!;
    if (!Number.isNaN(value)) squares += (value - mean) * (value - mean);
  }
  const deviation = count > 0 ? Math.sqrt(squares / count) : 0;
  return { mean, shift: mean, scale: deviation > 0 ? 1 / deviation : 1 };
}

/** Encodes one row. */
function writeRow(
  plans: readonly ColumnPlan[],
  values: readonly Values[],
  statistics: readonly Statistic[],
  row: number,
  out: Float32Array | Int32Array,
  start: number,
): void {
  let at = start;
  for (let i = 0; i < plans.length; i++) {
    const plan = plans[i]!;
    const value = values[i]![row]!;
    if (plan.kind === 'category') {
      out.fill(0, at, at + plan.categories.length);
      out[at + value] = 1;
      at += plan.categories.length;
      continue;
    }
    const { mean, shift, scale } = statistics[i]!;
    out[at++] = ((Number.isNaN(value) ? mean : value) - shift) * scale;
  }
}
