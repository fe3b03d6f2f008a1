/** Takes the receptive fields of what comes into a node and its window; gives that of what comes out. */
import type { Shape } from '../../ir/types.ts';
import type { InferredNode } from '../../layers/types.ts';
import type { ReceptiveField } from './types.ts';

type Fields = readonly ReceptiveField[] | null;
/** Sizes of the spatial axes of N,spatial…,C; null where there are none. */
const spatial = (shape: Shape): readonly number[] | null =>
  shape.length >= 3 ? shape.slice(1, -1) : null;

/** A value of the data sees its own pixel. */
export function receptiveFieldOfInput(shape: Shape): Fields {
  return spatial(shape)?.map(() => ({ size: 1, stride: 1, offset: 0 })) ?? null;
}

/**
 * A window of F pixels at stride S and padding P grows the field by (F − 1)·D strides and moves its centre (Araujo,
 * Norris and Sim, Computing Receptive Fields of Convolutional Neural Networks, 2019). Nodes without a window keep
 * the field if they keep the picture's size; several inputs join theirs.
 */
export function receptiveFieldOf(
  inputs: readonly { readonly fields: Fields; readonly shape: Shape }[],
  inferred: InferredNode,
): Fields {
  const [output] = Object.values(inferred.outputs);
  const sizes = output ? spatial(output.shape) : null;
  if (sizes === null || inputs.length === 0) return null;
  const { window } = inferred;
  const known: (readonly ReceptiveField[])[] = [];
  for (const { fields, shape } of inputs) {
    if (fields === null || fields.length !== sizes.length) return null;
    const keepsSize = spatial(shape)?.every((size, axis) => size === sizes[axis]);
    if (!window && !keepsSize && inputs.length === 1) return null;
    known.push(fields);
  }
  const [first = null] = known;
  if (!window && known.every((fields) => fields === first)) return first;
  return sizes.map((_, axis) => {
    const joined = join(known.map((fields) => fields[axis] as ReceptiveField));
    if (!window) return joined;
    const [before] = window.padding[axis] as readonly [number, number];
    const reach = ((window.size[axis] as number) - 1) * (window.dilation[axis] as number);
    return {
      size: joined.size + reach * joined.stride,
      stride: joined.stride * (window.stride[axis] as number),
      offset: joined.offset + (reach / 2 - before) * joined.stride,
    };
  });
}

/** The smallest field that holds all; a projected skip has the larger stride of its main way. */
function join(fields: readonly ReceptiveField[]): ReceptiveField {
  const starts = fields.map(({ size, offset }) => offset - (size - 1) / 2);
  const ends = fields.map(({ size, offset }) => offset + (size - 1) / 2);
  const start = Math.min(...starts);
  const end = Math.max(...ends);
  return {
    size: end - start + 1,
    stride: Math.max(...fields.map(({ stride }) => stride)),
    offset: (start + end) / 2,
  };
}
