/** A session of the wasm backend: state, loaded Programs and the threads that run them, over one memory. */

import type { Program, TensorType } from '../../ir/types.ts';
import type { Platform } from '../../platform.ts';
import { invariant, NetloomError } from '../../util/errors.ts';
import type { StageListener } from '../../util/stages.ts';
import type { Executable, Session, SessionOptions, TensorData } from '../types.ts';
import { ModuleBuilder } from './assembler/module.ts';
import type { CompiledProgram } from './compiled.ts';
import { control, MAX_THREADS } from './control.ts';
import { describeHost, detectHost } from './detect.ts';
import { emitDriver } from './driver.ts';
import { type ExecutableHost, WasmExecutable } from './executable.ts';
import { SessionLayout } from './layout.ts';
import { elementsOf, MAX_PAGES, SessionMemory } from './memory.ts';
import { CommandQueue } from './queue.ts';
import type { Block } from './slots.ts';
import { CallingThreadRunner, type Runner, ThreadRunner } from './threads.ts';

export type ComputePlatform = Pick<Platform, 'cores' | 'sharedMemory' | 'spawnComputeThread'>;
/** Makes tasks of a Program whose state tensors lie at these offsets. */
export type Compile = (
  program: Program,
  stateOffsets: ReadonlyMap<string, number>,
  haltOutput: string | null,
) => CompiledProgram;

export class WasmSession implements Session {
  readonly backend = 'wasm';
  readonly threads: number;
  private readonly cores: number;
  private readonly profile: boolean;
  private readonly memory: SessionMemory;
  private readonly layout: SessionLayout;
  private readonly queue: CommandQueue;
  private readonly runner: Runner;
  private readonly compile: Compile;
  private readonly onStage: StageListener;
  private readonly types: ReadonlyMap<string, TensorType>;
  private readonly executables = new Map<Program, Promise<Executable>>();
  /** Table index of each task's function, by key. */
  private readonly functions = new Map<string, number>();
  private readonly acquiring: { resolve(block: Block): void; reject(error: Error): void }[] = [];
  /** Loads happen one after the other. */
  private loading: Promise<unknown> = Promise.resolve();
  private running = false;
  private epoch = 0;
  private ended: Error | null = null;
  /** Rejects when the session ends; raced against whatever waits for threads. */
  private readonly end: Promise<never>;
  private rejectEnd: (error: Error) => void = () => undefined;

  constructor(platform: ComputePlatform, options: SessionOptions, compile: Compile) {
    const shared = platform.sharedMemory && detectHost().threads;
    this.threads = shared ? Math.min(MAX_THREADS, Math.max(1, options.threads)) : 1;
    this.compile = compile;
    this.onStage = options.onStage ?? (() => undefined);
    this.types = new Map(options.state.map(({ name, type }) => [name, type]));
    this.memory = new SessionMemory(shared);
    const profile = options.profile ?? false;
    this.profile = profile;
    this.cores = platform.cores;
    this.layout = new SessionLayout(this.memory, this.threads, options.state, profile);
    this.end = new Promise((_, reject) => {
      this.rejectEnd = reject;
    });
    this.end.catch(() => undefined);
    const crowded = this.threads > platform.cores;
    const driver = new WebAssembly.Module(
      emitDriver({ threads: this.threads, shared, crowded, profile }),
    );
    const fail = (error: Error) => this.fail(error);
    if (shared) {
      this.runner = new ThreadRunner(platform, this.threads, this.memory.memory, driver, fail);
      this.queue = new CommandQueue(this.memory, null, fail);
    } else {
      const runner = new CallingThreadRunner(this.memory.memory, driver);
      this.runner = runner;
      this.queue = new CommandQueue(this.memory, (entry) => runner.step(entry), fail);
    }
  }

  load(program: Program, options: { readonly haltOutput?: string } = {}): Promise<Executable> {
    const known = this.executables.get(program);
    if (known) return known;
    const loaded = this.loading.then(() => {
      if (this.ended) throw this.ended;
      const { stateOffsets } = this.layout;
      return this.add(this.compile(program, stateOffsets, options.haltOutput ?? null));
    });
    this.loading = loaded.catch(() => undefined);
    this.executables.set(program, loaded);
    loaded.catch(() => this.executables.delete(program));
    return loaded;
  }

