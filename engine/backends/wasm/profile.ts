/** A compiled Program and its threads' ledgers come in; what each task and each barrier took so far goes out. */
import type { ProgramProfile } from '../types.ts';
import type { CompiledProgram, PlacedTask } from './compiled.ts';
import { readLedger } from './ledger.ts';
import type { SessionMemory } from './memory.ts';

/** `ledger`: address of thread 0's. */
export function profileOf(
  compiled: CompiledProgram,
  memory: SessionMemory,
  ledger: number,
  threads: number,
): ProgramProfile {
  const { idle, tasks, barriers } = readLedger(memory, ledger, threads, compiled);
  return {
    kernels: compiled.described,
    tasks: compiled.phases.flatMap((phase, p) =>
      phase.map((number, row) => {
        const { kernels, key, units } = compiled.tasks[number] as PlacedTask;
        return { kernels, key, phase: p, units, milliseconds: tasks[p]?.[row] ?? [] };
      }),
    ),
    barriers,
    idle,
  };
}
