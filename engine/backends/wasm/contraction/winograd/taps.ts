/** Sums at 36 points in; the task that adds those of all chunks in order and turns them into a 3×3 kernel's gradient out. */
import type { FunctionBuilder, Local } from '../../assembler/function.ts';
import type { Argument, Target, Task } from '../../task.ts';
import type { Epilogue } from '../epilogue.ts';
import { advance, locate, repeatBlocks, repeatWhile } from '../loops.ts';
import { unitsOf } from '../units.ts';
import { kernelSize, points, temporaryBytes, transformPlane, transformTaps } from './transforms.ts';

export const matrices = points * points;

/** For each chunk, and each part of the output channels: 36 matrices [channels, columns]. */
export interface ChunkSums {
  readonly channels: number;
  readonly outChannels: number;
  readonly chunks: number;
  readonly parts: number;
  /** Output channels of a part; the last may have fewer. */
  readonly columns: number;
}
/**
 * Bytes from one point's matrix of a part to the next. A multiple of a power of two would put what the last transform
 * reads at once into the same few sets of a cache.
 */
export function sumMatrixBytes({ channels, columns }: ChunkSums): number {
  return channels * columns * 4 + 64;
}
/** Bytes of one part of a chunk. */
export function partBytes(sums: ChunkSums): number {
  return matrices * sumMatrixBytes(sums);
}
/** Bytes of one chunk. */
export function sumsBytes(sums: ChunkSums): number {
  return sums.parts * partBytes(sums);
}

/** Aᵀ (Σ chunks) A of every pair of channels, and the epilogue; units are blocks of input channels. */
export function tapsTask(
  sums: ChunkSums,
  from: Argument,
  epilogue: Epilogue,
  target: Target,
): Task {
  const { channels, outChannels, chunks, parts } = sums;
  const vectors = outChannels / 4;
  const layout = [channels, outChannels, chunks, parts, sums.columns];
  const units = unitsOf(channels, vectors * (1000 + chunks * 800));
  return {
    key: `winograd taps ${JSON.stringify([layout, units, target, epilogue.key])}`,
    arguments: [from, ...epilogue.arguments],
    units: units.count,
    threadScratchBytes: temporaryBytes,
    write: (module) => {
      const prepared = epilogue.prepare(module);
      return module.func(['i32', 'i32', 'i32'], [], (f) => {
        const [place, offset, column] = [f.local('i32'), f.local('i32'), f.local('i32')];
        const [left, value] = [f.local('i32'), f.local('v128')];
        repeatBlocks(f, 1, { blocks: channels, size: units.size }, (row) => {
          f.get(row)
            .i32(outChannels * 4)
            .op('i32.mul')
            .set(offset);
          f.i32(0).set(column);
          for (let part = 0; part < parts; part++) {
            const columns = Math.min(sums.columns, outChannels - part * sums.columns);
            f.get(0).memory('i32.load');
            f.i32(part * partBytes(sums))
              .op('i32.add')
              .set(place);
            locate(f, place, place, [row, columns * 4]);
            f.i32(columns / 4).set(left);
            repeatWhile(f, left, 1, () => {
              const store = prepared.begin(f, 0, 1, { offset, column });
              transformPlane(
                { f, target },
                transformTaps,
                points,
                kernelSize,
                2,
                (pointRow, pointColumn) => {
                  const matrix = pointRow * points + pointColumn;
                  addChunks(f, sums, place, matrix * sumMatrixBytes(sums));
                },
                (tapRow, tapColumn, push) => {
                  push();
                  f.set(value);
                  const tap = tapRow * kernelSize + tapColumn;
                  store.store(value, tap * channels * outChannels * 4, 0, 4);
                },
              );
              store.end();
              for (const pointer of [place, offset, column]) advance(f, pointer, 16);
            });
          }
        });
      });
    },
  };
}

/** Pushes the sum of the chunks' vectors, in order. */
function addChunks(f: FunctionBuilder, sums: ChunkSums, place: Local, offset: number): void {
  f.get(place).memory('v128.load', offset);
  for (let chunk = 1; chunk < sums.chunks; chunk++)
    f.get(place)
      .memory('v128.load', offset + chunk * sumsBytes(sums))
      .op('f32x4.add');
}
