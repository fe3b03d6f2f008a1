/**
 * Where the time of a loaded Program went: each thread adds milliseconds to accounts of its own while it runs, and
 * what stands in the accounts of all threads comes out.
 */
import type { FunctionBuilder } from './assembler/function.ts';
import type { CompiledProgram } from './compiled.ts';
import { thread } from './control.ts';
import { align } from './heap.ts';
import type { SessionMemory } from './memory.ts';

/** The account of waiting for a command. */
export const IDLE = 0;
const ACCOUNT_BYTES = 8;

/** Milliseconds since the session began; arrays hold one number for each thread. */
export interface LedgerReading {
  readonly idle: readonly number[];
  /** Of each row of each phase: its task's units. */
  readonly tasks: readonly (readonly (readonly number[])[])[];
  /** Of each phase: waiting for the other threads after it. */
  readonly barriers: readonly (readonly number[])[];
}

/** Byte offsets in a thread's ledger: idleness, then the tasks of all phases in a row, then the phases. */
export class LedgerLayout {
  /** From one thread's ledger to the next one's. */
  readonly stride: number;
  private readonly rows: number;

  constructor({ phases }: Pick<CompiledProgram, 'phases'>) {
    this.rows = phases.reduce((total, tasks) => total + tasks.length, 0);
    this.stride = align((1 + this.rows + phases.length) * ACCOUNT_BYTES);
  }
  /** Of the task in this row, counted over all phases. */
  task(row: number): number {
    return (1 + row) * ACCOUNT_BYTES;
  }
  phase(index: number): number {
    return (1 + this.rows + index) * ACCOUNT_BYTES;
  }
}

/**
 * Reads the ledgers at `address`. A step that is just over may still lack the wait at its last barrier, which the
 * threads enter after they have reported it done.
 */
export function readLedger(
  memory: SessionMemory,
  address: number,
  threads: number,
  { phases }: Pick<CompiledProgram, 'phases'>,
): LedgerReading {
  const layout = new LedgerLayout({ phases });
  const accounts = new Float64Array(
    memory.memory.buffer,
    address,
    (layout.stride * threads) / ACCOUNT_BYTES,
  );
  const read = (offset: number) =>
    Array.from(
      { length: threads },
      (_, t) => accounts[(t * layout.stride + offset) / ACCOUNT_BYTES] as number,
    );
  let row = 0;
  return {
    idle: read(IDLE),
    tasks: phases.map((tasks) => tasks.map(() => read(layout.task(row++)))),
    barriers: phases.map((_, index) => read(layout.phase(index))),
  };
}

/** (notes, address of an account): what has passed since the thread's last mark goes there, and now is the mark. */
export function writeCharge(f: FunctionBuilder, now: number): void {
  const [notes, account] = [0, 1];
  const time = f.local('f64');
  f.call(now).set(time);
  f.get(account).get(account).memory('f64.load');
  f.get(time).get(notes).memory('f64.load', thread.mark).op('f64.sub').op('f64.add');
  f.memory('f64.store');
  f.get(notes).get(time).memory('f64.store', thread.mark);
}
