/** Writes a compiled Program's descriptor, phases, tasks, argument blocks and constants into memory. */
import { invariant } from '../../util/errors.ts';
import type { CompiledProgram, Place, PlacedTask, Word } from './compiled.ts';
import { copy, descriptor, phase, task } from './control.ts';
import { align } from './heap.ts';
import { LedgerLayout } from './ledger.ts';
import { elementsOf, type SessionMemory } from './memory.ts';

/** Address of each region, now. */
export interface Bases {
  readonly arena: number;
  readonly state: number;
  readonly constants: number;
}

/** Byte offsets inside a Program's tables. */
export interface TableLayout {
  readonly phases: number;
  readonly tasks: number;
  readonly copies: number;
  /** Of each task. */
  readonly arguments: readonly number[];
  /** Of thread 0's ledger; null where none are kept. */
  readonly ledger: number | null;
  readonly bytes: number;
}

/** `ledgers`: how many threads keep one. */
export function layOutTables(compiled: CompiledProgram, ledgers = 0): TableLayout {
  let top: number = descriptor.bytes;
  const place = (bytes: number) => {
    const offset = top;
    top = align(top + bytes);
    return offset;
  };
  return {
    phases: place(compiled.phases.length * phase.bytes),
    tasks: place(compiled.tasks.length * task.bytes),
    copies: place(compiled.smallOutputs.length * copy.bytes),
    arguments: compiled.tasks.map(({ words }) => place(words.length * 4)),
    ledger: ledgers === 0 ? null : place(new LedgerLayout(compiled).stride * ledgers),
    bytes: top,
  };
}

/** (Re)writes the tables at `address`; `functions` gives the table index of a task's key. */
export function writeTables(
  memory: SessionMemory,
  compiled: CompiledProgram,
  layout: TableLayout,
  address: number,
  bases: Bases,
  functions: ReadonlyMap<string, number>,
): void {
  const words = memory.words();
  const set = (byte: number, value: number) => {
    words[byte >> 2] = value;
  };
  const at = ({ region, offset }: Place) => bases[region] + offset;
  const blockOf = (index: number) => address + (layout.arguments[index] as number);
  const functionOf = (key: string) => {
    const index = functions.get(key);
    invariant(index !== undefined, `the function ${key} is loaded`);
    return index;
  };
  const resolve = (word: Word) => {
    switch (word.region) {
      case 'none':
        return word.bits;
      case 'function':
        return functionOf(word.key);
      case 'task':
        return blockOf(word.index);
      default:
        return at(word);
    }
  };

  set(address + descriptor.phases, address + layout.phases);
  set(address + descriptor.phaseCount, compiled.phases.length);
  set(address + descriptor.copies, address + layout.copies);
  set(address + descriptor.copyCount, compiled.smallOutputs.length);
  set(address + descriptor.halt, compiled.halt ? at(compiled.halt) : 0);

  const ledger = new LedgerLayout(compiled);
  set(address + descriptor.ledger, layout.ledger === null ? 0 : address + layout.ledger);
  set(address + descriptor.ledgerStride, ledger.stride);

  compiled.tasks.forEach((each, index) => {
    each.words.forEach((word, i) => {
      set(blockOf(index) + i * 4, resolve(word));
    });
  });
  let row = address + layout.tasks;
  let rows = 0;
  compiled.phases.forEach((tasks, index) => {
    const entry = address + layout.phases + index * phase.bytes;
    set(entry + phase.tasks, row);
    set(entry + phase.account, ledger.phase(index));
    let end = 0;
    for (const number of tasks) {
      const { key, units } = compiled.tasks[number] as PlacedTask;
      end += units;
      set(row + task.function, functionOf(key));
      set(row + task.arguments, blockOf(number));
      set(row + task.end, end);
      set(row + task.account, ledger.task(rows++));
      row += task.bytes;
    }
    set(entry + phase.units, end);
  });
  compiled.smallOutputs.forEach(({ from, slotOffset, bytes }, index) => {
    const entry = address + layout.copies + index * copy.bytes;
    set(entry + copy.from, at(from));
    set(entry + copy.slotOffset, slotOffset);
    set(entry + copy.length, bytes);
  });
}

export function writeConstants(
  memory: SessionMemory,
  compiled: CompiledProgram,
  address: number,
): void {
  for (const { type, offset, data } of compiled.constants) {
    const view = memory.view(type.dtype, address + offset, elementsOf(type.shape));
    if (data.length === 1) view.fill(data[0] as number);
    else view.set(data);
  }
}
