import { afterEach, expect, it, vi } from 'vitest';
import {
  addConstant,
  busy,
  type HandmadeOptions,
  handmade,
  i32,
  state,
  sumAll,
} from '../../testing/handmade.ts';
import { testPlatform } from '../../testing/threads.ts';
import type { Executable, ProgramProfile } from '../types.ts';
import { WasmSession } from './session.ts';

const open: WasmSession[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(open.splice(0).map((session) => session.close()));
});

async function load(
  options: HandmadeOptions,
  { threads = 1, sharedMemory = true, profile = true } = {},
): Promise<Executable> {
  const session = new WasmSession(
    testPlatform({ sharedMemory }),
    { threads, state: [{ name: 'count', type: i32(64) }], profile },
    () => handmade(options),
  );
  open.push(session);
  return session.load(handmade(options).program);
}
async function steps(executable: Executable, count: number): Promise<ProgramProfile> {
  for (let i = 0; i < count; i++) await (await executable.acquire()).run();
  return executable.profile?.() as ProgramProfile;
}
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const all = ({ tasks, barriers, idle }: ProgramProfile) =>
  sum([...tasks.map(({ milliseconds }) => milliseconds), ...barriers, idle].map(sum));

const COUNT = state(0);
const twoPhases: HandmadeOptions = {
  phases: [
    [addConstant(1, COUNT, COUNT, 16), addConstant(2, state(64), state(64), 8)],
    [sumAll(state(128), COUNT, 16)],
  ],
};

it('charges each stretch of time to one account, by a clock that goes forward 1 a look', async () => {
  let time = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => ++time);
  const executable = await load(twoPhases, { sharedMemory: false });
  const before = await steps(executable, 1);
  const after = await steps(executable, 3);
  const perTask = after.tasks.map(
    ({ milliseconds }, i) => sum(milliseconds) - sum(before.tasks[i]?.milliseconds ?? []),
  );
  expect(perTask).toEqual([3, 3, 3]);
  // The last barrier holds a look more: how long the command took.
  expect(after.barriers.map((waits, i) => sum(waits) - sum(before.barriers[i] ?? []))).toEqual([
    3, 6,
  ]);
  expect(after.tasks.map(({ units, kernels, phase }) => ({ units, kernels, phase }))).toEqual([
    { units: 16, kernels: [], phase: 0 },
    { units: 8, kernels: [], phase: 0 },
    { units: 1, kernels: [], phase: 1 },
  ]);
  // All accounts together are all the time up to the last mark; the session has looked once or twice since.
  expect(time - all(after)).toBeGreaterThanOrEqual(0);
  expect(time - all(after)).toBeLessThan(4);
});

it('knows every thread and what it did', async () => {
  const slow = busy(3_000_000);
  const executable = await load({ phases: [[slow, slow], [slow]] }, { threads: 2 });
  const { tasks, barriers, idle } = await steps(executable, 20);
  for (const times of [...tasks.map(({ milliseconds }) => milliseconds), ...barriers, idle]) {
    expect(times).toHaveLength(2);
    for (const value of times) expect(value).toBeGreaterThanOrEqual(0);
  }
  for (const { milliseconds } of tasks) expect(sum(milliseconds)).toBeGreaterThan(0);
  expect(tasks.map(({ key }) => key)).toEqual([slow.key, slow.key, slow.key]);
});

it('computes the same with and without, and tells nothing unless it was asked to', async () => {
  const outputs = [{ name: 'total', type: i32(1), place: state(128) }];
  const results = await Promise.all(
    [true, false].map(async (profile) => {
      const executable = await load({ ...twoPhases, outputs }, { threads: 2, profile });
      await steps(executable, 5);
      expect(executable.profile?.() === null).toBe(!profile);
      return (await (await executable.acquire()).run()).outputs.total;
    }),
  );
  expect(results[0]).toEqual(results[1]);
  expect(results[0]?.[0]).toBe(16 * 6);
});
