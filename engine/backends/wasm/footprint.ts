/** A kernel comes in; the buffers it reads and writes, and which it may write in place of one it reads, go out. */
import type { Access, Buffer, BufferId, Kernel, MapKernel, Pointwise } from '../../fuse/kernel.ts';
import { elementsOf } from './memory.ts';

export interface Footprint {
  readonly reads: readonly BufferId[];
  readonly writes: readonly BufferId[];
  /** [written, read] pairs that may share memory. */
  readonly inPlace: readonly (readonly [BufferId, BufferId])[];
}

export function footprintOf(kernel: Kernel, buffers: readonly Buffer[]): Footprint {
  switch (kernel.kind) {
    case 'map':
      return { ...accessed([kernel.pointwise]), inPlace: inPlacePairs(kernel, buffers) };
    case 'reduce':
      return { ...accessed([kernel.before, kernel.after]), inPlace: [] };
    case 'dot':
    case 'conv':
    case 'convGradInput':
    case 'convGradWeight': {
      const { reads, writes } = accessed([kernel.epilogue]);
      return { reads: [kernel.a, kernel.b, ...reads], writes, inPlace: [] };
    }
    case 'windowMax':
    case 'windowMaxGrad':
    case 'windowSum':
    case 'windowSumGrad': {
      const { reads, writes } = accessed([kernel.epilogue]);
      const positions = kernel.positions === null ? [] : [kernel.positions];
      const written = kernel.kind === 'windowMax';
      return {
        reads: [kernel.a, ...reads, ...(written ? [] : positions)],
        writes: [...writes, ...(written ? positions : [])],
        inPlace: [],
      };
    }
    default:
      return kernel satisfies never;
  }
}

function accessed(parts: readonly Pointwise[]): { reads: BufferId[]; writes: BufferId[] } {
  return {
    reads: parts.flatMap(({ reads }) => reads.map(({ buffer }) => buffer)),
    writes: parts.flatMap(({ writes }) => writes.map(({ access }) => access.buffer)),
  };
}

/**
 * A map may write where it reads when every read of that buffer is at the very element that is written, and the
 * write covers the buffer: then no point needs what another has overwritten.
 */
function inPlacePairs(
  { shape, pointwise }: MapKernel,
  buffers: readonly Buffer[],
): (readonly [BufferId, BufferId])[] {
  const points = elementsOf(shape);
  const pairs: (readonly [BufferId, BufferId])[] = [];
  for (const { access } of pointwise.writes) {
    const written = buffers[access.buffer];
    if (!written || elementsOf(written.type.shape) !== points) continue;
    for (const { buffer } of pointwise.reads) {
      const read = buffers[buffer];
      const same = pointwise.reads.every(
        (r) => r.buffer !== buffer || sameAccess(r, access, shape),
      );
      if (read && same && elementsOf(read.type.shape) === points)
        pairs.push([access.buffer, buffer]);
    }
  }
  return pairs;
}
function sameAccess(a: Access, b: Access, shape: readonly number[]): boolean {
  return (
    a.offset === b.offset &&
    shape.every((length, axis) => length === 1 || a.strides[axis] === b.strides[axis])
  );
}
