import { describe, expect, it } from 'vitest';
import { fixedPlanes, planeShape, thumbnailKind } from './kind.ts';

const node = (type: string, category = 'core', params: Record<string, unknown> = {}) => ({
  type,
  category,
  params,
});
const view = (...shape: number[]) => ({ shape, hasBefore: false, hasMask: false });

describe('kinds of small pictures', () => {
  it.each([
    ['input', 'data', [28, 28, 1], 'picture'],
    ['input', 'data', [28, 28, 3], 'picture'],
    ['input', 'data', [28, 28, 4], 'planes'],
    ['input', 'data', [4], 'strip'],
    ['conv2d', 'convolution', [24, 24, 6], 'planes'],
    ['globalAveragePooling', 'pooling', [64], 'strip'],
    ['maxPooling2d', 'pooling', [1, 1, 64], 'strip'],
    ['flatten', 'shape', [400], 'strip'],
    ['output', 'data', [10], 'bars'],
    ['output', 'data', [1], 'number'],
    ['dense', 'core', [1], 'number'],
    ['add', 'merge', [], 'number'],
    ['reshape', 'shape', [10, 20], 'planes'],
  ] as const)('%s (%s) of %j is %s', (type, category, shape, kind) => {
    expect(thumbnailKind(node(type, category), view(...shape))).toBe(kind);
  });
  it('shows probabilities by name', () => {
    expect(thumbnailKind(node('dense', 'core', { activation: 'softmax' }), view(10))).toBe('bars');
    expect(thumbnailKind(node('dense', 'core', { activation: 'relu' }), view(10))).toBe('strip');
  });
  it('shows histograms for normalization, the curve for losses with or without a view', () => {
    const normalized = { ...view(8, 8, 4), hasBefore: true };
    expect(thumbnailKind(node('batchNormalization', 'normalization'), normalized)).toBe(
      'histograms',
    );
    expect(thumbnailKind(node('meanSquaredError', 'loss'), null)).toBe('curve');
    expect(thumbnailKind(node('conv2d', 'convolution'), null)).toBe('none');
  });
});

describe('planes', () => {
  it('reads height, width and number', () => {
    expect(planeShape([24, 20, 6])).toEqual({ height: 24, width: 20, count: 6 });
    expect(planeShape([10, 20])).toEqual({ height: 10, width: 20, count: 1 });
    expect(planeShape([7])).toEqual({ height: 1, width: 7, count: 1 });
  });
  it('shows the same channels whether three or all were asked for', () => {
    const all = Array.from({ length: 16 }, (_, i) => i);
    const three = [0, 5, 10];
    expect(fixedPlanes(all, 16).map((place) => all[place])).toEqual(three);
    expect(fixedPlanes(three, 16).map((place) => three[place])).toEqual(three);
    expect(fixedPlanes([0], 1)).toEqual([0]);
  });
});
