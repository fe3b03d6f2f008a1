/** The emitters of all layers by type, and why a node type has none. */
import type { LayerEmitter } from '../emitter.ts';
import { activation, clip } from './activations.ts';
import { conv2d, dense } from './contractions.ts';
import { add, concat, residual } from './merging.ts';
import { batchNormalization } from './normalization.ts';
import { output } from './output.ts';
import { averagePooling2d, globalAveragePooling, maxPooling2d } from './pooling.ts';
import { dropout, flatten, input, permute, reshape, zeroPadding2d } from './shapes.ts';

export const emitters: ReadonlyMap<string, LayerEmitter> = new Map(
  Object.entries({
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
  }),
);
/** Layers that ONNX cannot express, and why; a test asks that every layer is in one of the two. */
export const withoutEmitter: ReadonlyMap<string, string> = new Map([
  ['placeholder', 'it stands for an operator that Netloom does not know'],
]);
