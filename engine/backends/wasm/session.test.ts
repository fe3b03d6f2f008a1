import { afterEach, describe, expect, it } from 'vitest';
import type { Program } from '../../ir/types.ts';
import {
  addConstant,
  arena,
  busy,
  type HandmadeOptions,
  handmade,
  i32,
  spinForever,
  state,
  sumAll,
  trap,
} from '../../testing/handmade.ts';
import { type TestPlatform, testPlatform } from '../../testing/threads.ts';
import { RandomStream } from '../../util/random.ts';
import type { Executable } from '../types.ts';
import type { ToComputeThread } from './computeThread.ts';
import { control } from './control.ts';
import { WasmSession } from './session.ts';

const open: WasmSession[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((session) => session.close()));
});

/** A session whose Programs are made by hand. */
function sessionOf(threads: number, platform: TestPlatform = testPlatform()) {
  const made = new Map<Program, HandmadeOptions>();
  const session = new WasmSession(
    platform,
    {
      threads,
      state: [
        { name: 'count', type: i32(64) },
        { name: 'total', type: i32(1) },
      ],
    },
    (program) => ({ ...handmade(made.get(program) as HandmadeOptions), program }),
  );
  open.push(session);
  const load = (options: HandmadeOptions): Promise<Executable> => {
    const program: Program = { ...handmade(options).program };
    made.set(program, options);
    return session.load(program);
  };
  return { session, load };
}
async function run(executable: Executable, values: readonly number[] = []) {
  const slot = await executable.acquire();
  slot.inputs.x?.set(values);
  return slot.run();
}
const COUNT = state(0);
const TOTAL = state(256);
/** Adds 1 to 64 counters, then the sum of the counters to the output. */
const counting: HandmadeOptions = {
  phases: [[addConstant(1, COUNT, COUNT, 64)], [sumAll(TOTAL, COUNT, 64)]],
  outputs: [{ name: 'total', type: i32(1), place: TOTAL }],
};

describe.each([
  ['1 thread', 1, true],
  ['2 threads', 2, true],
  ['3 threads', 3, true],
  ['the calling thread', 1, false],
])('a session on %s', (_, threads, sharedMemory) => {
  it('runs every unit once, with barriers between phases, for many steps', async () => {
    const { session, load } = sessionOf(threads, testPlatform({ sharedMemory }));
    const executable = await load(counting);
    const steps = 10_000;
    const results: Promise<number>[] = [];
    for (let i = 0; i < steps; i++)
      results.push(
        executable
          .acquire()
          .then((slot) => slot.run())
          .then(({ outputs }) => outputs.total?.[0] as number),
      );
    const totals = await Promise.all(results);
    expect(totals).toEqual(Array.from({ length: steps }, (_unused, i) => 64 * (i + 1)));
    expect([...session.readState('count')]).toEqual(Array(64).fill(steps));
  });

  it('keeps the order of steps that one thread works on and of those that all share', async () => {
    const { load } = sessionOf(threads, testPlatform({ sharedMemory }));
    const total = [{ name: 'total', type: i32(1), place: TOTAL }];
    // What one thread does alone here: to sum up, in one phase and in two.
    const shared = await load({ phases: [[addConstant(1, COUNT, COUNT, 64)]] });
    const alone = await load({ phases: [[sumAll(TOTAL, COUNT, 64)]], outputs: total });
    const aloneTwice = await load({
      phases: [[addConstant(7, COUNT, COUNT, 1)], [sumAll(TOTAL, COUNT, 64)]],
      outputs: total,
    });
    const random = new RandomStream(5, 0);
    const expected: number[] = [];
    const results: Promise<number>[] = [];
    let sum = 0;
    for (let i = 0; i < 3000; i++) {
      // Runs of the same kind too: the others then sleep through more commands than the ring holds.
      const kind = i % 200 < 100 ? random.integer(3) : 1 + random.integer(2);
      sum += [64, 0, 7][kind] as number;
      const slot = await ([shared, alone, aloneTwice][kind] as Executable).acquire();
      const step = slot.run();
      if (kind === 0) continue;
      expected.push(sum);
      results.push(step.then(({ outputs }) => outputs.total?.[0] as number));
    }
    expect(await Promise.all(results)).toEqual(expected);
  });

  it('copies inputs in and outputs out, and keeps them apart for each step', async () => {
    const { load } = sessionOf(threads, testPlatform({ sharedMemory }));
    const length = 20_000;
    const executable = await load({
      inputs: [{ name: 'x', type: i32(length), place: arena(0) }],
      phases: [[addConstant(5, arena(131072), arena(0), length)]],
      outputs: [{ name: 'y', type: i32(length), place: arena(131072) }],
      arenaBytes: 262144,
    });
    const results = await Promise.all(
      [10, 20, 30].map(async (base) => {
        const slot = await executable.acquire();
        slot.inputs.x?.set(Array.from({ length }, (_unused, i) => base + i));
        return slot.run();
      }),
    );
    results.forEach(({ outputs }, index) => {
      const y = outputs.y as Int32Array;
      expect(y.buffer).not.toBeInstanceOf(SharedArrayBuffer);
      expect(y.every((value, i) => value === 10 * (index + 1) + i + 5)).toBe(true);
    });
  });

  it('skips what follows a halt until it is resumed', async () => {
    const { session, load } = sessionOf(threads, testPlatform({ sharedMemory }));
    const executable = await load({
      inputs: [{ name: 'x', type: i32(1), place: arena(0) }],
      phases: [[addConstant(1, TOTAL, TOTAL, 1)]],
      halt: arena(0),
    });
    const statuses = await Promise.all([1, 0, 1, 1].map((x) => run(executable, [x])));
    expect(statuses.map(({ status }) => status)).toEqual(['done', 'done', 'skipped', 'skipped']);
    expect(session.readState('total')[0]).toBe(2);
    const slot = await executable.acquire();
    slot.inputs.x?.fill(1);
    const late = slot.run();
    session.resume();
    const next = run(executable, [1]);
    expect((await late).status).toBe('skipped');
    expect((await next).status).toBe('done');
    expect(session.readState('total')[0]).toBe(3);
  });

  it('loads further Programs between steps and while steps are on their way', async () => {
    const { session, load } = sessionOf(threads, testPlatform({ sharedMemory }));
    const first = await load({ phases: [[addConstant(1, TOTAL, TOTAL, 1)]] });
    const waiting = [run(first), run(first)];
    const held = await first.acquire();
    const second = await load({
      inputs: [{ name: 'x', type: i32(100), place: arena(0) }],
      phases: [[addConstant(10, TOTAL, TOTAL, 1)]],
      arenaBytes: 1_000_000,
    });
    await Promise.all([...waiting, run(second, []), held.run(), run(second)]);
    expect(session.readState('total')[0]).toBe(23);
  });

  it('reads and writes state', async () => {
    const { session, load } = sessionOf(threads, testPlatform({ sharedMemory }));
    session.writeState('total', [41]);
    await run(await load({ phases: [[addConstant(1, TOTAL, TOTAL, 1)]] }));
    expect([...session.readState('total')]).toEqual([42]);
    expect(() => session.writeState('total', [1, 2])).toThrow(/1 elements/);
  });

  it('reports a trap, and stays closed', async () => {
    const { load } = sessionOf(threads, testPlatform({ sharedMemory }));
    const executable = await load({ phases: [[trap], [addConstant(1, TOTAL, TOTAL, 1)]] });
    const [first, second] = [run(executable), run(executable)];
    await expect(first).rejects.toMatchObject({ code: 'compute-thread-failed' });
    await expect(second).rejects.toMatchObject({ code: 'compute-thread-failed' });
    await expect(run(executable)).rejects.toMatchObject({ code: 'compute-thread-failed' });
    await expect(load(counting)).rejects.toMatchObject({ code: 'compute-thread-failed' });
  });

  it('names a batch that fits when the plan is too large, and goes on without it', async () => {
    const { session, load } = sessionOf(threads, testPlatform({ sharedMemory }));
    const small = await load(counting);
    const large = load({
      inputs: [{ name: 'x', type: i32(1000, 10), place: arena(0) }],
      phases: [],
      arenaBytes: 8 * 2 ** 30,
    });
    await expect(large).rejects.toMatchObject({ code: 'memory-too-large' });
    const message = await large.then(String, (error: Error) => error.message);
    const batch = Number(/a batch of (\d+) instead of 1000 fits/.exec(message)?.[1]);
    expect(batch).toBeGreaterThan(480);
    expect(batch).toBeLessThanOrEqual(500);
    await run(small);
    expect(session.readState('count')[0]).toBe(1);
  });
});

