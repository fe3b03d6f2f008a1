import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Heap } from './heap.ts';

describe('Heap', () => {
  it('joins what is freed, whatever the order', () => {
    const heap = new Heap(64, 64 + 3 * 128);
    const [a, b, c] = [128, 128, 128].map((bytes) => heap.allocate(bytes) as number);
    expect(heap.allocate(1)).toBeNull();
    for (const address of [a, c, b]) heap.release(address as number);
    expect(heap.largestFree()).toBe(384);
  });

  it('never gives the same byte twice, and everything back', () => {
    const action = fc.oneof(
      fc.record({ allocate: fc.nat(1000) }),
      fc.record({ release: fc.nat(20) }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const heap = new Heap(100, 128 + 6400);
        const live: { start: number; end: number }[] = [];
        for (const each of actions) {
          if ('release' in each) {
            const [gone] = live.splice(each.release % Math.max(1, live.length), 1);
            if (gone) heap.release(gone.start);
            continue;
          }
          const start = heap.allocate(each.allocate);
          if (start === null) continue;
          const end = start + Math.max(1, each.allocate);
          expect(start % 64).toBe(0);
          expect(end).toBeLessThanOrEqual(128 + 6400);
          expect(live.some((other) => start < other.end && other.start < end)).toBe(false);
          live.push({ start, end });
        }
        for (const { start } of live) heap.release(start);
        expect(heap.largestFree()).toBe(6400);
      }),
    );
  });

  it('refuses to free what it did not give', () => {
    expect(() => new Heap(0, 640).release(64)).toThrow(/nothing is allocated/);
  });
});
