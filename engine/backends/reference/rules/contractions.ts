/** Reference rules of the matrix product and of convolution; sums are kept in f64 and rounded once. */

import type { Precision } from '../../../ir/scalar.ts';
import type { ConvAttributes, Shape } from '../../../ir/types.ts';
import type { TensorData } from '../../types.ts';
import type { Rule } from '../rule.ts';
import { elementCount, type Tensor, zeros } from '../tensor.ts';
import { visitTaps } from './taps.ts';

function rounded(sums: Float64Array, precision: Precision): TensorData {
  const result = zeros('f32', sums.length, precision);
  result.set(sums);
  return result;
}

const dot: Rule<'dot'> = ({ attributes: { transposeA, transposeB }, inputs, types, precision }) => {
  const [a, b] = inputs as readonly [Tensor, Tensor];
  const shape = types[0]?.shape ?? [];
  const [rows, columns] = shape.slice(-2) as [number, number];
  const depth = a.type.shape.at(transposeA ? -2 : -1) as number;
  const [aRow, aDepth] = transposeA ? [1, rows] : [depth, 1];
  const [bDepth, bColumn] = transposeB ? [1, depth] : [columns, 1];
  const sums = new Float64Array(elementCount(shape));
  for (let batch = 0; batch < sums.length / (rows * columns); batch++) {
    const [aStart, bStart] = [batch * rows * depth, batch * depth * columns];
    for (let i = 0; i < rows; i++)
      for (let k = 0; k < depth; k++) {
        const factor = a.data[aStart + i * aRow + k * aDepth] as number;
        const row = (batch * rows + i) * columns;
        const from = bStart + k * bDepth;
        for (let j = 0; j < columns; j++)
          sums[row + j] =
            (sums[row + j] as number) + factor * (b.data[from + j * bColumn] as number);
      }
  }
  return [rounded(sums, precision)];
};

/**
 * Visits every product of a convolution with the places of its three numbers: one term of the output, of the
 * gradient of the input and of the gradient of the kernel alike.
 */
function visitProducts(
  geometry: ConvAttributes,
  input: Shape,
  kernel: Shape,
  output: Shape,
  visit: (input: number, kernel: number, output: number) => void,
): void {
  const channels = input.at(-1) as number;
  const outputChannels = output.at(-1) as number;
  const channelsOfGroup = channels / geometry.groups;
  const outputsOfGroup = outputChannels / geometry.groups;
  const spatial = {
    batch: input[0] as number,
    input: input.slice(1, -1),
    kernel: kernel.slice(0, -2),
    output: output.slice(1, -1),
    ...geometry,
  };
  visitTaps(spatial, (inputPixel, tap, outputPixel) => {
    for (let c = 0; c < channels; c++) {
      const group = Math.floor(c / channelsOfGroup);
      const kernelRow = (tap * channelsOfGroup + (c % channelsOfGroup)) * outputChannels;
      const end = (group + 1) * outputsOfGroup;
      for (let o = group * outputsOfGroup; o < end; o++)
        visit(inputPixel * channels + c, kernelRow + o, outputPixel * outputChannels + o);
    }
  });
}

const conv: Rule<'conv'> = ({ attributes, inputs, types, precision }) => {
  const [input, kernel] = inputs as readonly [Tensor, Tensor];
  const output = types[0]?.shape ?? [];
  const sums = new Float64Array(elementCount(output));
  visitProducts(attributes, input.type.shape, kernel.type.shape, output, (i, k, o) => {
    sums[o] = (sums[o] as number) + (input.data[i] as number) * (kernel.data[k] as number);
  });
  return [rounded(sums, precision)];
};

const convGradInput: Rule<'convGradInput'> = ({ attributes, inputs, types, precision }) => {
  const [gradient, kernel] = inputs as readonly [Tensor, Tensor];
  const input = types[0]?.shape ?? [];
  const sums = new Float64Array(elementCount(input));
  visitProducts(attributes, input, kernel.type.shape, gradient.type.shape, (i, k, o) => {
    sums[i] = (sums[i] as number) + (gradient.data[o] as number) * (kernel.data[k] as number);
  });
  return [rounded(sums, precision)];
};

const convGradWeight: Rule<'convGradWeight'> = ({ attributes, inputs, types, precision }) => {
  const [input, gradient] = inputs as readonly [Tensor, Tensor];
  const kernel = types[0]?.shape ?? [];
  const sums = new Float64Array(elementCount(kernel));
  visitProducts(attributes, input.type.shape, kernel, gradient.type.shape, (i, k, o) => {
    sums[k] = (sums[k] as number) + (input.data[i] as number) * (gradient.data[o] as number);
  });
  return [rounded(sums, precision)];
};

export const contractions = { dot, conv, convGradInput, convGradWeight };
