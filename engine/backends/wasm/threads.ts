/** The compute threads of a session as one: modules go in, the command loop starts and returns, failures come out. */
import type { ComputeThread, Platform } from '../../platform.ts';
import {
  createComputeInstance,
  type FromComputeThread,
  type ToComputeThread,
} from './computeThread.ts';

/** Runs a session's commands: on compute threads, or on the calling thread where memory cannot be shared. */
export interface Runner {
  /** Resolves when every thread is there. */
  readonly started: Promise<void>;
  /** Adds a module's functions everywhere; the command loop must not be running. */
  load(module: WebAssembly.Module, tableLength: number): Promise<void>;
  /** Enters the command loop at command number `cursor`. */
  start(cursor: number): void;
  /** Resolves when the command loop has been left (a command told it to). */
  returned(): Promise<void>;
  terminate(): Promise<void>;
}

export class ThreadRunner implements Runner {
  readonly started: Promise<void>;
  private readonly threads: readonly ComputeThread[];
  private readonly fail: (error: Error) => void;
  /** For each kind of answer, how many threads still owe it, and whom to tell. */
  private readonly waiting = new Map<string, { left: number; done: () => void }>();

  /** Spawns `count` threads and starts their drivers; `fail` hears the first sign that one is lost. */
  constructor(
    platform: Pick<Platform, 'spawnComputeThread'>,
    count: number,
    memory: WebAssembly.Memory,
    driver: WebAssembly.Module,
    fail: (error: Error) => void,
  ) {
    this.fail = fail;
    this.threads = Array.from({ length: count }, () => platform.spawnComputeThread());
    this.started = this.answers('started');
    this.threads.forEach((thread, index) => {
      thread.onMessage((message) => this.receive(message as FromComputeThread));
      thread.onError(fail);
      this.post(thread, { kind: 'start', thread: index, memory, driver });
    });
  }

  load(module: WebAssembly.Module, tableLength: number): Promise<void> {
    for (const thread of this.threads) this.post(thread, { kind: 'load', module, tableLength });
    return this.answers('loaded');
  }
  start(cursor: number): void {
    for (const thread of this.threads) this.post(thread, { kind: 'run', cursor });
  }
  returned(): Promise<void> {
    return this.answers('returned');
  }
  async terminate(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.terminate()));
  }

  private post(thread: ComputeThread, message: ToComputeThread): void {
    thread.post(message);
  }
  private answers(kind: FromComputeThread['kind']): Promise<void> {
    return new Promise((done) => {
      this.waiting.set(kind, { left: this.threads.length, done });
    });
  }
  private receive(message: FromComputeThread): void {
    if (message.kind === 'failed') {
      this.fail(new Error(message.message));
      return;
    }
    const entry = this.waiting.get(message.kind);
    if (!entry || --entry.left > 0) return;
    this.waiting.delete(message.kind);
    entry.done();
  }
}

/** The same where memory cannot be shared: `step` runs one command on the calling thread. */
export class CallingThreadRunner implements Runner {
  readonly started = Promise.resolve();
  private readonly instance: ReturnType<typeof createComputeInstance>;

  constructor(memory: WebAssembly.Memory, driver: WebAssembly.Module) {
    this.instance = createComputeInstance(memory, driver);
  }

  step(entry: number): void {
    this.instance.step(entry, 0);
  }
  async load(module: WebAssembly.Module, tableLength: number): Promise<void> {
    this.instance.load(module, tableLength);
  }
  start(): void {}
  async returned(): Promise<void> {}
  async terminate(): Promise<void> {}
}
