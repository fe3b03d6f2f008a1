/** Pooling and its gradients, over geometries and epilogues, against the reference. */
import { describe, expect, it } from 'vitest';
import type { Scalar, WindowKernel } from '../../../fuse/kernel.ts';
import { windowShape } from '../../../ir/ops/windows.ts';
import type { WindowAttributes } from '../../../ir/types.ts';
import {
  bufferOf,
  contents,
  dense,
  expectEqualBits,
  interpret,
  type PointwiseCase,
  read,
  run,
} from '../../../testing/pointwiseCases.ts';
import { RandomStream } from '../../../util/random.ts';

const geometries: readonly (WindowAttributes & { readonly spatial: readonly number[] })[] = [
  {
    spatial: [6, 8],
    size: [2, 2],
    stride: [2, 2],
    padding: [
      [0, 0],
      [0, 0],
    ],
  },
  {
    spatial: [7, 9],
    size: [2, 2],
    stride: [2, 2],
    padding: [
      [0, 0],
      [0, 0],
    ],
  },
  {
    spatial: [7, 6],
    size: [3, 3],
    stride: [2, 2],
    padding: [
      [1, 1],
      [1, 1],
    ],
  },
  {
    spatial: [6, 7],
    size: [3, 2],
    stride: [1, 1],
    padding: [
      [0, 0],
      [0, 0],
    ],
  },
  {
    spatial: [9, 7],
    size: [2, 1],
    stride: [3, 2],
    padding: [
      [0, 0],
      [0, 0],
    ],
  },
  {
    spatial: [8, 8],
    size: [5, 5],
    stride: [1, 2],
    padding: [
      [2, 2],
      [2, 2],
    ],
  },
  {
    spatial: [5, 4],
    size: [3, 3],
    stride: [2, 1],
    padding: [
      [0, 1],
      [1, 0],
    ],
  },
  {
    spatial: [4, 6],
    size: [4, 6],
    stride: [1, 1],
    padding: [
      [0, 0],
      [0, 0],
    ],
  },
  { spatial: [11], size: [3], stride: [2], padding: [[1, 1]] },
  { spatial: [11], size: [3], stride: [3], padding: [[2, 2]] },
  {
    spatial: [4, 5, 3],
    size: [2, 3, 2],
    stride: [2, 1, 1],
    padding: [
      [0, 0],
      [1, 1],
      [0, 0],
    ],
  },
];
const kinds = ['windowMax', 'windowMaxGrad', 'windowSum', 'windowSumGrad'] as const;

/** Adds a value for each channel, multiplies by a scalar, takes a mask of the same layout: stored, and its sign too. */
const epilogueBody: readonly Scalar[] = [
  { op: 'accumulator', reduction: 0, dtype: 'f32' },
  read(0),
  read(1),
  read(2, 'bool'),
  { op: 'mul', operands: [0, 2], dtype: 'f32' },
  { op: 'add', operands: [4, 1], dtype: 'f32' },
  { op: 'constant', value: 0, dtype: 'f32' },
  { op: 'select', operands: [3, 5, 6], dtype: 'f32' },
  { op: 'less', operands: [6, 7], dtype: 'bool' },
];

function caseOf(
  kind: WindowKernel['kind'],
  { spatial, ...geometry }: (typeof geometries)[number],
  channels: number,
  plain: boolean,
  seed: number,
): PointwiseCase {
  const random = new RandomStream(seed);
  const input = [2, ...spatial, channels];
  const output = windowShape(input, geometry);
  const isForward = kind === 'windowMax' || kind === 'windowSum';
  const [from, to] = isForward ? [input, output] : [output, input];
  const size = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1);
  const taps = size(geometry.size);
  const still = to.map(() => 0);
  const perChannel = still.map((_, axis) => (axis === still.length - 1 ? 1 : 0));
  const kernel: WindowKernel & { origins: string[] } = {
    kind,
    geometry,
    input,
    output,
    a: 0,
    positions: kind === 'windowMax' || kind === 'windowMaxGrad' ? 1 : null,
    epilogue: plain
      ? {
          reads: [],
          body: epilogueBody.slice(0, 1),
          writes: [{ access: dense(2, to), value: 0 }],
        }
      : {
          reads: [
            { buffer: 3, offset: 0, strides: perChannel },
            { buffer: 4, offset: 1, strides: still },
            dense(5, to),
          ],
          body: epilogueBody,
          writes: [
            { access: dense(2, to), value: 7 },
            { access: dense(6, to), value: 8 },
          ],
        },
    origins: [],
  };
  const positions = Int32Array.from({ length: size(output) }, () => random.integer(taps));
  return {
    kernel,
    buffers: [
      bufferOf(from),
      bufferOf(output, 'i32'),
      bufferOf(to),
      bufferOf([channels]),
      bufferOf([2]),
      bufferOf(to, 'bool'),
      bufferOf(to, 'bool'),
    ],
    data: new Map([
      [0, contents(size(from), 'f32', random, plain && kind === 'windowMax')],
      [1, positions],
      [3, contents(channels, 'f32', random)],
      [4, contents(2, 'f32', random)],
      [5, contents(size(to), 'bool', random)],
    ]),
  };
}

describe.each(kinds)('%s', (kind) => {
  it.each(geometries.map((geometry) => [JSON.stringify(geometry), geometry] as const))(
    'equals the reference for %s',
    (_, geometry) => {
      for (const [channels, plain] of [
        [1, true],
        [4, false],
        [6, false],
        [16, true],
        [37, false],
      ] as const) {
        const given = caseOf(kind, geometry, channels, plain, channels);
        const wanted = interpret(given, 'f32');
        const got = run(given);
        for (const id of [1, 2, 6]) {
          if (plain && id === 6) continue;
          if (kind !== 'windowMax' && id === 1) continue;
          // The position of a window with a NaN is not defined; the plain result shows which those are.
          const isDefined = (i: number): boolean => id !== 1 || !Number.isNaN(wanted[2]?.[i]);
          const defined = (all: ArrayLike<number>): number[] =>
            Array.from(all).filter((_, i) => isDefined(i));
          const what = `channels ${channels}, buffer ${id}`;
          expectEqualBits(what, defined(got[id] ?? []), defined(wanted[id] ?? []));
        }
      }
    },
  );
});

it('gives the first position when nothing is above −∞, and padding never wins', () => {
  const geometry = { spatial: [3], size: [3], stride: [2], padding: [[1, 1]] } as const;
  const given = caseOf('windowMax', geometry, 1, true, 1);
  const low = new Map(given.data).set(0, new Float32Array(6).fill(-Infinity));
  const got = run({ ...given, data: low });
  expect([...(got[1] ?? [])]).toEqual([1, 0, 1, 0]);
});
