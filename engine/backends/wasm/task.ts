/** What a kernel becomes in WebAssembly: tasks, each one function over independent units. */
import type { Buffer, BufferId, Kernel } from '../../fuse/kernel.ts';
import type { ModuleBuilder } from './assembler/module.ts';

/** What the host can execute; found by trying it. */
export interface Target {
  /** f32x4.relaxed_madd is there and fuses. */
  readonly relaxedMadd: boolean;
}

/** A 32-bit word of a task's argument block. Addresses are bytes. */
export type Argument =
  | { readonly kind: 'buffer'; readonly buffer: BufferId; readonly byteOffset?: number }
  /** Into the kernel's own scratch, shared by all threads and alive across the kernel's tasks. */
  | { readonly kind: 'scratch'; readonly byteOffset: number }
  | { readonly kind: 'i32'; readonly value: number }
  | { readonly kind: 'f32'; readonly value: number };

/**
 * One function called once for each unit 0…units-1, in any order, by any thread. Its signature is
 * (arguments: i32 address of the argument block, unit: i32, threadScratch: i32 address) → ().
 * Units must write disjoint memory, and what a unit computes must depend on shapes alone, never on the thread.
 */
export interface Task {
  /** Equal keys are equal code: emitted once for a module. */
  readonly key: string;
  readonly write: (module: ModuleBuilder) => number;
  readonly arguments: readonly Argument[];
  readonly units: number;
  /** Bytes of private scratch for each thread, 64-byte aligned, contents undefined. */
  readonly threadScratchBytes: number;
}

/** Tasks run one after the other; all units of one are done before the next begins. */
export interface EmittedKernel {
  readonly tasks: readonly Task[];
  readonly scratchBytes: number;
  /** Multiply-adds count as two. */
  readonly flops: number;
}
export type EmitKernel<K extends Kernel = Kernel> = (
  kernel: K,
  buffers: readonly Buffer[],
  target: Target,
) => EmittedKernel;
