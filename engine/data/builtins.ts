/** All built-in data sets by type: `builtin:<type>` names one. */
import type { BuiltinDataset } from './generators/definition.ts';
import { digits } from './generators/digits.ts';

/** In the order in which they are offered. */
export const builtinDatasets: ReadonlyMap<string, BuiltinDataset> = new Map(
  [digits].map((dataset) => [dataset.type, dataset]),
);
