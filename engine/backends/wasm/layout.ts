/**
 * Where everything of a session lies: state at fixed addresses, tables and constants of each Program, the slots,
 * private scratch of the threads, and one arena that all Programs use in turn and that may move between steps.
 */
import { NetloomError } from '../../util/errors.ts';
import type { StateSpec } from '../types.ts';
import type { CompiledProgram } from './compiled.ts';
import { control } from './control.ts';
import { align } from './heap.ts';
import { bytesOf, MemoryFull, type SessionMemory } from './memory.ts';
import { SlotPool } from './slots.ts';
import {
  type Bases,
  layOutTables,
  type TableLayout,
  writeConstants,
  writeTables,
} from './tables.ts';

interface LoadedProgram {
  readonly compiled: CompiledProgram;
  readonly layout: TableLayout;
  readonly tables: number;
  readonly constants: number;
}

export class SessionLayout {
  readonly memory: SessionMemory;
  readonly slots: SlotPool;
  /** Byte offset of each state tensor in the state region. */
  readonly stateOffsets: ReadonlyMap<string, number>;
  readonly stateBase: number;
  private readonly threads: number;
  private readonly profile: boolean;
  private readonly loaded: LoadedProgram[] = [];
  private arena: number;
  private arenaBytes = 0;
  private scratch: number;
  private scratchStride = 0;

  /** Throws NetloomError 'memory-too-large' when the state alone does not fit. */
  constructor(
    memory: SessionMemory,
    threads: number,
    state: readonly StateSpec[],
    profile = false,
  ) {
    this.memory = memory;
    this.threads = threads;
    this.profile = profile;
    this.slots = new SlotPool(memory);
    const { offsets, bytes } = layOutState(state);
    this.stateOffsets = offsets;
    try {
      this.stateBase = memory.allocate(bytes);
      this.scratch = memory.allocate(0);
      this.arena = memory.allocate(0);
    } catch (error) {
      throw error instanceof MemoryFull ? tooLarge(error.wanted, error.available, null) : error;
    }
    const view = memory.view('u8', this.stateBase, bytes);
    view.fill(0);
    Atomics.store(memory.controlWords(), control.haltedEpoch >> 2, -1);
  }

  /**
   * Makes room for a Program while no command is on its way, and gives the address of its descriptor. `functions`
   * names the table index of every task loaded so far. Throws NetloomError 'memory-too-large', leaving all as it was.
   */
  add(
    compiled: CompiledProgram,
    functions: ReadonlyMap<string, number>,
  ): { readonly descriptor: number; readonly ledger: number | null } {
    const { memory, slots } = this;
    const taken: number[] = [];
    const take = (bytes: number) => {
      const address = memory.allocate(bytes);
      taken.push(address);
      return address;
    };
    const layout = layOutTables(compiled, this.profile ? this.threads : 0);
    const slotBytes = slots.bytes;
    const arenaBytes = Math.max(this.arenaBytes, compiled.arenaBytes);
    let available = 0;
    // What moves is taken last, so that it comes to lie at the end and can grow there the next time.
    memory.release(this.arena);
    try {
      const tables = take(layout.bytes);
      const constants = take(compiled.constantBytes);
      const scratch = this.takeScratch(compiled, take);
      available = memory.largestFree();
      slots.reserve(compiled.slotBytes);
      const arena = take(arenaBytes);
      this.adopt(scratch);
      const moved = arena !== this.arena;
      this.arena = arena;
      this.arenaBytes = arenaBytes;
      const program = { compiled, layout, tables, constants };
      this.loaded.push(program);
      writeConstants(memory, compiled, constants);
      for (const each of moved ? this.loaded : [program]) this.write(each, functions);
      const ledger = layout.ledger === null ? null : tables + layout.ledger;
      if (ledger !== null) memory.view('u8', ledger, layout.bytes - (ledger - tables)).fill(0);
      return { descriptor: tables, ledger };
    } catch (error) {
      for (const address of taken) memory.release(address);
      slots.shrink(slotBytes);
      this.arena = memory.allocate(this.arenaBytes);
      for (const each of this.loaded) this.write(each, functions);
      if (!(error instanceof MemoryFull)) throw error;
      const wanted = compiled.arenaBytes + slots.wanted(compiled.slotBytes);
      throw tooLarge(wanted, Math.min(available || error.available, wanted - 1), compiled);
    }
  }

  private write(
    { compiled, layout, tables, constants }: LoadedProgram,
    functions: ReadonlyMap<string, number>,
  ) {
    const bases: Bases = { arena: this.arena, state: this.stateBase, constants };
    writeTables(this.memory, compiled, layout, tables, bases, functions);
  }

  /** A larger scratch for the threads when this Program needs one. */
  private takeScratch(compiled: CompiledProgram, take: (bytes: number) => number) {
    const stride = compiled.tasks.reduce(
      (most, t) => Math.max(most, align(t.threadScratchBytes)),
      0,
    );
    return stride > this.scratchStride ? { address: take(stride * this.threads), stride } : null;
  }
  private adopt(scratch: { address: number; stride: number } | null): void {
    if (!scratch) return;
    this.memory.release(this.scratch);
    this.scratch = scratch.address;
    this.scratchStride = scratch.stride;
    const words = this.memory.controlWords();
    Atomics.store(words, control.scratch >> 2, scratch.address | 0);
    Atomics.store(words, control.scratchStride >> 2, scratch.stride);
  }
}

/** One tensor after the other. */
export function layOutState(state: readonly StateSpec[]): {
  readonly offsets: ReadonlyMap<string, number>;
  readonly bytes: number;
} {
  const offsets = new Map<string, number>();
  let bytes = 0;
  for (const { name, type } of state) {
    offsets.set(name, bytes);
    bytes += align(bytesOf(type));
  }
  return { offsets, bytes };
}

/**
 * The error for `wanted` bytes where `available` are left. A batch that fits is found by proportion, which errs on
 * the small side: gradients of weights do not grow with the batch.
 */
function tooLarge(
  wanted: number,
  available: number,
  compiled: CompiledProgram | null,
): NetloomError {
  const gigabytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GB`;
  const batch = compiled ? batchOf(compiled) : null;
  const fits = batch === null ? null : Math.floor((batch * available) / wanted);
  const what = compiled ? 'One step' : 'The state of this network';
  const advice =
    batch === null
      ? 'a smaller network is needed'
      : fits !== null && fits > 0
        ? `a batch of ${fits} instead of ${batch} fits`
        : 'not even a batch of 1 fits';
  return new NetloomError(
    'memory-too-large',
    `${what} needs ${gigabytes(wanted)} of memory but only ${gigabytes(available)} can be had; ${advice}.`,
    compiled?.program.name,
  );
}

/** The leading dimension of the largest input. */
function batchOf(compiled: CompiledProgram): number | null {
  const largest = [...compiled.inputs]
    .filter(({ type }) => type.shape.length > 0)
    .sort((a, b) => bytesOf(b.type) - bytesOf(a.type))[0];
  return largest?.type.shape[0] ?? null;
}
