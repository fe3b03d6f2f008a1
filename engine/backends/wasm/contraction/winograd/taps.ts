/** Sums at 36 points in; the task that adds those of all chunks in order and turns them into a 3×3 kernel's gradient out. */
import type { Argument, Target, Task } from '../../task.ts';
import type { Epilogue } from '../epilogue.ts';
import { advance, loadArgument, minimum, repeatRange, repeatWhile } from '../loops.ts';
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
/** Bytes of one chunk. */
export function sumsBytes({ channels, outChannels }: ChunkSums): number {
  return matrices * channels * outChannels * 4;
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
        const [row, end, limit] = [f.local('i32'), f.local('i32'), f.local('i32')];
        const [place, offset, column] = [f.local('i32'), f.local('i32'), f.local('i32')];
        const [left, value, base] = [f.local('i32'), f.local('v128'), loadArgument(f, 0, 0)];
        f.get(1).i32(units.size).op('i32.mul').tee(row).i32(units.size).op('i32.add').set(end);
        f.i32(channels).set(limit);
        minimum(f, end, limit, end);
        const part = (index: number) => {
          const columns = Math.min(sums.columns, outChannels - index * sums.columns);
          const matrixBytes = channels * columns * 4;
          f.get(base)
            .i32(index * matrices * channels * sums.columns * 4)
            .op('i32.add');
          f.get(row)
            .i32(columns * 4)
            .op('i32.mul')
            .op('i32.add')
            .set(place);
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
                const at = (pointRow * points + pointColumn) * matrixBytes;
                f.get(place).memory('v128.load', at);
                for (let chunk = 1; chunk < chunks; chunk++)
                  f.get(place)
                    .memory('v128.load', at + chunk * sumsBytes(sums))
                    .op('f32x4.add');
              },
              (tapRow, tapColumn, push) => {
                push();
                f.set(value);
                const tap = tapRow * kernelSize + tapColumn;
                store.store(value, tap * channels * outChannels * 4, 0, 4);
              },
            );
            store.end();
            advance(f, place, 16);
            advance(f, offset, 16);
            advance(f, column, 16);
          });
        };
        repeatRange(f, row, end, () => {
          f.get(row)
            .i32(outChannels * 4)
            .op('i32.mul')
            .set(offset);
          f.i32(0).set(column);
          for (let index = 0; index < parts; index++) part(index);
        });
      });
    },
  };
}
