/** The losses, in the order of the palette. */
import type { NodeDefinition } from '../layers/types.ts';
import binaryCrossentropy from './binaryCrossentropy.ts';
import categoricalCrossentropy from './categoricalCrossentropy.ts';
import huber from './huber.ts';
import meanAbsoluteError from './meanAbsoluteError.ts';
import meanSquaredError from './meanSquaredError.ts';
import sparseCategoricalCrossentropy from './sparseCategoricalCrossentropy.ts';

export const losses: readonly NodeDefinition[] = [
  sparseCategoricalCrossentropy,
  categoricalCrossentropy,
  binaryCrossentropy,
  meanSquaredError,
  meanAbsoluteError,
  huber,
];
