/** All built-in data sets by type: `builtin:<type>` names one. */
import type { BuiltinDataset } from './generators/definition.ts';
import { digits } from './generators/digits.ts';
import { moons, spirals } from './generators/points.ts';
import { regression } from './generators/regression.ts';
import { shapes } from './generators/shapes.ts';

/** In the order in which they are offered. */
export const builtinDatasets: ReadonlyMap<string, BuiltinDataset> = new Map(
  [digits, shapes, spirals, moons, regression].map((dataset) => [dataset.type, dataset]),
);
