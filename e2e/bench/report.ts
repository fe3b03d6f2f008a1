/** Rows of the table of measurements, gathered over the tests of a run into one file. */
import { appendFile } from 'node:fs/promises';

export interface Row {
  readonly what: string;
  /** As people read it. */
  readonly measured: string;
  /** What product.md asks for, or '' where it asks nothing. */
  readonly bar: string;
  readonly met: boolean | null;
  /** The numbers behind it. */
  readonly numbers: Readonly<Record<string, number | readonly number[]>>;
}

export async function report(row: Row): Promise<void> {
  const path = process.env.NETLOOM_BENCH_ROWS;
  if (!path) throw new Error('Run it by `npm run bench:ui`.');
  await appendFile(path, `${JSON.stringify(row)}\n`);
}
export const ms = (value: number): string =>
  `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;
export const percent = (value: number): string => `${(value * 100).toFixed(2)} %`;
