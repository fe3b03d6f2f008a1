/** The layers, in the order of the palette. */
import activation from './activation.ts';
import add from './add.ts';
import averagePooling2d from './averagePooling2d.ts';
import batchNormalization from './batchNormalization.ts';
import clip from './clip.ts';
import concat from './concat.ts';
import conv2d from './conv2d.ts';
import dense from './dense.ts';
import dropout from './dropout.ts';
import flatten from './flatten.ts';
import globalAveragePooling from './globalAveragePooling.ts';
import input from './input.ts';
import maxPooling2d from './maxPooling2d.ts';
import output from './output.ts';
import permute from './permute.ts';
import placeholder from './placeholder.ts';
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
  clip,
  flatten,
  reshape,
  permute,
  zeroPadding2d,
  add,
  concat,
  residual,
];
/** Not a layer to choose: what a file holds and no layer stands for. */
export { placeholder };
