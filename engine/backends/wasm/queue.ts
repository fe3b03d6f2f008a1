/**
 * The controller's side of the ring: commands are published in order, one loop waits for completions and settles
 * all that are done, and a watch notices threads that no longer make progress.
 */
import { NetloomError } from '../../util/errors.ts';
import {
  command,
  control,
  MAX_THREADS,
  RING,
  RING_ENTRIES,
  status,
  THREADS,
  thread,
} from './control.ts';
import type { SessionMemory } from './memory.ts';

export interface Submission {
  /** Address of the Program's descriptor. */
  readonly descriptor: number;
  readonly slot: number;
  readonly epoch: number;
  /** How long one unit may take beyond the watch's own patience, in ms. */
  readonly graceMs: number;
  /** Done sooner than this thread could be woken, awaited, and with a core to spare: better watched than slept on. */
  readonly brief: boolean;
  /** The first compute thread alone works on it. */
  readonly solo: boolean;
  /** `milliseconds`: how long the threads worked on it. */
  done(skipped: boolean, milliseconds: number): void;
  failed(error: Error): void;
}
/** Address 0 as a descriptor tells the threads to return to their event loop. */
const RETURN = 0;
const TICK_MS = 500;
const PATIENCE_MS = 2000;
/** What advances while threads work: barriers passed, commands finished, units taken. */
const heartbeat = [
  control.generation,
  control.completed,
  ...Array.from({ length: MAX_THREADS }, (_, i) => THREADS + i * thread.bytes + thread.taken),
];
/** How long a host without Atomics.waitAsync sleeps between looks. */
const POLL_MS = 1;
/** How long the controller watches a brief command; asking the clock takes as long as some looks. */
const BRIEF_MS = 0.1;
const LOOKS = 64;

export class CommandQueue {
  private readonly memory: SessionMemory;
  /** Runs a command on the calling thread; null where threads do. */
  private readonly step: ((entry: number) => void) | null;
  private readonly stalled: (error: Error) => void;
  /** Published, oldest first. */
  private pending: Submission[] = [];
  /** Submitted while held. */
  private waiting: Submission[] = [];
  private held = false;
  private drained: (() => void) | null = null;
  private published = 0;
  private settled = 0;
  private watching = false;
  private watch: ReturnType<typeof setInterval> | null = null;
  private closed: Error | null = null;

  constructor(
    memory: SessionMemory,
    step: ((entry: number) => void) | null,
    stalled: (error: Error) => void,
  ) {
    this.memory = memory;
    this.step = step;
    this.stalled = stalled;
  }

  /** Number of the next command. */
  get cursor(): number {
    return this.published;
  }
  get idle(): boolean {
    return this.pending.length === 0;
  }

  submit(submission: Submission): void {
    if (this.closed) submission.failed(this.closed);
    else if (this.held) this.waiting.push(submission);
    else this.publish(submission);
  }
  /** Resolves when no command is on its way; those submitted from now on wait for `letGo`. */
  hold(): Promise<void> {
    this.held = true;
    if (this.idle) return Promise.resolve();
    return new Promise((resolve) => {
      this.drained = resolve;
    });
  }
  letGo(): void {
    this.held = false;
    for (const submission of this.waiting.splice(0)) this.publish(submission);
  }
  /** Tells the threads to leave their command loop; only while nothing is on its way. */
  publishReturn(): void {
    this.write({ descriptor: RETURN, slot: 0, epoch: 0, solo: false });
    this.settled++;
  }
  /** Rejects everything submitted, now and later. */
  close(error: Error): void {
    if (this.closed) return;
    this.closed = error;
    if (this.watch !== null) clearInterval(this.watch);
    for (const submission of [...this.pending.splice(0), ...this.waiting.splice(0)])
      submission.failed(error);
    this.drained?.();
  }

