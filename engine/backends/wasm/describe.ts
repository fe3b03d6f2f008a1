/** A kernel comes in; what it is in a few words, and what it computes and moves, go out: a line of a profile. */
import type { Buffer, Kernel } from '../../fuse/kernel.ts';
import type { Shape } from '../../ir/types.ts';
import type { KernelDescription } from '../types.ts';
import type { Footprint } from './footprint.ts';
import { bytesOf } from './memory.ts';

export function describeKernel(
  kernel: Kernel,
  buffers: readonly Buffer[],
  { reads, writes }: Footprint,
  flops: number,
): KernelDescription {
  const sizeOf = (ids: readonly number[]) =>
    [...new Set(ids)].reduce((total, id) => total + bytesOf((buffers[id] as Buffer).type), 0);
  return {
    kind: kernel.kind,
    shape: shapeOf(kernel),
    origins: kernel.origins,
    flops,
    bytes: sizeOf(reads) + sizeOf(writes),
  };
}

/** Convolutions and windows: the map they read ← the window ← what it gives. */
function shapeOf(kernel: Kernel): string {
  switch (kernel.kind) {
    case 'map':
      return times(kernel.shape);
    case 'reduce':
      return `${times(kernel.shape.slice(0, kernel.outer))}|${times(kernel.shape.slice(kernel.outer))}`;
    case 'dot': {
      const { batch, m, n, k } = kernel;
      return `${batch > 1 ? `${batch}: ` : ''}${m}×${n}×${k}`;
    }
    case 'conv':
    case 'convGradInput':
    case 'convGradWeight': {
      const { stride, groups } = kernel.geometry;
      const extra = `${stride.some((s) => s > 1) ? ` stride ${stride}` : ''}${groups > 1 ? ` groups ${groups}` : ''}`;
      return `${times(kernel.input)} * ${times(kernel.kernel)}${extra}`;
    }
    case 'windowMax':
    case 'windowMaxGrad':
    case 'windowSum':
    case 'windowSumGrad':
      return `${times(kernel.input)} → ${times(kernel.output)}`;
    default:
      return kernel satisfies never;
  }
}
function times(shape: Shape): string {
  return shape.length === 0 ? '1' : shape.join('×');
}
