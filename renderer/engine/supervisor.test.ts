import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type Connection,
  type Crash,
  type CrashCause,
  Supervisor,
  type SupervisorOptions,
} from './supervisor.ts';

let newWorkersAnswer = true;

/** A worker that answers, or does not. */
class FakeWorker implements Connection {
  answers = newWorkersAnswer;
  terminated = false;
  readonly calls: string[] = [];
  fail: (cause: CrashCause, detail: string) => void = () => undefined;
  busy: (busy: boolean) => void = () => undefined;

  async invoke(method: string, given: readonly unknown[]): Promise<unknown> {
    this.calls.push(method);
    if (!this.answers) return new Promise(() => undefined);
    if (method === 'throws') throw new TypeError('it cannot be cloned');
    return { ok: true, value: given[0] ?? null };
  }
  onFailure(listener: (cause: CrashCause, detail: string) => void): void {
    this.fail = listener;
  }
  onBusy(listener: (busy: boolean) => void): void {
    this.busy = listener;
  }
  terminate(): void {
    this.terminated = true;
  }
}

let workers: FakeWorker[];
let crashes: Crash[];
let supervisor: Supervisor;
const newest = () => workers.at(-1) as FakeWorker;
const begin = (options: Pick<SupervisorOptions, 'prepare' | 'onDemand'> = {}) => {
  supervisor = new Supervisor({
    start: () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker;
    },
    isLong: (method) => method === 'long',
    onCrash: (crash) => {
      crashes.push(crash);
    },
    ...options,
  });
};

beforeEach(() => {
  vi.useFakeTimers();
  newWorkersAnswer = true;
  workers = [];
  crashes = [];
});
afterEach(() => {
  supervisor.close();
  vi.useRealTimers();
});

describe('a worker', () => {
  it('is called, and asked whether it is well again and again', async () => {
    begin();
    expect(await supervisor.call('infer', [3])).toEqual({ ok: true, value: 3 });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(newest().calls.filter((method) => method === 'ping').length).toBeGreaterThan(10);
    expect(crashes).toEqual([]);
    expect(workers).toHaveLength(1);
  });
  it('for what is seldom done is started by the first call', async () => {
    begin({ onDemand: true });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(workers).toHaveLength(0);
    expect(await supervisor.call('infer', [3])).toEqual({ ok: true, value: 3 });
    expect(await supervisor.call('infer', [4])).toEqual({ ok: true, value: 4 });
    expect(workers).toHaveLength(1);
    newest().answers = false;
    const lost = supervisor.call('infer', [5]);
    await vi.advanceTimersByTimeAsync(0);
    supervisor.end({ code: 'cancelled', sentence: 'It was cancelled.' });
    expect(await lost).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(await supervisor.call('infer', [6])).toEqual({ ok: true, value: 6 });
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
    expect(crashes).toEqual([]);
  });
  it('that cannot be called gives a failure, not an exception', async () => {
    begin();
    expect(await supervisor.call('throws', [])).toMatchObject({
      ok: false,
      error: { code: 'internal', sentence: expect.stringContaining('cannot be cloned') },
    });
  });
});

describe('a worker that breaks down', () => {
  it('is replaced at once; what was asked of it fails, and the next call goes to the new one', async () => {
    begin();
    newest().answers = false;
    const lost = supervisor.call('infer', [1]);
    await vi.advanceTimersByTimeAsync(0);
    newest().fail('failed', 'out of memory');
    expect(await lost).toMatchObject({ ok: false, error: { code: 'engine-restarted' } });
    expect(crashes).toMatchObject([{ cause: 'failed', restarted: true }]);
    expect(crashes[0]?.reason).toContain('out of memory');
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
    expect(await supervisor.call('infer', [2])).toEqual({ ok: true, value: 2 });
  });
  it('by hanging is noticed within two seconds', async () => {
    begin();
    await vi.advanceTimersByTimeAsync(5000);
    newest().answers = false;
    const lost = supervisor.call('pause', []);
    await vi.advanceTimersByTimeAsync(2000);
    expect(crashes).toMatchObject([{ cause: 'hung', restarted: true }]);
    expect(await lost).toMatchObject({ error: { code: 'engine-restarted' } });
  });
  it('is not taken to hang while it says that it computes, or was asked for something long', async () => {
    begin();
    await vi.advanceTimersByTimeAsync(1000);
    newest().busy(true);
    newest().answers = false;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(crashes).toEqual([]);
    newest().busy(false);
    await vi.advanceTimersByTimeAsync(2000);
    expect(crashes).toHaveLength(1);

    await vi.advanceTimersByTimeAsync(1000);
    newest().answers = false;
    void supervisor.call('long', []);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(crashes).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(crashes).toHaveLength(2);
  });
  it('is not taken to hang because this thread or the machine slept', async () => {
    begin();
    await vi.advanceTimersByTimeAsync(1000);
    vi.setSystemTime(Date.now() + 3_600_000);
    await vi.advanceTimersByTimeAsync(350);
    expect(crashes).toEqual([]);
  });
  it('has time to load, but not for ever', async () => {
    newWorkersAnswer = false;
    begin();
    newWorkersAnswer = true;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(crashes).toEqual([]);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(crashes).toMatchObject([{ cause: 'hung', restarted: true }]);
  });
  it('three times in a minute stays stopped and explains, until a person restarts it', async () => {
    begin();
    for (let i = 0; i < 3; i++) newest().fail('unloadable', '');
    expect(crashes.map(({ restarted }) => restarted)).toEqual([true, true, false]);
    expect(crashes[2]?.reason).toContain('3 times within a minute');
    expect(workers).toHaveLength(3);
    expect(workers.every(({ terminated }) => terminated)).toBe(true);
    expect(await supervisor.call('infer', [])).toMatchObject({ error: { code: 'engine-stopped' } });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(workers).toHaveLength(3);
    supervisor.restart();
    expect(await supervisor.call('infer', [5])).toEqual({ ok: true, value: 5 });
    newest().fail('failed', '');
    expect(crashes.at(-1)).toMatchObject({ restarted: true });
  });
  it('now and then is always replaced', async () => {
    begin();
    for (let i = 0; i < 10; i++) {
      newest().fail('failed', '');
      await vi.advanceTimersByTimeAsync(31_000);
    }
    expect(crashes.every(({ restarted }) => restarted)).toBe(true);
  });
});

describe('a new worker', () => {
  it('is told everything before calls reach it', async () => {
    begin({
      prepare: async (call) => {
        await call('mount', ['files']);
        await call('watch', ['nodes']);
      },
    });
    newest().fail('failed', '');
    await supervisor.call('start', []);
    expect(newest().calls.filter((method) => method !== 'ping')).toEqual([
      'mount',
      'watch',
      'start',
    ]);
  });
  it('that breaks down while it is told is replaced too, and calls wait for the next', async () => {
    let round = 0;
    begin({
      prepare: async (call) => {
        if (++round === 2) newest().answers = false;
        await call('mount', [round]);
      },
    });
    newest().fail('failed', '');
    const waiting = supervisor.call('start', [1]);
    await vi.advanceTimersByTimeAsync(0);
    newest().fail('failed', '');
    expect(await waiting).toEqual({ ok: true, value: 1 });
    expect(newest().calls.filter((method) => method !== 'ping')).toEqual(['mount', 'start']);
  });
});
