/** The layers, in the order of the palette. */
import activation from './activation.ts';
import add from './add.ts';
import averagePooling2d from './averagePooling2d.ts';
import batchNormalization from './batchNormalization.ts';
import concat from './concat.ts';
import conv2d from './conv2d.ts';
import dense from './dense.ts';
import dropout from './dropout.ts';
import flatten from './flatten.ts';
import globalAveragePooling from './globalAveragePooling.ts';
import input from './input.ts';
import maxPooling2d from './maxPooling2d.ts';
import output from './output.ts';
import reshape from './reshape.ts';
import residual from './residual.ts';
import type { NodeDefinition } from './types.ts';
import zeroPadding2d from './zeroPadding2d.ts';

export const layers: readonly NodeDefinition[] = [
  input,
  output,
  dense,
  conv2d,
  maxPooling2d,
  averagePooling2d,
  globalAveragePooling,
  batchNormalization,
  dropout,
  activation,
  flatten,
  reshape,
  zeroPadding2d,
  add,
  concat,
  residual,
];