  private publish(submission: Submission): void {
    this.pending.push(submission);
    this.write(submission);
    if (!this.watching) {
      this.watching = true;
      void (this.step ? this.runHere(this.step) : this.settleLoop());
    }
  }
  private write(entry: Pick<Submission, 'descriptor' | 'slot' | 'epoch' | 'solo'>): void {
    const words = this.memory.controlWords();
    const at = entryAddress(this.published) >> 2;
    words[at + (command.descriptor >> 2)] = entry.descriptor;
    words[at + (command.slot >> 2)] = entry.slot;
    words[at + (command.epoch >> 2)] = entry.epoch;
    words[at + (command.status >> 2)] = 0;
    words[at + (command.solo >> 2)] = entry.solo ? 1 : 0;
    this.published = (this.published + 1) | 0;
    Atomics.store(words, control.published >> 2, this.published);
    if (!entry.solo) Atomics.store(words, control.publishedToAll >> 2, this.published);
    if (Atomics.load(words, control.sleepers >> 2) === 0) return;
    Atomics.notify(words, control.published >> 2);
    if (!entry.solo) Atomics.notify(words, control.publishedToAll >> 2);
  }

  /** Settles what is complete, oldest first. */
  private settle(): void {
    const words = this.memory.controlWords();
    const completed = Atomics.load(words, control.completed >> 2);
    while (this.settled !== completed && this.pending.length > 0) {
      const entry = entryAddress(this.settled);
      const code = words[(entry + command.status) >> 2];
      const [took = 0] = new Float64Array(words.buffer, entry + command.took, 1);
      this.settled = (this.settled + 1) | 0;
      this.pending.shift()?.done(code === status.skipped, took);
    }
    if (this.pending.length === 0) {
      this.drained?.();
      this.drained = null;
    }
  }

  /** One wait for all commands on their way, not one for each. */
  private async settleLoop(): Promise<void> {
    this.startWatch();
    const words = this.memory.controlWords();
    while (this.pending.length > 0 && !this.closed) {
      const completed = Atomics.load(words, control.completed >> 2);
      if (completed === this.settled && !this.watchBriefly(words))
        await change(words, control.completed >> 2, completed);
      if (!this.closed) this.settle();
    }
    this.watching = false;
  }

  /** Whether the one command on its way is brief and was seen to finish. */
  private watchBriefly(words: Int32Array): boolean {
    if (this.pending.length !== 1 || !this.pending[0]?.brief) return false;
    const end = performance.now() + BRIEF_MS;
    do {
      for (let look = 0; look < LOOKS; look++)
        if (Atomics.load(words, control.completed >> 2) !== this.settled) return true;
    } while (performance.now() < end);
    return false;
  }

  /** Without shared memory: runs the commands here, and lets the event loop turn between them. */
  private async runHere(step: (entry: number) => void): Promise<void> {
    try {
      while (this.pending.length > 0 && !this.closed) {
        await turn();
        if (this.closed) break;
        step(entryAddress(this.settled));
        this.settle();
      }
    } catch (error) {
      this.stalled(error instanceof Error ? error : new Error(String(error)));
    }
    this.watching = false;
  }

  /** Ticks while commands are on their way; the barrier's generation and the unit counter are the heartbeat. */
  private startWatch(): void {
    if (this.watch !== null) return;
    let seen = '';
    let quiet = 0;
    this.watch = setInterval(() => {
      const current = this.pending[0];
      if (!current) {
        if (this.watch !== null) clearInterval(this.watch);
        this.watch = null;
        return;
      }
      const words = this.memory.controlWords();
      const beat = heartbeat.map((address) => Atomics.load(words, address >> 2)).join();
      quiet = beat === seen ? quiet + 1 : 0;
      seen = beat;
      if (quiet * TICK_MS < PATIENCE_MS + current.graceMs) return;
      const seconds = Math.round((quiet * TICK_MS) / 1000);
      this.stalled(
        new NetloomError(
          'compute-thread-failed',
          `The compute threads made no progress for ${seconds} seconds.`,
        ),
      );
    }, TICK_MS);
  }
}

function entryAddress(number: number): number {
  return RING + (number & (RING_ENTRIES - 1)) * command.bytes;
}

/** Resolves soon after the word is no longer `value`. */
async function change(words: Int32Array, index: number, value: number): Promise<void> {
  if (typeof Atomics.waitAsync === 'function') {
    const wait = Atomics.waitAsync(words as Int32Array<SharedArrayBuffer>, index, value);
    if (wait.async) await wait.value;
    return;
  }
  while (Atomics.load(words, index) === value)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}

/** One turn of the event loop. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
