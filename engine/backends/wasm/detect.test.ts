import { describe, expect, it } from 'vitest';
import { describeHost, detectHost, detectTarget } from './detect.ts';

describe('detectHost', () => {
  it('finds 128-bit vectors and threads in Node', () => {
    expect(detectHost()).toMatchObject({ simd: true, threads: true });
    expect(detectTarget().relaxedMadd).toBe(detectHost().relaxedMadd);
  });

  it('describes what it found', () => {
    const host = { simd: true, relaxedMadd: true, threads: true };
    expect(describeHost(host, true)).toBe('128-bit, relaxed FMA, threads');
    expect(describeHost({ ...host, relaxedMadd: false }, false)).toBe('128-bit');
  });
});
