/** Edits on a clock of the test: when they are written, and that the store then holds document and history whole. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  emptyHistory,
  type History,
  type HistoryStep,
  recordStep,
  redoStep,
  undoStep,
} from '../store/history.ts';
import {
  Backup,
  type BackupTarget,
  type BackupWrite,
  type Clock,
  type Snapshot,
} from './backup.ts';
import { historyOf } from './timeline.ts';

class FakeClock implements Clock {
  time = 0;
  #timers: { readonly at: number; readonly run: () => void }[] = [];
  now = () => this.time;
  after(milliseconds: number, run: () => void) {
    const timer = { at: this.time + milliseconds, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }
  async advance(milliseconds: number) {
    const end = this.time + milliseconds;
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.time = next.at;
      next.run();
      await settled();
    }
    this.time = end;
    await settled();
  }
}
const settled = async () => {
  for (let n = 0; n < 10; n++) await Promise.resolve();
};

/** Does what a write says, as the real store does it. */
class FakeStore implements BackupTarget {
  steps = new Map<number, HistoryStep>();
  last: BackupWrite | null = null;
  writes: { readonly at: number; readonly added: number }[] = [];
  failing = 0;
  readonly #clock: Clock;
  constructor(clock: Clock) {
    this.#clock = clock;
  }
  async write(change: BackupWrite) {
    if (this.failing > 0) {
      this.failing--;
      throw new Error('quota');
    }
    const { from, to } = change.keep;
    for (const number of this.steps.keys())
      if (number < from || number >= to) this.steps.delete(number);
    for (const [index, step] of change.added.entries()) this.steps.set(to + index, step);
    this.last = change;
    this.writes.push({ at: this.#clock.now(), added: change.added.length });
  }
  history(): History {
    const numbers = [...this.steps.keys()].sort((a, b) => a - b);
    const first = numbers[0] ?? 0;
    expect(numbers).toEqual(numbers.map((_, index) => first + index));
    const steps = numbers.flatMap((number) => this.steps.get(number) ?? []);
    return historyOf({ steps, cursor: (this.last?.cursor ?? 0) - first });
  }
}

const project = { name: 'x' } as Snapshot['project'];
const step = (at: number, merge: string | null = null): HistoryStep => ({
  label: { key: `step${at}` },
  patches: [],
  inverse: [],
  merge,
  at,
});
const start: Snapshot = {
  documentId: 'a',
  revision: 1,
  project,
  history: emptyHistory,
  dirty: false,
  binding: null,
};
const edited = (before: Snapshot, at: number, merge: string | null = null): Snapshot => ({
  ...before,
  revision: before.revision + 1,
  dirty: true,
  history: recordStep(before.history, step(at, merge)),
});

function setup() {
  const clock = new FakeClock();
  const store = new FakeStore(clock);
  const failures: unknown[] = [];
  return {
    clock,
    store,
    failures,
    backup: new Backup(store, clock, (error) => failures.push(error)),
  };
}

describe('when it writes', () => {
  it('a new document at once', async () => {
    const { clock, store, backup } = setup();
    backup.observe(start);
    await clock.advance(0);
    expect(store.writes).toEqual([{ at: 0, added: 0 }]);
  });
  it('within a second of the last edit, once for edits that follow each other', async () => {
    const { clock, store, backup } = setup();
    backup.observe(start);
    await clock.advance(10_000);
    let now = start;
    for (let n = 0; n < 3; n++) {
      now = edited(now, n);
      backup.observe(now);
      await clock.advance(300);
    }
    await clock.advance(700);
    expect(store.writes.slice(1)).toEqual([{ at: 11_100, added: 3 }]);
  });
  it('at least every five seconds while edits never pause', async () => {
    const { clock, store, backup } = setup();
    let now = start;
    for (let n = 0; n < 400; n++) {
      now = edited(now, n);
      backup.observe(now);
      await clock.advance(100);
    }
    const times = store.writes.map(({ at }) => at);
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(times.length).toBeGreaterThan(8);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(5_000);
  });
  it('at once when the window is about to go', async () => {
    const { clock, store, backup } = setup();
    backup.observe(start);
    await clock.advance(0);
    backup.observe(edited(start, 1));
    await backup.flush();
    expect(store.history().past).toHaveLength(1);
    await clock.advance(60_000);
    expect(store.writes).toHaveLength(2);
  });
  it('when the file was saved, so that recovery knows', async () => {
    const { clock, store, backup } = setup();
    const now = edited(start, 1);
    backup.observe(now);
    await clock.advance(2_000);
    backup.observe({ ...now, dirty: false });
    await clock.advance(2_000);
    expect(store.last?.snapshot.dirty).toBe(false);
    expect(store.writes.at(-1)?.added).toBe(0);
  });
  it('nothing where nothing changed, and nothing after stop', async () => {
    const { clock, store, backup } = setup();
    backup.observe(start);
    await clock.advance(1_000);
    backup.observe({ ...start });
    await clock.advance(10_000);
    expect(store.writes).toHaveLength(1);
    backup.observe(edited(start, 1));
    await backup.stop();
    await clock.advance(10_000);
    expect(store.writes).toHaveLength(1);
  });
  it('nothing after stop, not even what failed while it was stopped', async () => {
    const { clock, store, failures, backup } = setup();
    store.failing = 1;
    backup.observe(edited(start, 1));
    void backup.flush();
    await backup.stop();
    await clock.advance(20_000);
    expect(failures).toHaveLength(1);
    expect(store.writes).toEqual([]);
  });
  it('edits that come while it is told to write everything', async () => {
    const { store, backup } = setup();
    const now = edited(start, 1);
    backup.observe(now);
    const flushed = backup.flush();
    backup.observe(edited(now, 5_000));
    await flushed;
    expect(store.history().past).toHaveLength(2);
  });
  it('no more often because an edit comes while it writes', async () => {
    const { clock, store, backup } = setup();
    backup.observe(start);
    await clock.advance(0);
    const now = edited(start, 1);
    backup.observe(now);
    const written = clock.advance(500);
    backup.observe(edited(now, 5_000));
    await written;
    expect(store.writes).toHaveLength(2);
    await clock.advance(500);
    expect(store.writes).toHaveLength(3);
  });
  it('again after a failure, and says so each time', async () => {
    const { clock, store, failures, backup } = setup();
    store.failing = 2;
    backup.observe(edited(start, 1));
    await clock.advance(20_000);
    expect(failures).toHaveLength(2);
    expect(store.history().past).toHaveLength(1);
  });
});

describe('what it writes', () => {
  it('only steps that are new', async () => {
    const { store, backup } = setup();
    let now = start;
    for (let n = 0; n < 500; n++) now = edited(now, n);
    backup.observe(now);
    await backup.flush();
    backup.observe(edited(now, 1_000));
    await backup.flush();
    expect(store.writes.map(({ added }) => added)).toEqual([500, 1]);
  });
  it('goes on with what a recovered document already has', async () => {
    const { store, backup } = setup();
    let now = start;
    for (let n = 0; n < 5; n++) now = edited(now, n);
    backup.observe(now);
    await backup.flush();
    const next = new Backup(store, new FakeClock(), () => {});
    next.adopt({ documentId: now.documentId, history: now.history, first: 0 });
    next.observe({ ...now, revision: 1 });
    await next.flush();
    expect(store.writes.at(-1)?.added).toBe(0);
    next.observe(edited(now, 9));
    await next.flush();
    expect(store.writes.at(-1)?.added).toBe(1);
    expect(store.history().past).toHaveLength(6);
  });

  const action = fc.oneof(
    fc.record({ kind: fc.constant('edit' as const), merge: fc.constantFrom(null, 'drag') }),
    fc.record({ kind: fc.constantFrom('undo' as const, 'redo' as const, 'forget' as const) }),
    fc.record({ kind: fc.constant('flush' as const) }),
    fc.record({ kind: fc.constant('fail' as const) }),
  );
  it('is the document and its history, whatever was done', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 60 }), async (actions) => {
        const { clock, store, backup } = setup();
        let now = start;
        for (const [index, done] of actions.entries()) {
          now = { ...now, revision: now.revision + 1 };
          if (done.kind === 'edit') now = edited(now, index * 400, done.merge);
          else if (done.kind === 'undo')
            now = { ...now, history: undoStep(now.history)?.history ?? now.history };
          else if (done.kind === 'redo')
            now = { ...now, history: redoStep(now.history)?.history ?? now.history };
          else if (done.kind === 'forget')
            now = { ...now, history: { ...now.history, past: now.history.past.slice(2) } };
          else if (done.kind === 'fail') store.failing = 1;
          else await backup.flush();
          backup.observe(now);
        }
        await clock.advance(60_000);
        if (actions.length === 0) return;
        expect(store.history()).toEqual(now.history);
        expect(store.last?.snapshot.revision).toBe(now.revision);
      }),
      { numRuns: 300 },
    );
  });
});
