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
  phase,
  RING,
  RING_ENTRIES,
  status,
  task,
} from './control.ts';

export interface DriverOptions {
  readonly threads: number;
  readonly shared: boolean;
  /** Looks at the barrier's word before a thread goes to sleep. */
  readonly spins: number;
}
/** Exports of the driver's instances. */
export interface Driver {
  /** Runs commands from number `cursor` on until one says to return; gives the number of the next command. */
  run(thread: number, cursor: number): number;
  /** Runs the one command at this address (for hosts without shared memory). */
  step(entry: number, thread: number): void;
}

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
  const sleep = module.func(['i32', 'i32'], ['i32'], (f) => writeSleep(f, now));
  const finish = module.func(['i32'], [], writeFinish);
  const arrive = module.func(['i32'], [], (f) => writeArrive(f, options, sleep, finish));
  const unit = module.signature(UNIT_SIGNATURE, []);
  const runPhase = module.func(['i32', 'i32'], [], (f) => writePhase(f, unit));
  const step = module.func(['i32', 'i32'], [], (f) => writeStep(f, runPhase, arrive), 'step');
  module.func(['i32', 'i32'], ['i32'], (f) => writeRun(f, options, sleep, arrive, step), 'run');
  return module.build();
}

const load = (f: FunctionBuilder, address: number) => f.i32(0).memory('i32.atomic.load', address);

/** (address, value) → 1 when it took over 100 µs: sleeps while the word there is `value` and nobody cancels. */
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
  f.call(now).get(start).op('f64.sub').f64(LONG_WAIT_MS).op('f64.gt');
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
 * (entry or 0): the barrier. The last thread resets the unit counter and opens it; with an entry it finishes the
 * command first. The others look a few times, then sleep: with more threads than cores spinning would keep the
 * one that has work from running.
 */
function writeArrive(
  f: FunctionBuilder,
  options: DriverOptions,
  sleep: number,
  finish: number,
): void {
  const entry = 0;
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
  writeSpin(f, options.spins, control.generation, generation, () => f.op('return'));
  f.i32(control.generation).get(generation).call(sleep);
  f.if(() => f.i32(0).i32(1).memory('i32.atomic.rmw.add', control.longWaits).op('drop'));
}

/** Looks at the word at `address` up to `spins` times; `changed` runs as soon as it is not `value`. */
function writeSpin(
  f: FunctionBuilder,
  spins: number,
  address: number,
  value: Local,
  changed: () => void,
): void {
  const left = f.local('i32');
  f.i32(spins).set(left);
  f.loop((again) => {
    load(f, address).get(value).op('i32.ne');
    f.if(changed);
    f.get(left).i32(1).op('i32.sub').tee(left).brIf(again);
  });
  f.release(left);
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

/** (entry, thread): all phases of a command, or none when the session is halted. */
function writeStep(f: FunctionBuilder, runPhase: number, arrive: number): void {
  const [entry, thread] = [0, 1];
  const scratch = f.local('i32');
  const program = f.local('i32');
  const current = f.local('i32');
  const count = f.local('i32');
  // Every thread stores the same address here before it needs it.
  f.i32(0).get(entry).memory('i32.load', command.slot).memory('i32.atomic.store', control.slot);
  load(f, control.scratch).get(thread);
  load(f, control.scratchStride).op('i32.mul').op('i32.add').set(scratch);
  f.get(entry).memory('i32.load', command.descriptor).set(program);
  load(f, control.haltedEpoch).get(entry).memory('i32.load', command.epoch).op('i32.ne');
  f.if((done) => {
    f.get(program).memory('i32.load', descriptor.phases).set(current);
    f.get(program).memory('i32.load', descriptor.phaseCount).tee(count).op('i32.eqz').brIf(done);
    f.loop((next) => {
      f.get(current).get(scratch).call(runPhase);
      f.get(count).i32(1).op('i32.sub').tee(count).op('i32.eqz').brIf(done);
      f.i32(0).call(arrive);
      load(f, control.cancel).if(() => f.op('return'));
      f.get(current).i32(phase.bytes).op('i32.add').set(current).br(next);
    });
  });
  f.get(entry).call(arrive);
}

/** (thread, cursor) → next cursor: waits for commands and runs them. */
function writeRun(
  f: FunctionBuilder,
  options: DriverOptions,
  sleep: number,
  arrive: number,
  step: number,
): void {
  const [thread, cursor] = [0, 1];
  const entry = f.local('i32');
  f.loop((next) => {
    f.block((published) => {
      writeSpin(f, options.spins, control.published, cursor, () => f.br(published));
      f.i32(control.published).get(cursor).call(sleep).op('drop');
    });
    load(f, control.cancel).if(() => f.get(cursor).op('return'));
    f.get(cursor)
      .i32(RING_ENTRIES - 1)
      .op('i32.and')
      .i32(command.bytes)
      .op('i32.mul');
    f.i32(RING).op('i32.add').set(entry);
    f.get(cursor).i32(1).op('i32.add').set(cursor);
    f.get(entry).memory('i32.load', command.descriptor).op('i32.eqz');
    f.if(() => f.get(entry).call(arrive).get(cursor).op('return'));
    f.get(entry).get(thread).call(step);
    f.br(next);
  });
  f.op('unreachable');
}
