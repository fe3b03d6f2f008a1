/** Convolutions in all three directions against f64 loops, on every target, in every order of units. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ConvCase,
  compareConv,
  convKernel,
  type EpilogueName,
  sameBits,
} from '../../../testing/contractionCases.ts';
import { hostTargets } from '../../../testing/runTasks.ts';
import { chooseAlgorithm } from './chooseAlgorithm.ts';
import { planeOf } from './geometry.ts';

const bound = 5e-6;
const kinds = ['conv', 'convGradInput', 'convGradWeight'] as const;
type Plane = Omit<ConvCase, 'kind'>;
const plane = (
  images: number,
  size: number,
  groupIn: number,
  groupOut: number,
  taps: number,
  more: Partial<Plane> = {},
): Plane => ({
  ...{ images, spatial: [size, size], taps: [taps, taps], groups: 1, groupIn, groupOut },
  stride: [1, 1],
  padding: [
    [0, 0],
    [0, 0],
  ],
  dilation: [1, 1],
  ...more,
});
const padded = (by: number): Pick<Plane, 'padding'> => ({
  padding: [
    [by, by],
    [by, by],
  ],
});

const cases: Readonly<Record<string, Plane>> = {
  'first layer 5x5': plane(3, 14, 1, 6, 5, padded(2)),
  'first layer 3x3': plane(2, 12, 1, 32, 3),
  'three channels': plane(2, 9, 3, 16, 3, padded(1)),
  '6 to 16': plane(2, 10, 6, 16, 5),
  '16 to 16': plane(3, 12, 16, 16, 3, padded(1)),
  '20 to 17': plane(2, 7, 20, 17, 3, padded(1)),
  'stride 2': plane(2, 9, 8, 12, 3, { stride: [2, 2], ...padded(1) }),
  'stride 2, 1x1': plane(2, 8, 8, 16, 1, { stride: [2, 2] }),
  'stride 3, kernel 2': plane(2, 11, 4, 5, 2, { stride: [3, 3] }),
  pointwise: plane(3, 5, 12, 24, 1),
  'dilation 2': plane(2, 11, 5, 8, 3, { dilation: [2, 2], ...padded(2) }),
  'dilation 2, stride 2': plane(2, 12, 3, 4, 3, { dilation: [2, 2], stride: [2, 2], ...padded(1) }),
  'dilation 3, stride 2': plane(1, 15, 3, 4, 3, { dilation: [3, 3], stride: [2, 2], ...padded(4) }),
  'two groups': plane(2, 7, 4, 6, 3, { groups: 2, ...padded(1) }),
  'groups of 1 to 3': plane(2, 6, 1, 3, 3, { groups: 5, ...padded(1) }),
  depthwise: plane(2, 9, 1, 1, 3, { groups: 16, ...padded(1) }),
  'depthwise 20, stride 2': plane(2, 9, 1, 1, 3, { groups: 20, stride: [2, 2], ...padded(1) }),
  'depthwise 7': plane(2, 6, 1, 1, 3, { groups: 7, ...padded(1) }),
  'whole image': plane(4, 5, 6, 10, 5),
  'one pixel': plane(9, 1, 5, 7, 1),
  'two columns': plane(5, 2, 4, 8, 3, padded(1)),
  'large padding': plane(1, 3, 2, 4, 2, padded(3)),
  'one axis': {
    ...plane(3, 9, 5, 6, 3),
    ...{ spatial: [17], taps: [4], stride: [2], padding: [[2, 1]], dilation: [1] },
  },
  'three axes': {
    ...plane(2, 4, 2, 3, 2, { groups: 2 }),
    spatial: [4, 5, 3],
    taps: [2, 3, 1],
    stride: [1, 2, 2],
    padding: [
      [1, 0],
      [1, 1],
      [0, 0],
    ],
    dilation: [2, 1, 1],
  },
  'many blocks': plane(4, 24, 16, 18, 3, padded(1)),
  'Winograd, whole tiles': plane(5, 12, 16, 20, 3, padded(1)),
  'Winograd, cut tiles': plane(4, 11, 20, 16, 3),
  'Winograd, uneven padding': {
    ...plane(3, 0, 16, 16, 3),
    spatial: [10, 7],
    padding: [
      [2, 0],
      [1, 3],
    ],
  },
  'Winograd, strips at the edges': plane(4, 13, 16, 20, 3),
  'Winograd, strips of padded images': plane(4, 9, 20, 16, 3, padded(1)),
  'Winograd, a strip below': { ...plane(3, 0, 16, 16, 3, padded(1)), spatial: [17, 12] },
  'Winograd, a strip without data': {
    ...plane(4, 0, 16, 16, 3),
    spatial: [11, 12],
    padding: [
      [1, 4],
      [1, 1],
    ],
  },
  'Winograd, rows of tiles': { ...plane(1, 0, 16, 32, 3, padded(1)), spatial: [14, 60] },
  'Winograd, several sums': plane(12, 6, 64, 48, 3, padded(1)),
  'Winograd, channels in parts': plane(4, 8, 96, 104, 3, padded(1)),
  'units of many blocks': { ...plane(2, 0, 8, 4, 3, padded(1)), spatial: [48, 40] },
  'one block, many panels': plane(1, 12, 64, 20, 3, padded(1)),
  'one block, even panels': plane(1, 9, 32, 64, 3),
  'image lanes, no padding': plane(13, 10, 6, 16, 5),
  'image lanes, one channel': plane(9, 11, 1, 6, 5, padded(2)),
  'image lanes, ten channels': plane(16, 5, 3, 10, 3, padded(1)),
  'image lanes, stride and dilation': {
    ...plane(8, 9, 2, 6, 3, padded(2)),
    ...{ stride: [2, 1], dilation: [1, 2] },
  },
  'image lanes, results without data': plane(11, 4, 3, 6, 3, padded(4)),
  'across images, three vectors': plane(7, 4, 5, 12, 5, padded(2)),
  'across images, one vector': plane(16, 3, 8, 3, 3, padded(1)),
  'across images, stride and dilation': {
    ...plane(6, 5, 3, 7, 3, padded(2)),
    ...{ stride: [2, 1], dilation: [2, 2] },
  },
  'across images, results without data': plane(8, 2, 4, 8, 2, padded(3)),
  'rows cropped by stride': plane(2, 8, 4, 4, 3, { stride: [3, 2] }),
};

/** Which cases show an algorithm for many images, in which directions. */
const manyImages: Readonly<Record<string, readonly (typeof kinds)[number][]>> = {
  'image lanes, no padding': ['convGradInput'],
  'image lanes, one channel': ['conv'],
  'image lanes, ten channels': ['conv'],
  'image lanes, stride and dilation': ['conv'],
  'image lanes, results without data': ['conv'],
  'across images, three vectors': ['conv', 'convGradInput'],
  'across images, one vector': ['conv', 'convGradInput'],
  'across images, stride and dilation': ['conv'],
  'across images, results without data': ['conv'],
};

