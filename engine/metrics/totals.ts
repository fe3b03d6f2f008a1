/** Takes the totals of an epoch; gives the quotients that metrics show. */
import { invariant } from '../util/errors.ts';

export type Totals = Readonly<Record<string, readonly number[]>>;

/** The single number of a total. */
export function total(totals: Totals, name: string): number {
  const value = totals[name]?.[0];
  invariant(value !== undefined, `the total ${name} of a metric is missing`);
  return value;
}

/** A total for each counted element; NaN where nothing was counted. */
export function share(totals: Totals, name: string): number {
  return total(totals, name) / total(totals, 'count');
}
