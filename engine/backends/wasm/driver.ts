/**
 * Emits the driver module: the loop each compute thread runs. It takes commands from the ring, runs their phases
 * unit by unit with barriers between, copies small outputs and reports completion, without leaving WebAssembly.
 */
import type { FunctionBuilder, Local } from './assembler/function.ts';
import { ModuleBuilder } from './assembler/module.ts';
import {
  command,
  control,
  copy,
  descriptor,
  patience,
  phase,
  RING,
  RING_ENTRIES,
  status,
  THREADS,
  task,
  thread,
} from './control.ts';

export interface DriverOptions {
  readonly threads: number;
  readonly shared: boolean;
}
/** Looks at a word before the clock is asked at all, and between two questions to it. */
const QUICK_LOOKS = 256;
const LOOKS = 1000;
/** A little longer than it takes to wake a thread. */
const SPIN_MS = 0.05;
const BEST_SCORE = 8;
/** Waits that sleep at once after spinning has been in vain. */
const PAUSE = 1024;
const LONG_WAIT_MS = 0.1;
const SLEEP_NS = 1_000_000_000n;
/** Exports of unit functions: (arguments, unit, threadScratch) → (). */
const UNIT_SIGNATURE = ['i32', 'i32', 'i32'] as const;
export function emitDriver(options: DriverOptions): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder({
    memory: { minimum: 1, maximum: 65536, shared: options.shared },
    table: { minimum: 0 },
  });
  const now = module.importFunction('now', [], ['f64']);
  const sleep = module.func(['i32', 'i32'], ['f64'], (f) => writeSleep(f, now));
  const finish = module.func(['i32'], [], writeFinish);
  const wait = module.func(['i32', 'i32', 'i32'], ['i32'], (f) => writeWait(f, now, sleep));
  const arrive = module.func(['i32', 'i32'], [], (f) => writeArrive(f, options, wait, finish));
  const unit = module.signature(UNIT_SIGNATURE, []);
  const runPhase = module.func(['i32', 'i32'], [], (f) => writePhase(f, unit));
  const step = module.func(['i32', 'i32'], [], (f) => writeStep(f, now, runPhase, arrive), 'step');
  module.func(['i32', 'i32'], ['i32'], (f) => writeRun(f, wait, arrive, step), 'run');
  return module.build();
}

const load = (f: FunctionBuilder, address: number) => f.i32(0).memory('i32.atomic.load', address);

