/**
 * The layout of what the controller and the compute threads share: byte addresses of the control words at the
 * start of memory, of the ring of commands, and the fields of the tables that describe a Program.
 */

/** Control words. Words that different sides write lie on different pairs of cache lines. */
export const control = {
  /** Commands published by the controller since the session began. */
  published: 0,
  /** Commands finished by the threads. */
  completed: 128,
  /** Commands published up to the last that all threads work on: what every thread but the first waits for. */
  publishedToAll: 256,
  /** Threads that reached the barrier. */
  arrived: 384,
  /** Barriers passed: what waiting threads watch, and the heartbeat. */
  generation: 512,
  /** Threads asleep (or about to be) on any of these words. */
  sleepers: 640,
  /** Barrier waits over 100 µs. */
  longWaits: 644,
  /** Commands of this epoch are skipped: one of them halted the session. -1: none. */
  haltedEpoch: 768,
  /** Not 0: threads leave at the next barrier. */
  cancel: 772,
  /** Address of the slot whose command runs. */
  slot: 776,
  /** Private scratch of thread t starts at scratch + t · scratchStride. */
  scratch: 780,
  scratchStride: 784,
} as const;

export const RING = 1024;
/** A power of two, larger than the largest number of slots, so that a command is never overwritten. */
export const RING_ENTRIES = 16;
export const MAX_SLOTS = 8;

/** Fields of a command (32 bytes). */
export const command = {
  bytes: 32,
  /** Address of the Program's descriptor; 0: return to the event loop (modules are to be added). */
  descriptor: 0,
  slot: 4,
  /** Number of `resume` calls before it was published. */
  epoch: 8,
  /** Written when finished. */
  status: 12,
  /** f64: milliseconds from when thread 0 took the command to when its own work on it was done. */
  took: 16,
  /** Not 0: the first thread alone works on it. */
  solo: 24,
} as const;
export const status = { done: 1, skipped: 2 } as const;

/** Fields of a Program's descriptor. */
export const descriptor = {
  bytes: 64,
  phases: 0,
  phaseCount: 4,
  copies: 8,
  copyCount: 12,
  /** Address of the bool that halts the session when it is 0; 0: none. */
  halt: 16,
  /** Thread t's ledger starts at ledger + t · ledgerStride; read by the driver that keeps one alone (see ledger.ts). */
  ledger: 20,
  ledgerStride: 24,
} as const;
/** A phase: tasks without a barrier between them. `account`: where in a ledger its barrier stands. */
export const phase = { bytes: 16, tasks: 0, units: 4, account: 8 } as const;
/** A task in a phase; `end` is the phase's first unit that is no longer its own. */
export const task = { bytes: 16, function: 0, arguments: 4, end: 8, account: 12 } as const;
/** A small output, copied to the slot by the last thread that arrives. */
export const copy = { bytes: 16, from: 0, slotOffset: 4, length: 8 } as const;

/**
 * What each thread notes for itself about waiting at barriers and for commands (see `patience`), and up to when its
 * ledger says what it did (f64, by its own clock). `taken`: units of its part of the running phase that were taken, by
 * whatever thread; on a pair of cache lines of its own.
 */
export const THREADS = 2048;
export const thread = { bytes: 256, barrier: 0, command: 16, mark: 32, taken: 128 } as const;
/** How well spinning went lately, and how many waits are still to go without it. */
export const patience = { score: 0, pause: 4 } as const;
export const MAX_THREADS = 112;

/** First byte that the heap may use. */
export const CONTROL_BYTES = THREADS + MAX_THREADS * thread.bytes;
