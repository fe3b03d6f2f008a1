import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ByteRange, schedulePhases, type TaskFootprint } from './phases.ts';

const bytes = (start: number, end: number): ByteRange => ({ start, end });
const overlap = (a: readonly ByteRange[], b: readonly ByteRange[]) =>
  a.some((x) => b.some((y) => x.start < y.end && y.start < x.end));
const conflict = (a: TaskFootprint, b: TaskFootprint) =>
  overlap(a.writes, b.writes) || overlap(a.writes, b.reads) || overlap(a.reads, b.writes);

describe('schedulePhases', () => {
  it('puts independent updates into one phase', () => {
    const updates = Array.from({ length: 65 }, (_, i) => ({
      reads: [bytes(i * 64, i * 64 + 64), bytes(10_000, 10_064)],
      writes: [bytes(i * 64, i * 64 + 64)],
    }));
    expect(schedulePhases(updates)).toEqual([updates.map((_, i) => i)]);
  });

  it('lets a later task join an earlier phase, past tasks that it does not touch', () => {
    const chain = (at: number) => ({ reads: [bytes(at, at + 4)], writes: [bytes(at + 4, at + 8)] });
    expect(schedulePhases([chain(0), chain(4), chain(100)])).toEqual([[0, 2], [1]]);
  });

  it('keeps a read before the write that replaces what it reads', () => {
    const read = { reads: [bytes(0, 8)], writes: [bytes(8, 16)] };
    const write = { reads: [], writes: [bytes(4, 6)] };
    expect(schedulePhases([read, write])).toEqual([[0], [1]]);
  });

  it('orders every conflict and gives the longest chain of conflicts', () => {
    const range = fc
      .tuple(fc.nat(60), fc.integer({ min: 1, max: 12 }))
      .map(([start, length]) => bytes(start, start + length));
    const task = fc.record({
      reads: fc.array(range, { maxLength: 3 }),
      writes: fc.array(range, { maxLength: 2 }),
    });
    fc.assert(
      fc.property(fc.array(task, { maxLength: 30 }), (tasks) => {
        const phases = schedulePhases(tasks);
        const phaseOf = new Map(phases.flatMap((group, p) => group.map((t) => [t, p] as const)));
        expect(phaseOf.size).toBe(tasks.length);
        const longest: number[] = [];
        tasks.forEach((each, i) => {
          let chain = 0;
          for (let j = 0; j < i; j++)
            if (conflict(tasks[j] as TaskFootprint, each))
              chain = Math.max(chain, (longest[j] as number) + 1);
          longest.push(chain);
          expect(phaseOf.get(i)).toBe(chain);
        });
      }),
      { numRuns: 300 },
    );
  });
});
