/** Something that runs a number of steps comes in; the median time of one, and the threads' profile, go out. */
import type { Executable, ProgramProfile } from '../../backends/types.ts';
import type { Platform } from '../../platform.ts';
import type { MeasureRequest } from './opened.ts';

export interface Timed {
  /** Median over rounds; NaN when nothing was timed. */
  readonly millisecondsPerStep: number;
  /** Of a step of the median round, to whose time it adds up; null when it was not asked for. */
  readonly profile: ProgramProfile | null;
}

const rounds = 9;

export async function timeSteps(
  platform: Pick<Platform, 'now'>,
  { warmUp, measure }: Pick<MeasureRequest, 'warmUp' | 'measure'>,
  executable: Executable,
  run: (count: number) => Promise<unknown>,
): Promise<Timed> {
  if (measure === 0) return NOTHING;
  const began = platform.now();
  let steps = 0;
  while (platform.now() - began < warmUp || steps < 4) {
    await run(2);
    steps += 2;
  }
  const start = platform.now();
  await run(2);
  const perStep = (platform.now() - start) / 2;
  const count = Math.max(2, Math.round(measure / rounds / perStep));
  const timed: Timed[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = executable.profile?.() ?? null;
    const from = platform.now();
    await run(count);
    const millisecondsPerStep = (platform.now() - from) / count;
    const after = executable.profile?.() ?? null;
    const profile = before && after ? profilePerStep(before, after, count) : null;
    timed.push({ millisecondsPerStep, profile });
  }
  timed.sort((a, b) => a.millisecondsPerStep - b.millisecondsPerStep);
  return timed[rounds >> 1] as Timed;
}

const NOTHING: Timed = { millisecondsPerStep: Number.NaN, profile: null };

/** What was noted between two readings, over the steps between them. */
function profilePerStep(
  before: ProgramProfile,
  after: ProgramProfile,
  steps: number,
): ProgramProfile {
  const between = (from: readonly number[] = [], to: readonly number[]) =>
    to.map((value, thread) => (value - (from[thread] ?? 0)) / steps);
  return {
    kernels: after.kernels,
    tasks: after.tasks.map((task, index) => ({
      ...task,
      milliseconds: between(before.tasks[index]?.milliseconds, task.milliseconds),
    })),
    barriers: after.barriers.map((waits, index) => between(before.barriers[index], waits)),
    idle: between(before.idle, after.idle),
  };
}
