/** The kernel of a 3×3 convolution in; the task that turns it into 36 packed matrices [depth, channels] out. */
import type { Argument, Target, Task } from '../../task.ts';
import { advance, ceilDiv, repeat, repeatBlocks } from '../loops.ts';
import { gather, packedBytes } from '../pack.ts';
import { splitColumns } from '../tile.ts';
import { unitsOf } from '../units.ts';
import {
  kernelSize,
  points,
  temporaryBytes,
  transformKernel,
  transformPlane,
} from './transforms.ts';

export interface KernelMatrices {
  /** Channels of the data and of the result, multiples of 4. */
  readonly depth: number;
  readonly channels: number;
  /** The kernel is [3, 3, depth, channels], or [3, 3, channels, depth] to be turned by half a turn. */
  readonly flipped: boolean;
}

/**
 * Bytes from one point's matrix to the next. A multiple of a power of two would put the 36 places that a transform
 * writes in turn into the same few sets of a cache.
 */
export function kernelMatrixBytes({ depth, channels }: KernelMatrices): number {
  return packedBytes(depth, channels) + 64;
}

/** G g Gᵀ of every pair of channels; units are blocks of the matrices' rows. */
export function kernelTask(
  c: KernelMatrices,
  kernel: Argument,
  result: Argument,
  target: Target,
): Task {
  const vectors = ceilDiv(c.channels, 4);
  const units = unitsOf(c.depth, vectors * 2000);
  // Kernel [3, 3, channels of the input, channels of the output]: the source's channels are its rows, or its columns.
  const [rowStep, columnStep] = c.flipped ? [1, c.depth] : [c.channels, 1];
  const tapBytes = c.depth * c.channels * 4;
  const matrixBytes = kernelMatrixBytes(c);
  return {
    key: `winograd kernel ${JSON.stringify([c.depth, c.channels, c.flipped, units, target])}`,
    arguments: [kernel, result],
    units: units.count,
    threadScratchBytes: temporaryBytes,
    write: (module) =>
      module.func(['i32', 'i32', 'i32'], [], (f) => {
        const [from, to] = [f.local('i32'), f.local('i32')];
        const vector = (within: number) => {
          transformPlane(
            { f, target },
            transformKernel,
            kernelSize,
            points,
            2,
            (tapRow, tapColumn) => {
              const tap = tapRow * kernelSize + tapColumn;
              const offset = (c.flipped ? kernelSize * kernelSize - 1 - tap : tap) * tapBytes;
              if (columnStep === 1) f.get(from).memory('v128.load', offset);
              else gather(f, from, offset, columnStep * 4, 4);
            },
            (pointRow, pointColumn, push) => {
              f.get(to);
              push();
              const point = pointRow * points + pointColumn;
              f.memory('v128.store', point * matrixBytes + within * 16);
            },
          );
          advance(f, from, columnStep * 16);
        };
        repeatBlocks(f, 1, { blocks: c.depth, size: units.size }, (row) => {
          f.get(0)
            .memory('i32.load')
            .get(row)
            .i32(rowStep * 4)
            .op('i32.mul')
            .op('i32.add');
          f.set(from);
          f.get(0).memory('i32.load', 4).set(to);
          const panels = splitColumns(vectors);
          const panel = (width: number) => {
            f.get(to)
              .get(row)
              .i32(width * 16)
              .op('i32.mul')
              .op('i32.add')
              .set(to);
            for (let i = 0; i < width; i++) vector(i);
            f.get(to)
              .get(row)
              .i32(width * 16)
              .op('i32.mul')
              .op('i32.sub')
              .set(to);
            advance(f, to, c.depth * width * 16);
          };
          const last = panels.at(-1) as number;
          repeat(f, panels.length - 1, () => panel(2));
          panel(last);
        });
      }),
  };
}
