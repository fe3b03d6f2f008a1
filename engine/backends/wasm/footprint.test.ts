import { describe, expect, it } from 'vitest';
import type { Access, Buffer, Kernel } from '../../fuse/kernel.ts';
import { footprintOf } from './footprint.ts';

const buffer = (...shape: number[]): Buffer => ({
  type: { dtype: 'f32', shape },
  source: { kind: 'temporary' },
});
const buffers = [buffer(4, 3), buffer(4, 3), buffer(3), buffer(4, 6)];
const whole = (id: number): Access => ({ buffer: id, offset: 0, strides: [3, 1] });
const map = (reads: readonly Access[], write: Access): Kernel => ({
  kind: 'map',
  shape: [4, 3],
  pointwise: {
    reads,
    body: [{ op: 'read', dtype: 'f32', read: 0 }],
    writes: [{ access: write, value: 0 }],
  },
  origins: [],
});

describe('footprintOf', () => {
  it('lets a map write over what it reads at the same element', () => {
    const footprint = footprintOf(map([whole(0), whole(2)], whole(1)), buffers);
    expect(footprint).toEqual({ reads: [0, 2], writes: [1], inPlace: [[1, 0]] });
  });

  it('keeps apart what other points still read', () => {
    const shifted = { ...whole(0), strides: [0, 1] };
    const turned = { buffer: 0, offset: 11, strides: [-3, -1] };
    for (const other of [shifted, turned])
      expect(footprintOf(map([whole(0), other], whole(1)), buffers).inPlace).toEqual([]);
  });

  it('keeps apart a write that covers a part of its buffer', () => {
    const half = { buffer: 3, offset: 0, strides: [6, 1] };
    expect(footprintOf(map([whole(0)], half), buffers).inPlace).toEqual([]);
  });

  it('counts the positions of a pooling as written, and of its gradient as read', () => {
    const pooling = {
      geometry: { size: [2], stride: [2], padding: [[0, 0]] },
      input: [1, 4, 3],
      output: [1, 2, 3],
      a: 0,
      positions: 3,
      epilogue: { reads: [], body: [], writes: [{ access: whole(1), value: 0 }] },
      origins: [],
    } as const;
    expect(footprintOf({ kind: 'windowMax', ...pooling }, buffers)).toEqual({
      reads: [0],
      writes: [1, 3],
      inPlace: [],
    });
    expect(footprintOf({ kind: 'windowMaxGrad', ...pooling }, buffers)).toEqual({
      reads: [0, 3],
      writes: [1],
      inPlace: [],
    });
  });
});
