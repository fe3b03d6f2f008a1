/** A loaded Program: hands out slots, whose `run` submits a step and gives copies of its outputs. */
import type { Program } from '../../ir/types.ts';
import { invariant } from '../../util/errors.ts';
import type {
  Executable,
  ExecutableStatistics,
  ProgramProfile,
  Slot,
  StepResult,
  TensorData,
} from '../types.ts';
import type { CompiledProgram } from './compiled.ts';
import { elementsOf, type SessionMemory } from './memory.ts';
import { profileOf } from './profile.ts';
import type { CommandQueue } from './queue.ts';
import type { Block } from './slots.ts';

/** What an executable needs of its session. */
export interface ExecutableHost {
  readonly memory: SessionMemory;
  readonly threads: number;
  readonly queue: CommandQueue;
  /** Number of `resume` calls so far. */
  epoch(): number;
  takeBlock(): Promise<Block>;
  giveBlock(block: Block): void;
  longWaits(): number;
  readonly cores: number;
  /** Whether commands may be left to the first of several threads. */
  readonly mayWorkAlone: boolean;
  readonly instructionSet: string;
}
type Tensors = Readonly<Record<string, TensorData>>;
interface BlockViews {
  readonly block: Block;
  /** What callers fill: the slot itself, or a stage of its own where growing the memory would detach it. */
  readonly inputs: Tensors;
}

export class WasmExecutable implements Executable {
  readonly program: Program;
  readonly compiled: CompiledProgram;
  private readonly host: ExecutableHost;
  private readonly descriptor: number;
  private readonly ledger: number | null;
  private readonly graceMs: number;
  private readonly brief: boolean;
  private readonly solo: boolean;
  private readonly views = new Map<number, BlockViews>();

  /** Addresses of the Program's tables and of the threads' ledgers, where they keep any. */
  constructor(
    host: ExecutableHost,
    compiled: CompiledProgram,
    { descriptor, ledger }: { readonly descriptor: number; readonly ledger: number | null },
  ) {
    this.host = host;
    this.program = compiled.program;
    this.compiled = compiled;
    this.descriptor = descriptor;
    this.ledger = ledger;
    this.graceMs = graceOf(compiled);
    this.solo = host.mayWorkAlone && isForOne(compiled);
    const busy = this.solo ? 1 : host.threads;
    // Steps that may halt the session train: there are more on their way, and nobody waits for one.
    const isAwaited = compiled.halt === null && busy < host.cores;
    this.brief = isAwaited && compiled.flops <= BRIEF_FLOPS;
  }

  async acquire(): Promise<Slot> {
    const block = await this.host.takeBlock();
    const { inputs } = this.viewsOf(block);
    let open = true;
    const leave = () => {
      invariant(open, 'a slot is run or released once');
      open = false;
    };
    return {
      inputs,
      run: () => {
        leave();
        return this.run(block, inputs);
      },
      release: () => {
        leave();
        this.host.giveBlock(block);
      },
    };
  }

  statistics(): ExecutableStatistics {
    const { compiled, host } = this;
    return {
      kernels: compiled.kernels,
      barriers: compiled.phases.length,
      arenaBytes: compiled.arenaBytes,
      stateBytes: compiled.stateBytes,
      peakLiveBytes: compiled.peakLiveBytes,
      flops: compiled.flops,
      longWaits: host.longWaits(),
      instructionSet: host.instructionSet,
    };
  }

  profile(): ProgramProfile | null {
    const { compiled, host, ledger } = this;
    return ledger === null ? null : profileOf(compiled, host.memory, ledger, host.threads);
  }

  private run(block: Block, inputs: Tensors): Promise<StepResult> {
    const { host } = this;
    return new Promise((resolve, reject) => {
      if (!host.memory.shared) this.copyIn(block, inputs);
      host.queue.submit({
        descriptor: this.descriptor,
        slot: block.address,
        epoch: host.epoch(),
        graceMs: this.graceMs,
        brief: this.brief,
        solo: this.solo,
        done: (skipped, milliseconds) => {
          const began = performance.now();
          const outputs = skipped ? {} : this.copyOut(block);
          host.giveBlock(block);
          const cost = milliseconds + performance.now() - began;
          resolve({ status: skipped ? 'skipped' : 'done', outputs, milliseconds: cost });
        },
        failed: reject,
      });
    });
  }

  private viewsOf(block: Block): BlockViews {
    const known = this.views.get(block.address);
    if (known && known.block === block) return known;
    const { memory } = this.host;
    const inputs = Object.fromEntries(
      this.compiled.inputs.map(({ name, type, slotOffset }) => {
        const view = memory.view(type.dtype, block.address + slotOffset, elementsOf(type.shape));
        return [name, memory.shared ? view : view.slice()];
      }),
    );
    const views = { block, inputs };
    this.views.set(block.address, views);
    return views;
  }
  private copyIn(block: Block, inputs: Tensors): void {
    for (const { name, type, slotOffset } of this.compiled.inputs) {
      const data = inputs[name] as TensorData;
      this.host.memory.view(type.dtype, block.address + slotOffset, data.length).set(data);
    }
  }
  private copyOut(block: Block): Record<string, TensorData> {
    return Object.fromEntries(
      this.compiled.outputs.map(({ name, type, slotOffset }) => [
        name,
        this.host.memory.copyOut(type, block.address + slotOffset),
      ]),
    );
  }
}

/** Whether there is nothing that threads could share. */
function isForOne({ phases, tasks }: CompiledProgram): boolean {
  return phases.every(
    (phase) => phase.reduce((units, index) => units + (tasks[index]?.units ?? 0), 0) <= 1,
  );
}

/** Less than 0.1 ms of one thread. */
const BRIEF_FLOPS = 2e6;

/** A hang is a unit that takes longer than it would at 50 MFLOP/s. */
function graceOf(compiled: CompiledProgram): number {
  const perUnit = compiled.tasks.map(({ flops, units }) => flops / Math.max(1, units));
  return perUnit.reduce((most, flops) => Math.max(most, flops), 0) / 50_000;
}
