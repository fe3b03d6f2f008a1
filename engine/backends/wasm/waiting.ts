/**
 * Writes the driver's functions for waiting: sleeping on a word, spinning before that as long as it pays, and the
 * barrier between phases.
 */
import type { FunctionBuilder } from './assembler/function.ts';
import { control, patience, thread } from './control.ts';
import { resetTaken } from './sharing.ts';

/** Looks at a word before the clock is asked at all, and between two questions to it. */
const QUICK_LOOKS = 256;
const LOOKS = 1000;
/**
 * Longer than the ends of most phases lie apart: waking a thread takes 10–100 µs, and the system may then put two of
 * them on one core for a while (4 % of a step of ResNet-20). Where threads outnumber cores, whoever spins keeps
 * another from working: little longer than waking takes (a third of a step with three threads on two cores).
 */
const SPIN_MS = 0.5;
const CROWDED_SPIN_MS = 0.05;
const BEST_SCORE = 8;
/** Waits that sleep at once after spinning has been in vain. */
const PAUSE = 1024;
const LONG_WAIT_MS = 0.1;
const SLEEP_NS = 1_000_000_000n;

/** A control word. */
export const load = (f: FunctionBuilder, address: number) =>
  f.i32(0).memory('i32.atomic.load', address);

/** (address, value) → milliseconds: sleeps while the word there is `value` and nobody cancels. */
export function writeSleep(f: FunctionBuilder, now: number): void {
  const [address, value] = [0, 1];
  const start = f.local('f64');
  f.call(now).set(start);
  f.i32(0).i32(1).memory('i32.atomic.rmw.add', control.sleepers).op('drop');
  f.loop((again) => {
    f.get(address).get(value).i64(SLEEP_NS).memory('memory.atomic.wait32').op('drop');
    f.get(address).memory('i32.atomic.load').get(value).op('i32.eq');
    load(f, control.cancel).op('i32.eqz').op('i32.and').brIf(again);
  });
  f.i32(0).i32(1).memory('i32.atomic.rmw.sub', control.sleepers).op('drop');
  f.call(now).get(start).op('f64.sub');
}

/**
 * (address, value, notes) → 1 when it slept over 100 µs: waits until the word is no longer `value`.
 *
 * A thread spins first. But where threads outnumber cores, or the system put two on one, spinning keeps the thread
 * that has work from running: then the word changes as soon as the spinner sleeps, time after time, and for a while it
 * sleeps at once.
 */
export function writeWait(
  f: FunctionBuilder,
  { crowded }: { readonly crowded: boolean },
  now: number,
  sleep: number,
): void {
  const [address, value, notes] = [0, 1, 2];
  const left = f.local('i32');
  const score = f.local('i32');
  const pause = f.local('i32');
  const start = f.local('f64');
  const slept = f.local('f64');
  const look = (times: number, changed: () => void) => {
    f.i32(times).set(left);
    f.loop((again) => {
      f.get(address).memory('i32.atomic.load').get(value).op('i32.ne').if(changed);
      f.get(left).i32(1).op('i32.sub').tee(left).brIf(again);
    });
  };
  look(QUICK_LOOKS, () => f.i32(0).op('return'));
  f.get(notes).memory('i32.load', patience.score).set(score);
  f.get(notes).memory('i32.load', patience.pause).tee(pause);
  f.if(
    () => f.get(notes).get(pause).i32(1).op('i32.sub').memory('i32.store', patience.pause),
    () => {
      f.call(now).set(start);
      f.loop((longer) => {
        look(LOOKS, () => {
          f.get(notes).get(score).get(score).i32(BEST_SCORE).op('i32.lt_s').op('i32.add');
          f.memory('i32.store', patience.score).i32(0).op('return');
        });
        f.call(now)
          .get(start)
          .op('f64.sub')
          .f64(crowded ? CROWDED_SPIN_MS : SPIN_MS)
          .op('f64.lt')
          .brIf(longer);
      });
    },
  );
  f.get(address).get(value).call(sleep).set(slept);
  f.get(slept).f64(LONG_WAIT_MS).op('f64.lt').get(pause).op('i32.eqz').op('i32.and');
  f.if(() => {
    f.get(notes).get(score).i32(2).op('i32.sub').tee(score).memory('i32.store', patience.score);
    f.get(score).i32(-BEST_SCORE).op('i32.lt_s');
    f.if(() => {
      f.get(notes).i32(0).memory('i32.store', patience.score);
      f.get(notes).i32(PAUSE).memory('i32.store', patience.pause);
    });
  });
  f.get(slept).f64(LONG_WAIT_MS).op('f64.gt');
}

/**
 * (entry or 0, notes): the barrier. The last thread resets the counters of units and opens it; with an entry it finishes
 * the command first.
 */
export function writeArrive(
  f: FunctionBuilder,
  options: { readonly threads: number },
  wait: number,
  finish: number,
): void {
  const [entry, notes] = [0, 1];
  const generation = f.local('i32');
  load(f, control.generation).set(generation);
  f.i32(0).i32(1).memory('i32.atomic.rmw.add', control.arrived);
  f.i32(options.threads - 1).op('i32.eq');
  f.if(() => {
    f.get(entry).if(() => f.get(entry).call(finish));
    resetTaken(f, options.threads);
    f.i32(0).i32(0).memory('i32.atomic.store', control.arrived);
    f.i32(0).get(generation).i32(1).op('i32.add').memory('i32.atomic.store', control.generation);
    load(f, control.sleepers);
    f.if(() => f.i32(0).i32(-1).memory('memory.atomic.notify', control.generation).op('drop'));
    f.get(entry).if(() => countCompleted(f));
    f.op('return');
  });
  f.i32(control.generation).get(generation);
  f.get(notes).i32(thread.barrier).op('i32.add').call(wait);
  f.if(() => f.i32(0).i32(1).memory('i32.atomic.rmw.add', control.longWaits).op('drop'));
}

/** A command is done: whoever waits for that hears of it. */
export function countCompleted(f: FunctionBuilder): void {
  f.i32(0).i32(1).memory('i32.atomic.rmw.add', control.completed).op('drop');
  f.i32(0).i32(-1).memory('memory.atomic.notify', control.completed).op('drop');
}