describe.each(hostTargets)('convolution with $relaxedMadd', (target) => {
  describe.each(kinds)('%s', (kind) => {
    it.each(Object.entries(cases))('%s', (name, given) => {
      const conv = convKernel({ kind, ...given });
      if (conv === null) throw new Error('The case has no output.');
      const geometry = planeOf(conv);
      if (name.startsWith('Winograd'))
        expect(geometry && chooseAlgorithm(geometry)).toBe('winograd');
      for (const epilogue of ['identity', 'bias relu', 'residual and mask'] as const) {
        const up = compareConv(conv, epilogue, target);
        expect(up.error).toBeLessThan(bound);
        if (manyImages[name]?.includes(kind)) {
          const algorithm = name.split(',')[0] as string;
          expect(up.tasks.some((key) => key.startsWith(algorithm))).toBe(true);
        }
        if (epilogue !== 'bias relu') continue;
        const shuffled = compareConv(conv, epilogue, target, { order: 'shuffled' });
        expect(sameBits(shuffled.result, up.result)).toBe(true);
      }
    });
  });

  it('random geometries', () => {
    const pair = (min: number, max: number) =>
      fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.record({
          images: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 4, max: 9 })),
          spatial: pair(1, 11),
          taps: pair(1, 4),
          groups: fc.integer({ min: 1, max: 3 }),
          groupIn: fc.integer({ min: 1, max: 9 }),
          groupOut: fc.integer({ min: 1, max: 18 }),
          stride: pair(1, 3),
          padding: fc.tuple(pair(0, 3), pair(0, 3)),
          dilation: pair(1, 2),
        }),
        fc.constantFrom<EpilogueName>('identity', 'bias relu', 'tanh of scaled'),
        (kind, given, epilogue) => {
          const conv = convKernel({ kind, ...given });
          if (conv === null) return;
          expect(compareConv(conv, epilogue, target).error).toBeLessThan(bound);
        },
      ),
      { numRuns: 120, seed: 5 },
    );
  });
});
