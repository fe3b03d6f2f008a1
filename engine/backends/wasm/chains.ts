/**
 * Phases come in; phases out in which every run of small ones has become one task that a single thread works off,
 * because sharing them out would take longer than doing them.
 */
import type { ModuleBuilder } from './assembler/module.ts';
import type { PlacedTask, Word } from './compiled.ts';

/** A phase up to this long is small; a barrier costs a good part of it. */
const SMALL_MICROSECONDS = 8;

export interface Scheduled {
  readonly tasks: readonly PlacedTask[];
  readonly phases: readonly (readonly number[])[];
}

/** `microseconds`: estimated time of a task on one thread. A phase of a single unit is small, however long. */
export function chainSmallPhases(
  { tasks, phases }: Scheduled,
  microseconds: (task: number) => number,
): Scheduled {
  const all = [...tasks];
  const merged: (readonly number[])[] = [];
  let run: (readonly number[])[] = [];
  const flush = () => {
    if (run.length > 1) merged.push([all.push(chainOf(run.flat(), tasks)) - 1]);
    else merged.push(...run);
    run = [];
  };
  for (const phase of phases) {
    if (isSmall(phase, tasks, microseconds)) {
      run.push(phase);
      continue;
    }
    flush();
    merged.push(phase);
  }
  flush();
  return { tasks: all, phases: merged };
}

function isSmall(
  phase: readonly number[],
  tasks: readonly PlacedTask[],
  microseconds: (task: number) => number,
): boolean {
  const units = phase.reduce((total, index) => total + (tasks[index]?.units ?? 0), 0);
  const time = phase.reduce((total, index) => total + microseconds(index), 0);
  return units === 1 || time <= SMALL_MICROSECONDS;
}

/** Argument block: the number of links, then of each its function, argument block and units. */
const [FUNCTION, ARGUMENTS, UNITS, LINK_BYTES] = [0, 4, 8, 12];

function chainOf(links: readonly number[], tasks: readonly PlacedTask[]): PlacedTask {
  const words: Word[] = [{ region: 'none', bits: links.length }];
  for (const index of links) {
    const { key, units } = tasks[index] as PlacedTask;
    words.push(
      { region: 'function', key },
      { region: 'task', index },
      { region: 'none', bits: units },
    );
  }
  const linked = links.map((index) => tasks[index] as PlacedTask);
  return {
    key: 'chain',
    write: writeChain,
    words,
    units: 1,
    threadScratchBytes: linked.reduce((most, t) => Math.max(most, t.threadScratchBytes), 0),
    flops: linked.reduce((total, { flops }) => total + flops, 0),
    origins: [...new Set(linked.flatMap(({ origins }) => origins))],
    kernels: [...new Set(linked.flatMap(({ kernels }) => kernels))],
  };
}

function writeChain(module: ModuleBuilder): number {
  const signature = module.signature(['i32', 'i32', 'i32'], []);
  return module.func(['i32', 'i32', 'i32'], [], (f) => {
    const [block, , scratch] = [0, 1, 2];
    const left = f.local('i32');
    const unit = f.local('i32');
    f.get(block).memory('i32.load').set(left);
    f.get(block).i32(4).op('i32.add').set(block);
    f.loop((nextLink) => {
      f.i32(0).set(unit);
      f.loop((nextUnit) => {
        f.get(block).memory('i32.load', ARGUMENTS).get(unit).get(scratch);
        f.get(block).memory('i32.load', FUNCTION).callIndirect(signature);
        f.get(unit).i32(1).op('i32.add').tee(unit);
        f.get(block).memory('i32.load', UNITS).op('i32.lt_u').brIf(nextUnit);
      });
      f.get(block).i32(LINK_BYTES).op('i32.add').set(block);
      f.get(left).i32(1).op('i32.sub').tee(left).brIf(nextLink);
    });
  });
}
