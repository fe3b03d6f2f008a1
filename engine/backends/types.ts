/** What every backend offers to the runtime: a Session owns the state of a run and executes Programs over it. */
import type { Program, TensorType } from '../ir/types.ts';
import type { StageListener } from '../util/stages.ts';

export type TensorData = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;

/** A tensor that lives between steps: a weight, an optimizer slot, a running statistic. */
export interface StateSpec {
  readonly name: string;
  readonly type: TensorType;
}

export interface BackendOptions {
  /** Compute threads; 1 where shared memory is missing. */
  readonly threads: number;
  /** reference only: compute f32 ops in f64. */
  readonly precision?: 'f32' | 'f64';
}

export type StepStatus = 'done' | 'skipped';
export interface StepResult {
  /** skipped: an earlier step halted the session; nothing was computed. */
  readonly status: StepStatus;
  /** Copies, by output name. */
  readonly outputs: Readonly<Record<string, TensorData>>;
  /** How long it was computed and its outputs copied, without waiting for its turn. */
  readonly milliseconds: number;
}

/** Room for one step's inputs; fill them, then run. Slots run in the order of their `run` calls. */
export interface Slot {
  /** Views to be filled before `run`, by input name. Bools and u8 are Uint8Array. */
  readonly inputs: Readonly<Record<string, TensorData>>;
  run(): Promise<StepResult>;
  /** Gives the room back without running. */
  release(): void;
}

export interface ExecutableStatistics {
  readonly kernels: number;
  readonly barriers: number;
  /** Bytes of arena and of state that this Program touches. */
  readonly arenaBytes: number;
  readonly stateBytes: number;
  readonly peakLiveBytes: number;
  /** Multiply-adds count as two. */
  readonly flops: number;
  /** Barrier waits over 100 µs since the session began, all threads. */
  readonly longWaits: number;
  /** What the host offers: '128-bit', 'relaxed FMA', threads. */
  readonly instructionSet: string;
}

/** What one kernel of a Program is and moves, whoever computes it. */
export interface KernelDescription {
  readonly kind: string;
  /** The extents of its loops in short: 'dot 32×128×784'. */
  readonly shape: string;
  /** Paths of the nodes that it computes. */
  readonly origins: readonly string[];
  /** Multiply-adds of the definition count as two. */
  readonly flops: number;
  /** Bytes of every tensor that it reads, and of every one that it writes. */
  readonly bytes: number;
}
/** Times in milliseconds since the session began, one for each thread. */
export interface TaskProfile {
  /** Which kernels' work it is: several for a chain of small tasks, none for a copy of inputs or outputs. */
  readonly kernels: readonly number[];
  /** Names the code, and so the algorithm. */
  readonly key: string;
  /** Which barrier comes after it. */
  readonly phase: number;
  readonly units: number;
  readonly milliseconds: readonly number[];
}
/** Where the threads' time went; every moment since the first step stands in exactly one place. */
export interface ProgramProfile {
  readonly kernels: readonly KernelDescription[];
  /** In the order in which they run. */
  readonly tasks: readonly TaskProfile[];
  /** Waiting for other threads, after each phase. */
  readonly barriers: readonly (readonly number[])[];
  /** Waiting for a step to be asked for. */
  readonly idle: readonly number[];
}

export interface Executable {
  readonly program: Program;
  /** Resolves when a slot of the ring is free, so that callers stay at most a few steps ahead. */
  acquire(): Promise<Slot>;
  statistics(): ExecutableStatistics;
  /** What the session has noted so far, where it was asked to: see SessionOptions.profile. Null elsewhere. */
  profile?(): ProgramProfile | null;
}

export interface SessionOptions extends BackendOptions {
  readonly state: readonly StateSpec[];
  /** wasm only: threads note where their time goes. It costs a look at the clock for each task in each thread. */
  readonly profile?: boolean;
  /** Hears of the stages of loading Programs. */
  readonly onStage?: StageListener;
}

export interface Session {
  readonly backend: string;
  readonly threads: number;
  /**
   * Compiles, or returns the cached executable of the same Program object. When `haltOutput` names a bool[]
   * output that comes out false, the session halts: later slots are skipped until `resume`.
   */
  load(program: Program, options?: { readonly haltOutput?: string }): Promise<Executable>;
  /** A copy of a state tensor. Waits for no step: call when no slot is running. */
  readState(name: string): TensorData;
  writeState(name: string, data: ArrayLike<number>): void;
  /** After a halt: allow steps again. */
  resume(): void;
  close(): Promise<void>;
}

export interface Backend {
  readonly name: 'reference' | 'wasm';
  createSession(options: SessionOptions): Promise<Session>;
}
