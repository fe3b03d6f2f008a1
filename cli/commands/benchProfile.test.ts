import { expect, it } from 'vitest';
import type { ProgramProfile } from '../../engine/index.ts';
import { profileSummary } from './benchProfile.ts';
import { profileTables } from './benchProfileTables.ts';

const kernel = (kind: string, flops: number, bytes: number, origins: readonly string[]) => ({
  kind,
  shape: '8×8',
  flops,
  bytes,
  origins,
});
const task = (
  phase: number,
  kernels: readonly number[],
  key: string,
  milliseconds: readonly number[],
) => ({
  phase,
  kernels,
  key,
  units: 4,
  milliseconds,
});
/** A copy of the input; a conv of two tasks; a dot, of which only the packing is not in a chain with two maps. */
const profile: ProgramProfile = {
  kernels: [
    kernel('conv', 4e6, 1e6, ['conv', 'relu']),
    kernel('dot', 2e6, 3e6, ['dense']),
    kernel('map', 0, 5e5, ['dense']),
    kernel('map', 0, 5e5, []),
  ],
  tasks: [
    task(0, [], 'copy in', [1, 1]),
    task(0, [0], 'pack [1]', [1, 3]),
    task(1, [0], 'correlate {"depth":9}', [6, 2]),
    task(1, [1], 'pack [2]', [1, 0]),
    task(1, [1, 2, 3], 'chain', [1, 4]),
  ],
  barriers: [
    [1, 0],
    [0, 1],
  ],
  idle: [1, 1],
};

it('puts the tasks of a kernel together, and counts a kernel where it takes most of its time', () => {
  const { kernels } = profileSummary(profile);
  expect(
    kernels.map(({ kind, ms, flops, bytes, calls }) => [kind, ms, flops, bytes, calls]),
  ).toEqual([
    ['conv', 6, 4e6, 1e6, 1],
    ['chain', 2.5, 2e6, 4e6, 3],
    ['copy', 1, 0, 0, 1],
    ['dot', 0.5, 0, 0, 0],
  ]);
  expect(kernels[0]?.tasks.map(({ ms }) => ms)).toEqual([2, 4]);
  expect(kernels[1]).toMatchObject({ shape: 'dot, map ×2', origins: ['dense'] });
});

it('adds up to the step: kernels, kinds, and each thread', () => {
  const { kernels, kinds, threads } = profileSummary(profile);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  expect(threads).toEqual([
    { busy_ms: 10, barrier_ms: 1, idle_ms: 1 },
    { busy_ms: 10, barrier_ms: 1, idle_ms: 1 },
  ]);
  expect(sum(kernels.map(({ ms }) => ms))).toBe(10);
  expect(sum(kinds.map(({ ms }) => ms))).toBe(10);
  expect(sum(kinds.map(({ flops }) => flops))).toBe(6e6);
});

it('tells after what the threads wait longest, and how long they were busy', () => {
  const uneven = {
    ...profile,
    barriers: [
      [1, 0],
      [0, 5],
    ],
  };
  const [longest, other] = profileSummary(uneven).barriers;
  expect(longest).toMatchObject({ ms: 2.5, units: 12, busy_ms: 7 });
  expect(longest?.after).toMatch(/^correlate #.{4} of conv 8×8, pack #.{4} of dot 8×8, chain$/);
  expect(other).toMatchObject({ ms: 0.5, units: 8, busy_ms: 3 });
});

it('says so in tables: rates of all threads together, shares of the step', () => {
  const text = profileTables(profile, { millisecondsPerStep: 12 });
  expect(text).toMatch(/^conv +8×8 +2 tasks +6\.0000 +50\.0 % +0\.7 +0\.2 +conv relu$/m);
  expect(text).toMatch(/^ +· correlate #[0-9a-f]{4} +4 +4\.0000$/m);
  expect(text).toMatch(/^barriers +2 +1\.0000 +8\.3 %/m);
  expect(text).toMatch(/Sum 12\.00 ms; a step of the median round took 12\.00 ms\.$/);
});
