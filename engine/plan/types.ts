/** What the memory planner takes and gives. */
import type { BufferId } from '../fuse/kernel.ts';

/** One unit of work in program order, as far as memory is concerned. */
export interface PlanStep {
  readonly reads: readonly BufferId[];
  readonly writes: readonly BufferId[];
  /** Bytes of private scratch while it runs. */
  readonly scratchBytes: number;
  /** [written, read] pairs that may share memory when the read one dies here. */
  readonly inPlace: readonly (readonly [BufferId, BufferId])[];
}
export interface PlanBuffer {
  readonly id: BufferId;
  readonly bytes: number;
  /** Must hold its value from before the first step (inputs) or to after the last one (outputs). */
  readonly liveFromStart: boolean;
  readonly liveToEnd: boolean;
}
export interface MemoryPlan {
  /** Byte offset in the arena of each planned buffer, 64-byte aligned. */
  readonly offsets: ReadonlyMap<BufferId, number>;
  /** Byte offset of each step's scratch, by step. */
  readonly scratchOffsets: readonly number[];
  /** Size of the arena. */
  readonly bytes: number;
  /** Largest sum of live bytes over the steps: the lower bound of `bytes`. */
  readonly peakLiveBytes: number;
}
