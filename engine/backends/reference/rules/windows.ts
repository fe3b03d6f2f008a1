/** Reference rules of pooling and its gradients. */
import type { Shape, WindowAttributes } from '../../../ir/types.ts';
import type { Rule } from '../rule.ts';
import { elementCount, type Tensor, zeros } from '../tensor.ts';
import { visitTaps } from './taps.ts';

/** Visits every (input element, tap, output element) of every window, padding left out. */
function visitWindows(
  { size, stride, padding }: WindowAttributes,
  input: Shape,
  output: Shape,
  visit: (input: number, tap: number, output: number) => void,
): void {
  const channels = input.at(-1) as number;
  const geometry = {
    batch: input[0] as number,
    input: input.slice(1, -1),
    kernel: size,
    output: output.slice(1, -1),
    stride,
    padding,
    dilation: size.map(() => 1),
  };
  visitTaps(geometry, (inputPixel, tap, outputPixel) => {
    for (let c = 0; c < channels; c++)
      visit(inputPixel * channels + c, tap, outputPixel * channels + c);
  });
}

/** The first of the largest wins; NaN counts as larger than any number. */
const windowMax: Rule<'windowMax'> = ({ attributes, inputs, types, precision }) => {
  const [{ type, data }] = inputs as readonly [Tensor];
  const output = types[0]?.shape ?? [];
  const values = zeros('f32', elementCount(output), precision).fill(-Infinity);
  const positions = new Int32Array(values.length).fill(-1);
  visitWindows(attributes, type.shape, output, (i, tap, o) => {
    const value = data[i] as number;
    const best = values[o] as number;
    if (positions[o] !== -1 && !(value > best || Number.isNaN(value))) return;
    if (Number.isNaN(best)) return;
    values[o] = value;
    positions[o] = tap;
  });
  return [values, positions.map((position) => Math.max(position, 0))];
};

const windowMaxGrad: Rule<'windowMaxGrad'> = ({ attributes, inputs, types, precision }) => {
  const [gradient, positions] = inputs as readonly [Tensor, Tensor];
  const input = types[0]?.shape ?? [];
  const result = zeros('f32', elementCount(input), precision);
  visitWindows(attributes, input, gradient.type.shape, (i, tap, o) => {
    if (positions.data[o] === tap) result[i] = (result[i] as number) + (gradient.data[o] as number);
  });
  return [result];
};

const windowSum: Rule<'windowSum'> = ({ attributes, inputs, types, precision }) => {
  const [{ type, data }] = inputs as readonly [Tensor];
  const output = types[0]?.shape ?? [];
  const result = zeros('f32', elementCount(output), precision);
  visitWindows(attributes, type.shape, output, (i, _tap, o) => {
    result[o] = (result[o] as number) + (data[i] as number);
  });
  return [result];
};

const windowSumGrad: Rule<'windowSumGrad'> = ({ attributes, inputs, types, precision }) => {
  const [gradient] = inputs as readonly [Tensor];
  const input = types[0]?.shape ?? [];
  const result = zeros('f32', elementCount(input), precision);
  visitWindows(attributes, input, gradient.type.shape, (i, _tap, o) => {
    result[i] = (result[i] as number) + (gradient.data[o] as number);
  });
  return [result];
};

export const windows = { windowMax, windowMaxGrad, windowSum, windowSumGrad };
