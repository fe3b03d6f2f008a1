/** The entry to this folder: map, reduce and window kernels in; tasks out. */
import type { Kernel } from '../../../fuse/kernel.ts';
import type { EmitKernel } from '../task.ts';
import { emitMap } from './map.ts';
import { emitReduce } from './reduce.ts';
import { emitWindow } from './window.ts';

export type PointwiseKernel = Exclude<
  Kernel,
  { readonly kind: 'dot' | 'conv' | 'convGradInput' | 'convGradWeight' }
>;

export const emitPointwise: EmitKernel<PointwiseKernel> = (kernel, buffers) => {
  switch (kernel.kind) {
    case 'map':
      return emitMap(kernel, buffers);
    case 'reduce':
      return emitReduce(kernel, buffers);
    case 'windowMax':
    case 'windowMaxGrad':
    case 'windowSum':
    case 'windowSumGrad':
      return emitWindow(kernel, buffers);
    default:
      return kernel satisfies never;
  }
};