/** (address, value) → milliseconds: sleeps while the word there is `value` and nobody cancels. */
function writeSleep(f: FunctionBuilder, now: number): void {
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

/** (entry): what the last thread does when a command's work is done. */
function writeFinish(f: FunctionBuilder): void {
  const entry = 0;
  const program = f.local('i32');
  const list = f.local('i32');
  const count = f.local('i32');
  f.get(entry).memory('i32.load', command.descriptor).tee(program).op('i32.eqz');
  f.if(() => f.op('return'));
  load(f, control.haltedEpoch).get(entry).memory('i32.load', command.epoch).op('i32.eq');
  f.if(() => {
    f.get(entry).i32(status.skipped).memory('i32.store', command.status);
    f.op('return');
  });
  f.get(program).memory('i32.load', descriptor.copies).set(list);
  f.get(program).memory('i32.load', descriptor.copyCount).set(count);
  f.block((exit) =>
    f.loop((again) => {
      f.get(count).op('i32.eqz').brIf(exit);
      f.get(entry).memory('i32.load', command.slot);
      f.get(list).memory('i32.load', copy.slotOffset).op('i32.add');
      f.get(list).memory('i32.load', copy.from);
      f.get(list).memory('i32.load', copy.length).memoryCopy();
      f.get(list).i32(copy.bytes).op('i32.add').set(list);
      f.get(count).i32(1).op('i32.sub').set(count).br(again);
    }),
  );
  f.get(program).memory('i32.load', descriptor.halt).tee(list);
  f.if(() => {
    f.get(list).memory('i32.load8_u').op('i32.eqz');
    f.if(() => {
      f.i32(0).get(entry).memory('i32.load', command.epoch);
      f.memory('i32.atomic.store', control.haltedEpoch);
    });
  });
  f.get(entry).i32(status.done).memory('i32.store', command.status);
}

/**
 * (address, value, notes) → 1 when it slept over 100 µs: waits until the word is no longer `value`.
 *
 * Waking a sleeper takes 10–30 µs, so a thread spins for a little longer than that first. But where threads outnumber
 * cores, or the system put two on one, spinning keeps the thread that has work from running: then the word changes
 * as soon as the spinner sleeps, time after time, and for a while it sleeps at once.
 */
function writeWait(f: FunctionBuilder, now: number, sleep: number): void {
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
        f.call(now).get(start).op('f64.sub').f64(SPIN_MS).op('f64.lt').brIf(longer);
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
 * (entry or 0, notes): the barrier. The last thread resets the unit counter and opens it; with an entry it finishes
 * the command first.
 */
function writeArrive(f: FunctionBuilder, options: DriverOptions, wait: number, finish: number) {
  const [entry, notes] = [0, 1];
  const generation = f.local('i32');
  load(f, control.generation).set(generation);
  f.i32(0).i32(1).memory('i32.atomic.rmw.add', control.arrived);
  f.i32(options.threads - 1).op('i32.eq');
  f.if(() => {
    f.get(entry).if(() => f.get(entry).call(finish));
    f.i32(0).i32(0).memory('i32.atomic.store', control.units);
    f.i32(0).i32(0).memory('i32.atomic.store', control.arrived);
    f.i32(0).get(generation).i32(1).op('i32.add').memory('i32.atomic.store', control.generation);
    load(f, control.sleepers);
    f.if(() => f.i32(0).i32(-1).memory('memory.atomic.notify', control.generation).op('drop'));
    f.get(entry).if(() => {
      f.i32(0).i32(1).memory('i32.atomic.rmw.add', control.completed).op('drop');
      f.i32(0).i32(-1).memory('memory.atomic.notify', control.completed).op('drop');
    });
    f.op('return');
  });
  f.i32(control.generation).get(generation);
  f.get(notes).i32(thread.barrier).op('i32.add').call(wait);
  f.if(() => f.i32(0).i32(1).memory('i32.atomic.rmw.add', control.longWaits).op('drop'));
}

/** (phase, threadScratch): takes units from the counter, over the phase's tasks in a row, until none is left. */
function writePhase(f: FunctionBuilder, signature: number): void {
  const [address, scratch] = [0, 1];
  const current = f.local('i32');
  const begin = f.local('i32');
  const unit = f.local('i32');
  const units = f.local('i32');
  f.get(address).memory('i32.load', phase.tasks).set(current);
  f.get(address).memory('i32.load', phase.units).set(units);
  f.i32(0).set(begin);
  f.loop((next) => {
    f.i32(0).i32(1).memory('i32.atomic.rmw.add', control.units).tee(unit);
    f.get(units)
      .op('i32.ge_u')
      .if(() => f.op('return'));
    f.block((found) =>
      f.loop((again) => {
        f.get(unit).get(current).memory('i32.load', task.end).op('i32.lt_u').brIf(found);
        f.get(current).memory('i32.load', task.end).set(begin);
        f.get(current).i32(task.bytes).op('i32.add').set(current).br(again);
      }),
    );
    f.get(current).memory('i32.load', task.arguments);
    f.get(unit).get(begin).op('i32.sub');
    f.get(scratch);
    f.get(current).memory('i32.load', task.function).callIndirect(signature);
    f.br(next);
  });
}

/**
 * (entry, number of the thread): all phases of a command, or none when the session is halted. Thread 0 takes the
 * time, by its own clock alone: those of different threads have different origins.
 */
function writeStep(f: FunctionBuilder, now: number, runPhase: number, arrive: number): void {
  const [entry, number] = [0, 1];
  const began = f.local('f64');
  const scratch = f.local('i32');
  const notes = f.local('i32');
  const program = f.local('i32');
  const current = f.local('i32');
  const count = f.local('i32');
  // Every thread stores the same address here before it needs it.
  f.i32(0).get(entry).memory('i32.load', command.slot).memory('i32.atomic.store', control.slot);
  writeNotes(f, number, notes);
  f.get(number)
    .op('i32.eqz')
    .if(() => f.call(now).set(began));
  load(f, control.scratch).get(number);
  load(f, control.scratchStride).op('i32.mul').op('i32.add').set(scratch);
  f.get(entry).memory('i32.load', command.descriptor).set(program);
  load(f, control.haltedEpoch).get(entry).memory('i32.load', command.epoch).op('i32.ne');
  f.if((done) => {
    f.get(program).memory('i32.load', descriptor.phases).set(current);
    f.get(program).memory('i32.load', descriptor.phaseCount).tee(count).op('i32.eqz').brIf(done);
    f.loop((next) => {
      f.get(current).get(scratch).call(runPhase);
      f.get(count).i32(1).op('i32.sub').tee(count).op('i32.eqz').brIf(done);
      f.i32(0).get(notes).call(arrive);
      load(f, control.cancel).if(() => f.op('return'));
      f.get(current).i32(phase.bytes).op('i32.add').set(current).br(next);
    });
  });
  f.get(number).op('i32.eqz');
  f.if(() => f.get(entry).call(now).get(began).op('f64.sub').memory('f64.store', command.took));
  f.get(entry).get(notes).call(arrive);
}

/** Address of a thread's notes. */
function writeNotes(f: FunctionBuilder, number: Local, notes: Local): void {
  f.get(number).i32(thread.bytes).op('i32.mul').i32(THREADS).op('i32.add').set(notes);
}

/** (number of the thread, cursor) → next cursor: waits for commands and runs them. */
function writeRun(f: FunctionBuilder, wait: number, arrive: number, step: number): void {
  const [number, cursor] = [0, 1];
  const entry = f.local('i32');
  const notes = f.local('i32');
  writeNotes(f, number, notes);
  f.loop((next) => {
    f.i32(control.published).get(cursor);
    f.get(notes).i32(thread.command).op('i32.add').call(wait).op('drop');
    load(f, control.cancel).if(() => f.get(cursor).op('return'));
    f.get(cursor)
      .i32(RING_ENTRIES - 1)
      .op('i32.and')
      .i32(command.bytes)
      .op('i32.mul');
    f.i32(RING).op('i32.add').set(entry);
    f.get(cursor).i32(1).op('i32.add').set(cursor);
    f.get(entry).memory('i32.load', command.descriptor).op('i32.eqz');
    f.if(() => f.get(entry).get(notes).call(arrive).get(cursor).op('return'));
    f.get(entry).get(number).call(step);
    f.br(next);
  });
  f.op('unreachable');
}
