/**
 * Emits how threads share the units of a phase: each works off its own part of every task, the same part in task after
 * task, so that it finds in its core's caches what it wrote before; then it helps the others with what they have left.
 */
import type { FunctionBuilder } from './assembler/function.ts';
import { phase, THREADS, task, thread } from './control.ts';

/** How many units of thread 0's part are taken. */
const TAKEN = THREADS + thread.taken;

/**
 * (phase, number of the thread, threadScratch, notes, ledger): runs units until every thread's part is taken.
 * Thread t's part of a task of n units is [⌊tn/threads⌋, ⌊(t+1)n/threads⌋); one counter a thread runs through all tasks.
 */
export function writePhase(
  f: FunctionBuilder,
  threads: number,
  signature: number,
  charge: number | null,
): void {
  const [address, number, scratch, notes, ledger] = [0, 1, 2, 3, 4];
  const running = charge === null ? 0 : f.local('i32');
  const chargeRunning = () => {
    if (charge === null) return;
    f.get(running).if(() => {
      f.get(notes).get(ledger).get(running).memory('i32.load', task.account).op('i32.add');
      f.call(charge);
    });
  };
  const [owner, left, counter] = [f.local('i32'), f.local('i32'), f.local('i32')];
  const [current, begin, units] = [f.local('i32'), f.local('i32'), f.local('i32')];
  // Of the owner's part of the current task: its first unit; the counter where it begins and where it ends.
  const [unit, from, to, taken] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
  const share = (beyond: number) =>
    f.get(owner).i32(beyond).op('i32.add').get(units).op('i32.mul').i32(threads).op('i32.div_u');
  const enterTask = () => {
    f.get(current).memory('i32.load', task.end).get(begin).op('i32.sub').set(units);
    share(0).set(unit);
    f.get(to).tee(from);
    share(1).op('i32.add').get(unit).op('i32.sub').set(to);
  };
  f.get(number).set(owner).i32(threads).set(left);
  f.loop((nextOwner) => {
    f.get(owner).i32(thread.bytes).op('i32.mul').set(counter);
    f.get(address).memory('i32.load', phase.tasks).set(current);
    f.i32(0).tee(begin).set(to);
    enterTask();
    f.block((exhausted) =>
      f.loop((nextUnit) => {
        f.get(counter).i32(1).memory('i32.atomic.rmw.add', TAKEN).set(taken);
        f.block((found) =>
          f.loop((nextTask) => {
            f.get(taken).get(to).op('i32.lt_u').brIf(found);
            f.get(current).memory('i32.load', task.end).tee(begin);
            f.get(address).memory('i32.load', phase.units).op('i32.ge_u').brIf(exhausted);
            f.get(current).i32(task.bytes).op('i32.add').set(current);
            enterTask();
            f.br(nextTask);
          }),
        );
        if (charge !== null) {
          f.get(current).get(running).op('i32.ne');
          f.if(() => {
            chargeRunning();
            f.get(current).set(running);
          });
        }
        f.get(current).memory('i32.load', task.arguments);
        f.get(taken).get(from).op('i32.sub').get(unit).op('i32.add');
        f.get(scratch);
        f.get(current).memory('i32.load', task.function).callIndirect(signature);
        f.br(nextUnit);
      }),
    );
    f.get(owner).i32(1).op('i32.add').i32(threads).op('i32.rem_u').set(owner);
    f.get(left).i32(1).op('i32.sub').tee(left).brIf(nextOwner);
  });
  chargeRunning();
}

/** Nothing of the next phase is taken; while no thread takes any. */
export function resetTaken(f: FunctionBuilder, threads: number): void {
  for (let t = 0; t < threads; t++)
    f.i32(t * thread.bytes)
      .i32(0)
      .memory('i32.atomic.store', TAKEN);
}
