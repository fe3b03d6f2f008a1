/** Blocks of a session's memory for the inputs and outputs of steps on their way, shared by all its Programs. */
import { MAX_SLOTS } from './control.ts';
import { align } from './heap.ts';
import type { SessionMemory } from './memory.ts';

/** Steps with large inputs get fewer slots, but always two: one runs while the next is filled. */
const BUDGET_BYTES = 64 * 1024 * 1024;
const LEAST_SLOTS = 2;

export interface Block {
  readonly address: number;
  readonly bytes: number;
}

export class SlotPool {
  private readonly memory: SessionMemory;
  private readonly idle: Block[] = [];
  private taken = 0;
  private blockBytes = 64;

  constructor(memory: SessionMemory) {
    this.memory = memory;
  }

  /**
   * Makes all blocks taken from now on hold `bytes`, and has as many ready as there are slots, so that taking one
   * does not grow the memory. Throws MemoryFull.
   */
  reserve(bytes: number): void {
    if (bytes > this.blockBytes) this.blockBytes = align(bytes);
    for (const block of this.idle.splice(0)) {
      if (block.bytes >= this.blockBytes) this.idle.push(block);
      else this.memory.release(block.address);
    }
    while (this.taken + this.idle.length < this.count()) this.idle.push(this.allocate());
  }

  /** Bytes that `reserve(bytes)` may have to allocate. */
  wanted(bytes: number): number {
    return (
      this.countFor(Math.max(this.blockBytes, align(bytes))) *
      Math.max(this.blockBytes, align(bytes))
    );
  }
  /** Undoes a `reserve` that did not fit. */
  shrink(bytes: number): void {
    this.blockBytes = bytes;
  }
  get bytes(): number {
    return this.blockBytes;
  }

  /** A block, or null while all are taken. */
  take(): Block | null {
    if (this.taken >= this.count()) return null;
    const block = this.idle.pop() ?? this.allocate();
    this.taken++;
    return block;
  }
  give(block: Block): void {
    this.taken--;
    if (block.bytes >= this.blockBytes) this.idle.push(block);
    else this.memory.release(block.address);
  }

  private count(): number {
    return this.countFor(this.blockBytes);
  }
  private countFor(bytes: number): number {
    const fits = Math.floor(BUDGET_BYTES / bytes);
    return Math.min(MAX_SLOTS, Math.max(LEAST_SLOTS, fits));
  }
  private allocate(): Block {
    const bytes = this.blockBytes;
    return { address: this.memory.allocate(bytes), bytes };
  }
}
