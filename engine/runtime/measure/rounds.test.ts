import { expect, it } from 'vitest';
import type { Executable, ProgramProfile } from '../../backends/types.ts';
import { timeSteps } from './rounds.ts';

/** A step takes as long as its round says, by a clock of our own, all of it in one task; others add 3 and 5 ms. */
function machine(lengths: readonly number[]) {
  let time = 0;
  let steps = 0;
  const profile = (): ProgramProfile => ({
    kernels: [],
    tasks: [{ kernels: [], key: 'task', phase: 0, units: 1, milliseconds: [time, 0] }],
    barriers: [[3 * steps, 0]],
    idle: [0, 5 * steps],
  });
  const calls: number[] = [];
  const run = async (count: number) => {
    time += count * (lengths[calls.push(count) - 1] ?? 10);
    steps += count;
  };
  return { platform: { now: () => time }, executable: { profile } as Executable, run, calls };
}

it('warms up, then takes the median of nine rounds of equal counts', async () => {
  // Five runs warm up for 100 ms, one finds out how long a step takes; then come the rounds.
  const lengths = [10, 10, 10, 10, 10, 10, 10, 11, 12, 13, 14, 15, 16, 17, 990];
  const { platform, executable, run, calls } = machine(lengths);
  const timed = await timeSteps(platform, { warmUp: 100, measure: 900 }, executable, run);
  expect(calls).toEqual([2, 2, 2, 2, 2, 2, 10, 10, 10, 10, 10, 10, 10, 10, 10]);
  expect(timed.millisecondsPerStep).toBe(14);
});

it('gives the profile of a step of that round', async () => {
  const lengths = [10, 10, 10, 10, 10, 10, 90, 17, 12, 13, 16, 14, 15, 11, 10];
  const { platform, executable, run } = machine(lengths);
  const timed = await timeSteps(platform, { warmUp: 100, measure: 900 }, executable, run);
  expect(timed).toEqual({
    millisecondsPerStep: 14,
    profile: {
      kernels: [],
      tasks: [{ kernels: [], key: 'task', phase: 0, units: 1, milliseconds: [14, 0] }],
      barriers: [[3, 0]],
      idle: [0, 5],
    },
  });
});

it('times nothing when it is given no time', async () => {
  const { platform, executable, run, calls } = machine([]);
  const timed = await timeSteps(platform, { warmUp: 0, measure: 0 }, executable, run);
  expect(timed).toMatchObject({ millisecondsPerStep: Number.NaN, profile: null });
  expect(calls).toEqual([]);
});
