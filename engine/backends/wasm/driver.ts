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
  THREADS,
  thread,
} from './control.ts';
import { IDLE, writeCharge } from './ledger.ts';
import { resetTaken, writePhase } from './sharing.ts';
import { countCompleted, load, writeArrive, writeSleep, writeWait } from './waiting.ts';

export interface DriverOptions {
  readonly threads: number;
  readonly shared: boolean;
  /** There are more threads than cores. */
  readonly crowded: boolean;
  /** Every thread keeps a ledger of its time; nothing of that is in a driver without. */
  readonly profile: boolean;
}

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
  const wait = module.func(['i32', 'i32', 'i32'], ['i32'], (f) =>
    writeWait(f, options, now, sleep),
  );
  const arrive = module.func(['i32', 'i32'], [], (f) => writeArrive(f, options, wait, finish));
  const unit = module.signature(UNIT_SIGNATURE, []);
  const charge = options.profile
    ? module.func(['i32', 'i32'], [], (f) => writeCharge(f, now))
    : null;
  const runPhase = module.func(['i32', 'i32', 'i32', 'i32', 'i32'], [], (f) =>
    writePhase(f, options.threads, unit, charge),
  );
  const step = module.func(
    ['i32', 'i32'],
    [],
    (f) => writeStep(f, options, now, { runPhase, arrive, finish, charge }),
    'step',
  );
  module.func(['i32', 'i32'], ['i32'], (f) => writeRun(f, wait, arrive, step), 'run');
  return module.build();
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

interface StepFunctions {
  readonly runPhase: number;
  readonly arrive: number;
  readonly finish: number;
  readonly charge: number | null;
}

/**
 * (entry, number of the thread): all phases of a command, or none when the session is halted. Thread 0 takes the
 * time, by its own clock alone: those of different threads have different origins.
 */
function writeStep(
  f: FunctionBuilder,
  { threads }: DriverOptions,
  now: number,
  { runPhase, arrive, finish, charge }: StepFunctions,
): void {
  const [entry, number] = [0, 1];
  const ledger = f.local('i32');
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
  // What passed since the last mark was the barrier of the current phase, or idleness before the first.
  const chargeWait = () => {
    if (charge === null) return;
    f.get(notes).get(ledger);
    f.get(current).memory('i32.load', phase.account).i32(IDLE).get(current).op('select');
    f.op('i32.add').call(charge);
  };
  if (charge !== null) {
    f.get(program).memory('i32.load', descriptor.ledger).get(number);
    f.get(program).memory('i32.load', descriptor.ledgerStride).op('i32.mul');
    f.op('i32.add').set(ledger);
    chargeWait();
  }
  load(f, control.haltedEpoch).get(entry).memory('i32.load', command.epoch).op('i32.ne');
  f.if((done) => {
    f.get(program).memory('i32.load', descriptor.phases).set(current);
    f.get(program).memory('i32.load', descriptor.phaseCount).tee(count).op('i32.eqz').brIf(done);
    f.loop((next) => {
      f.get(current).get(number).get(scratch).get(notes).get(ledger).call(runPhase);
      f.get(count).i32(1).op('i32.sub').tee(count).op('i32.eqz').brIf(done);
      f.get(entry).memory('i32.load', command.solo);
      f.if(
        () => resetTaken(f, threads),
        () => f.i32(0).get(notes).call(arrive),
      );
      chargeWait();
      load(f, control.cancel).if(() => f.op('return'));
      f.get(current).i32(phase.bytes).op('i32.add').set(current).br(next);
    });
  });
  f.get(number).op('i32.eqz');
  f.if(() => f.get(entry).call(now).get(began).op('f64.sub').memory('f64.store', command.took));
  f.get(entry).memory('i32.load', command.solo);
  f.if(
    () => {
      f.get(entry).call(finish);
      resetTaken(f, threads);
      countCompleted(f);
    },
    () => f.get(entry).get(notes).call(arrive),
  );
  chargeWait();
}

/** Address of a thread's notes. */
function writeNotes(f: FunctionBuilder, number: Local, notes: Local): void {
  f.get(number).i32(thread.bytes).op('i32.mul').i32(THREADS).op('i32.add').set(notes);
}

/**
 * (number of the thread, cursor) → next cursor: waits for commands and runs them. Threads but the first sleep through
 * commands that are the first one's alone, and begin another when all before it are done.
 */
function writeRun(f: FunctionBuilder, wait: number, arrive: number, step: number): void {
  const [number, cursor] = [0, 1];
  const entry = f.local('i32');
  const notes = f.local('i32');
  const completed = f.local('i32');
  const waitForCommand = () => f.get(notes).i32(thread.command).op('i32.add').call(wait).op('drop');
  const leaveIfCancelled = () => load(f, control.cancel).if(() => f.get(cursor).op('return'));
  writeNotes(f, number, notes);
  f.loop((next) => {
    f.i32(control.publishedToAll).i32(control.published).get(number).op('select').get(cursor);
    waitForCommand();
    leaveIfCancelled();
    f.get(number).if(() => {
      // At most a ring's half lies between the last completed command and the one that is waited for.
      load(f, control.completed).tee(completed).get(cursor).op('i32.sub').i32(0).op('i32.gt_s');
      f.if(() => f.get(completed).set(cursor));
    });
    f.get(cursor)
      .i32(RING_ENTRIES - 1)
      .op('i32.and')
      .i32(command.bytes)
      .op('i32.mul');
    f.i32(RING).op('i32.add').set(entry);
    f.get(number).if(() => {
      f.get(entry).memory('i32.load', command.solo);
      f.if(() => f.get(cursor).i32(1).op('i32.add').set(cursor).br(next));
      f.block((done) =>
        f.loop((again) => {
          load(f, control.completed).tee(completed).get(cursor).op('i32.eq').brIf(done);
          f.i32(control.completed).get(completed);
          waitForCommand();
          leaveIfCancelled();
          f.br(again);
        }),
      );
    });
    f.get(cursor).i32(1).op('i32.add').set(cursor);
    f.get(entry).memory('i32.load', command.descriptor).op('i32.eqz');
    f.if(() => f.get(entry).get(notes).call(arrive).get(cursor).op('return'));
    f.get(entry).get(number).call(step);
    f.br(next);
  });
  f.op('unreachable');
}