  readState(name: string): TensorData {
    const { type, address } = this.stateOf(name);
    return this.memory.copyOut(type, address);
  }
  writeState(name: string, data: ArrayLike<number>): void {
    const { type, address } = this.stateOf(name);
    const length = elementsOf(type.shape);
    invariant(data.length === length, `${name} has ${length} elements, ${data.length} were given`);
    this.memory.view(type.dtype, address, length).set(data);
  }
  /** Steps submitted from now on run; those submitted before are still skipped. */
  resume(): void {
    this.epoch++;
  }
  async close(): Promise<void> {
    await this.finish(new NetloomError('session-closed', 'The session was closed.'));
  }

  /** Puts a compiled Program into memory and its functions onto the threads. */
  private async add(compiled: CompiledProgram): Promise<Executable> {
    const fresh = [...new Map(compiled.tasks.map((task) => [task.key, task])).values()].filter(
      ({ key }) => !this.functions.has(key),
    );
    const bytes = fresh.length === 0 ? null : this.assemble(fresh);
    this.onStage('assemble');
    const module = bytes && WebAssembly.compile(bytes);
    await this.unlessEnded(this.runner.started);
    await this.unlessEnded(this.queue.hold());
    try {
      const ready = await module;
      this.onStage('WebAssembly.compile');
      if (ready) await this.addFunctions(ready, fresh);
      const places = this.layout.add(compiled, this.functions);
      this.onStage('load');
      return new WasmExecutable(this.executableHost(), compiled, places);
    } finally {
      if (!this.ended) {
        this.startThreads();
        this.queue.letGo();
      }
    }
  }
  private assemble(tasks: readonly CompiledProgram['tasks'][number][]): Uint8Array<ArrayBuffer> {
    const module = new ModuleBuilder({
      memory: { minimum: 1, maximum: MAX_PAGES, shared: this.memory.shared },
      table: { minimum: 0 },
    });
    module.fillTable(
      this.functions.size,
      tasks.map((task) => task.write(module)),
    );
    return module.build();
  }
  private async addFunctions(
    module: WebAssembly.Module,
    tasks: readonly CompiledProgram['tasks'][number][],
  ): Promise<void> {
    if (this.running) {
      this.running = false;
      const returned = this.runner.returned();
      this.queue.publishReturn();
      await this.unlessEnded(returned);
    }
    await this.unlessEnded(this.runner.load(module, this.functions.size + tasks.length));
    for (const { key } of tasks) this.functions.set(key, this.functions.size);
  }
  private startThreads(): void {
    // On the calling thread each command is run when its turn comes: there is no loop to enter.
    if (this.running || !this.memory.shared) return;
    this.running = true;
    this.runner.start(this.queue.cursor);
  }

  private executableHost(): ExecutableHost {
    return {
      memory: this.memory,
      threads: this.threads,
      cores: this.cores,
      mayWorkAlone: this.threads > 1 && !this.profile,
      queue: this.queue,
      epoch: () => this.epoch,
      takeBlock: () => this.takeBlock(),
      giveBlock: (block) => this.giveBlock(block),
      longWaits: () => Atomics.load(this.memory.controlWords(), control.longWaits >> 2),
      instructionSet: describeHost(detectHost(), this.memory.shared),
    };
  }
  private takeBlock(): Promise<Block> {
    if (this.ended) return Promise.reject(this.ended);
    const block = this.layout.slots.take();
    if (block) return Promise.resolve(block);
    return new Promise((resolve, reject) => {
      this.acquiring.push({ resolve, reject });
    });
  }
  private giveBlock(block: Block): void {
    this.layout.slots.give(block);
    const next = this.acquiring[0] && this.layout.slots.take();
    if (next) this.acquiring.shift()?.resolve(next);
  }

  private stateOf(name: string): { type: TensorType; address: number } {
    const type = this.types.get(name);
    const offset = this.layout.stateOffsets.get(name);
    invariant(type && offset !== undefined, `the session has a state tensor named ${name}`);
    return { type, address: this.layout.stateBase + offset };
  }

  private unlessEnded<T>(wait: Promise<T>): Promise<T> {
    return Promise.race([wait, this.end]);
  }
  private fail(cause: Error): void {
    const error =
      cause instanceof NetloomError
        ? cause
        : new NetloomError('compute-thread-failed', `A compute thread stopped: ${cause.message}.`);
    void this.finish(error);
  }
  private async finish(error: Error): Promise<void> {
    if (!this.ended) {
      this.ended = error;
      const words = this.memory.controlWords();
      Atomics.store(words, control.cancel >> 2, 1);
      if (this.memory.shared) {
        for (const word of ['published', 'publishedToAll', 'completed', 'generation'] as const)
          Atomics.notify(words, control[word] >> 2);
      }
      this.rejectEnd(error);
      this.queue.close(error);
      for (const { reject } of this.acquiring.splice(0)) reject(error);
    }
    await this.runner.terminate();
  }
}
