/** Conv: an operator with OIHW kernels in, a Conv2D with HWIO kernels out. */
import { batchGroup, dimension, type Group } from '../axes.ts';
import type { Call } from '../call.ts';
import { transposed } from '../transposed.ts';
import { Unsupported } from '../values.ts';
import { windowOf } from './window.ts';

export function conv(call: Call): void {
  const kernel = call.floats(1);
  const bias = call.value(2) ? call.floats(2) : null;
  const [filters = 0, perGroup = 0, ...window] = kernel.shape;
  if (window.length < 1 || window.length > 2)
    throw new Unsupported(`${window.length} spatial dimensions`);
  const groups = call.attributes.int('group', 1);
  if (kernel.elements.length === 0 || groups < 1 || filters % groups !== 0)
    throw call.malformed(`${call.who} has an unusable kernel or number of groups`);
  if (bias && bias.elements.length !== filters)
    throw call.malformed(`${call.who} has ${bias.elements.length} biases for ${filters} filters`);
  const picture = call.picture(0, perGroup * groups, 2 + window.length);
  if (picture.dimensions !== window.length)
    throw call.malformed(
      `${call.who} slides ${window.length} dimensions over ${picture.dimensions}`,
    );
  call.expectSize(picture.channels, perGroup * groups, 'channels');
  const kernelSize = window.length === 1 ? [1, ...window] : window;
  const { stride, dilation, padding, outputs } = windowOf(call, picture, kernelSize);
  const flat = { ...kernel, shape: [filters, perGroup, ...kernelSize] };
  const from = call.network.add({
    type: 'conv2d',
    params: {
      filters,
      kernelSize,
      ...(stride.some((n) => n !== 1) && { stride }),
      ...(padding !== 'valid' && { padding }),
      ...(dilation.some((n) => n !== 1) && { dilation }),
      ...(groups !== 1 && { groups }),
      ...(!bias && { useBias: false }),
    },
    label: call.label,
    inputs: { input: [picture.flow] },
    weights: {
      kernel: {
        shape: [...kernelSize, perGroup, filters],
        values: transposed(flat, [2, 3, 1, 0]).elements,
      },
      ...(bias && { bias: { shape: [filters], values: bias.elements } }),
    },
  });
  const channels = dimension(filters);
  const [height, width] = outputs.map(dimension) as [Group, Group];
  const draft = call.network.draft(from.node);
  if (draft && !bias) draft.biasAlong = channels;
  const spatial = picture.dimensions === 1 ? [width] : [height, width];
  call.give({
    kind: 'flow',
    from,
    theirs: [batchGroup, channels, ...spatial],
    ours: [batchGroup, height, width, channels],
  });
}
