/** A Program as tasks in phases over places in memory: what compile.ts makes and tables.ts writes into memory. */
import type { Program, TensorType } from '../../ir/types.ts';
import type { KernelDescription } from '../types.ts';
import type { ModuleBuilder } from './assembler/module.ts';

/** `state` and `constants` have fixed addresses; the arena may move when another Program is loaded. */
export type Region = 'arena' | 'state' | 'constants';
export interface Place {
  readonly region: Region;
  readonly offset: number;
}
/** A 32-bit word of an argument block: an address, bits, or what links to another task. */
export type Word =
  | Place
  | { readonly region: 'none'; readonly bits: number }
  /** Table index of a task's function. */
  | { readonly region: 'function'; readonly key: string }
  /** Address of a task's argument block. */
  | { readonly region: 'task'; readonly index: number };

/** A task whose buffers have places. */
export interface PlacedTask {
  readonly key: string;
  readonly write: (module: ModuleBuilder) => number;
  readonly words: readonly Word[];
  readonly units: number;
  readonly threadScratchBytes: number;
  readonly flops: number;
  /** Paths of the nodes it computes, for profiles and diagnostics. */
  readonly origins: readonly string[];
  /** Numbers of the kernels whose work it is: none for copies, several for a chain. */
  readonly kernels: readonly number[];
}
export interface PlacedConstant {
  readonly type: TensorType;
  readonly offset: number;
  readonly data: readonly number[];
}

export interface CompiledProgram {
  readonly program: Program;
  readonly tasks: readonly PlacedTask[];
  /** Numbers of tasks; a barrier lies between phases. Tasks in none are called by others. */
  readonly phases: readonly (readonly number[])[];
  /** Laid out one after the other in a slot: inputs, then outputs. */
  readonly inputs: readonly SlotTensor[];
  readonly outputs: readonly SlotTensor[];
  readonly slotBytes: number;
  /** Outputs small enough for the last thread to copy; the others are copied by tasks. */
  readonly smallOutputs: readonly {
    readonly from: Place;
    readonly slotOffset: number;
    readonly bytes: number;
  }[];
  /** The bool that halts the session when false. */
  readonly halt: Place | null;
  readonly constants: readonly PlacedConstant[];
  readonly constantBytes: number;
  readonly arenaBytes: number;
  readonly stateBytes: number;
  readonly peakLiveBytes: number;
  /** Of each kernel, for profiles. */
  readonly described: readonly KernelDescription[];
  readonly kernels: number;
  readonly flops: number;
}
export interface SlotTensor {
  readonly name: string;
  readonly type: TensorType;
  readonly slotOffset: number;
}