describe('compute threads', () => {
  it('close while a step runs forever', async () => {
    const { session, load } = sessionOf(2);
    const executable = await load({ phases: [[spinForever]] });
    const step = run(executable);
    const refused = expect(step).rejects.toMatchObject({ code: 'session-closed' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await session.close();
    await refused;
    await expect(executable.acquire()).rejects.toMatchObject({ code: 'session-closed' });
  });

  it('notice that one was killed', async () => {
    const platform = testPlatform();
    const { load } = sessionOf(2, platform);
    const executable = await load({ phases: [[spinForever]] });
    const step = expect(run(executable)).rejects.toMatchObject({ code: 'compute-thread-failed' });
    await platform.workers[1]?.terminate();
    await step;
  });

  it('notice a hang', async () => {
    const { load } = sessionOf(2);
    const executable = await load({ phases: [[spinForever]] });
    await expect(run(executable)).rejects.toMatchObject({
      code: 'compute-thread-failed',
      message: expect.stringContaining('no progress'),
    });
  });

  it('wait for free slots in order', async () => {
    const { load } = sessionOf(2);
    const executable = await load(counting);
    const taken = await Promise.all(Array.from({ length: 8 }, () => executable.acquire()));
    const order: number[] = [];
    const waiting = [0, 1].map(async (i) => {
      const slot = await executable.acquire();
      order.push(i);
      slot.release();
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(order).toEqual([]);
    for (const slot of taken) slot.release();
    await Promise.all(waiting);
    expect(order).toEqual([0, 1]);
    expect(() => taken[0]?.release()).toThrow(/once/);
  });

  it('sleep while there is nothing to do', async () => {
    let words = new Int32Array(0);
    const platform = testPlatform();
    const { load } = sessionOf(2, {
      ...platform,
      spawnComputeThread: () => {
        const thread = platform.spawnComputeThread();
        const post = (message: unknown) => {
          const { kind, memory } = message as ToComputeThread & { memory: WebAssembly.Memory };
          if (kind === 'start') words = new Int32Array(memory.buffer);
          thread.post(message);
        };
        return { ...thread, post };
      },
    });
    await run(await load(counting));
    await until(() => Atomics.load(words, control.sleepers >> 2) === 2);
  });

  it('count waits over 100 µs, and what a step is made of', async () => {
    const { load } = sessionOf(2);
    const phase = () => [busy(5_000_000), busy(1)];
    const executable = await load({ phases: [phase(), phase()] });
    expect(executable.statistics()).toMatchObject({ barriers: 2, kernels: 4, longWaits: 0 });
    await run(executable);
    await until(() => executable.statistics().longWaits > 0);
    expect(executable.statistics().instructionSet).toMatch(/128-bit.*threads/);
  });
});

/** Resolves when the condition holds; the test's own limit ends a wait in vain. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
