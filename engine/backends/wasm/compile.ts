/** A Program comes in; tasks in phases, with a place in memory for everything they touch, go out. */
import { fuse } from '../../fuse/fuse.ts';
import type { Buffer, BufferId, KernelProgram } from '../../fuse/kernel.ts';
import type { Program } from '../../ir/types.ts';
import { optimize } from '../../passes/optimize.ts';
import { planMemory } from '../../plan/planMemory.ts';
import type { MemoryPlan } from '../../plan/types.ts';
import { invariant } from '../../util/errors.ts';
import type { StageListener } from '../../util/stages.ts';
import { chainSmallPhases, type Scheduled } from './chains.ts';
import type {
  CompiledProgram,
  Place,
  PlacedConstant,
  PlacedTask,
  SlotTensor,
  Word,
} from './compiled.ts';
import { emitContraction } from './contraction/emit.ts';
import { copyTask } from './copies.ts';
import { describeKernel } from './describe.ts';
import { type Footprint, footprintOf } from './footprint.ts';
import { align } from './heap.ts';
import { bytesOf } from './memory.ts';
import { type ByteRange, schedulePhases, type TaskFootprint } from './phases.ts';
import { emitPointwise } from './pointwise/emit.ts';
import type { Argument, EmitKernel, EmittedKernel, Target } from './task.ts';

/** Outputs up to this size are copied by the last thread of a step; larger ones by tasks. */
const SMALL_OUTPUT_BYTES = 4096;

export interface CompileOptions {
  readonly target: Target;
  /** Byte offsets of the session's state tensors in the state region. */
  readonly stateOffsets: ReadonlyMap<string, number>;
  /** Name of the bool[] output that halts the session when false. */
  readonly haltOutput: string | null;
  readonly onStage?: StageListener | undefined;
}

export function compileProgram(program: Program, options: CompileOptions): CompiledProgram {
  const { onStage } = options;
  const optimized = optimize(program);
  onStage?.('optimize');
  const fused = fuse(optimized);
  onStage?.('fuse');
  const { buffers, kernels } = fused;
  const emitted = kernels.map((kernel) => emitKernel(kernel, buffers, options.target));
  onStage?.('emit');
  const footprints = kernels.map((kernel) => footprintOf(kernel, buffers));
  const plan = planArena(fused, emitted, footprints);
  onStage?.('plan');
  const places = new Places(buffers, plan, options.stateOffsets);
  const slot = new SlotLayout();
  const inputs = buffers.flatMap(({ type, source }, id) =>
    source.kind === 'input' ? [{ ...slot.add(source.name, type), id }] : [],
  );
  const outputs = fused.outputs.map(({ name, buffer }) => ({
    ...slot.add(name, bufferAt(buffers, buffer).type),
    id: buffer,
  }));
  const tasks = new TaskList();
  for (const { id, slotOffset, type } of inputs) {
    const copy = copyTask('in', places.of(id), slotOffset, bytesOf(type));
    tasks.add(copy, { reads: [], writes: [places.range(id)] });
  }
  emitted.forEach((kernel, index) => {
    addKernel(tasks, kernel, {
      places,
      kernel: index,
      footprint: footprints[index] as Footprint,
      origins: kernels[index]?.origins ?? [],
      scratch: plan.scratchOffsets[index] as number,
    });
  });
  const isSmall = (output: SlotTensor) => bytesOf(output.type) <= SMALL_OUTPUT_BYTES;
  for (const output of outputs.filter((each) => !isSmall(each))) {
    const copy = copyTask('out', places.of(output.id), output.slotOffset, bytesOf(output.type));
    tasks.add(copy, { reads: [places.range(output.id)], writes: [] });
  }
  const halt = fused.outputs.find(({ name }) => name === options.haltOutput);
  invariant(halt || options.haltOutput === null, `there is an output named ${options.haltOutput}`);
  const scheduled = tasks.schedule();
  onStage?.('schedule');
  return {
    program,
    ...scheduled,
    inputs,
    outputs,
    slotBytes: slot.bytes,
    smallOutputs: outputs.filter(isSmall).map(({ id, slotOffset, type }) => ({
      from: places.of(id),
      slotOffset,
      bytes: bytesOf(type),
    })),
    halt: halt ? places.of(halt.buffer) : null,
    constants: places.constants,
    constantBytes: places.constantBytes,
    arenaBytes: plan.bytes,
    stateBytes: places.stateBytes,
    peakLiveBytes: plan.peakLiveBytes,
    described: kernels.map((kernel, index) =>
      describeKernel(kernel, buffers, footprints[index] as Footprint, emitted[index]?.flops ?? 0),
    ),
    kernels: kernels.length,
    flops: emitted.reduce((total, { flops }) => total + flops, 0),
  };
}

const emitKernel: EmitKernel = (kernel, buffers, target) => {
  switch (kernel.kind) {
    case 'dot':
    case 'conv':
    case 'convGradInput':
    case 'convGradWeight':
      return emitContraction(kernel, buffers, target);
    default:
      return emitPointwise(kernel, buffers, target);
  }
};

function planArena(
  { buffers, outputs }: KernelProgram,
  emitted: readonly EmittedKernel[],
  footprints: readonly Footprint[],
): MemoryPlan {
  const kept = new Set(outputs.map(({ buffer }) => buffer));
  const planned = buffers.flatMap(({ type, source }, id) =>
    source.kind === 'input' || source.kind === 'temporary'
      ? [
          {
            id,
            bytes: bytesOf(type),
            liveFromStart: source.kind === 'input',
            liveToEnd: kept.has(id),
          },
        ]
      : [],
  );
  const steps = footprints.map((footprint, index) => ({
    ...footprint,
    scratchBytes: emitted[index]?.scratchBytes ?? 0,
  }));
  return planMemory(planned, steps);
}

/** Where each buffer lies, and on which line of bytes that is for the search for conflicts. */
class Places {
  readonly constants: PlacedConstant[] = [];
  constantBytes = 0;
  stateBytes = 0;
  private readonly buffers: readonly Buffer[];
  private readonly places: readonly Place[];

  constructor(
    buffers: readonly Buffer[],
    plan: MemoryPlan,
    stateOffsets: ReadonlyMap<string, number>,
  ) {
    this.buffers = buffers;
    this.places = buffers.map(({ type, source }, id) => {
      switch (source.kind) {
        case 'state': {
          const offset = stateOffsets.get(source.name);
          invariant(
            offset !== undefined,
            () => `the session has a state tensor named ${source.name}`,
          );
          this.stateBytes += bytesOf(type);
          return { region: 'state', offset };
        }
        case 'constant': {
          const offset = this.constantBytes;
          this.constants.push({ type, offset, data: source.data });
          this.constantBytes += align(bytesOf(type));
          return { region: 'constants', offset };
        }
        default: {
          const offset = plan.offsets.get(id);
          invariant(offset !== undefined, () => `buffer ${id} is planned`);
          return { region: 'arena', offset };
        }
      }
    });
  }

  of(id: BufferId): Place {
    const place = this.places[id];
    invariant(place, () => `buffer ${id} exists`);
    return place;
  }
  range(id: BufferId): ByteRange {
    const { region, offset } = this.of(id);
    const start = offset + lineStart[region];
    return { start, end: start + bytesOf(bufferAt(this.buffers, id).type) };
  }
}
/** The regions one after the other, each with more room than a memory has. */
const lineStart = { arena: 0, state: 2 ** 40, constants: 2 ** 41 } as const;
const KERNELS_START = 2 ** 42;

class SlotLayout {
  bytes = 0;
  add(name: string, type: SlotTensor['type']): SlotTensor {
    const slotOffset = this.bytes;
    this.bytes += align(bytesOf(type));
    return { name, type, slotOffset };
  }
}

/** Rough speeds of one thread, to tell small tasks from large ones. */
const FLOPS_PER_MICROSECOND = 20_000;
const BYTES_PER_MICROSECOND = 8_000;

class TaskList {
  readonly tasks: PlacedTask[] = [];
  private readonly footprints: TaskFootprint[] = [];

  /** A task without units does nothing and is left out. */
  add(task: PlacedTask, footprint: TaskFootprint): void {
    if (task.units === 0) return;
    this.tasks.push(task);
    this.footprints.push(footprint);
  }
  /** Tasks of a phase with the largest units first, so that small ones fill up the end. */
  schedule(): Scheduled {
    const times = this.tasks.map((_, index) => this.microseconds(index));
    const unitTime = (index: number) => (times[index] as number) / (this.tasks[index]?.units ?? 1);
    const phases = schedulePhases(this.footprints);
    for (const phase of phases) phase.sort((a, b) => unitTime(b) - unitTime(a));
    return chainSmallPhases({ tasks: this.tasks, phases }, (index) => times[index] as number);
  }

  private microseconds(index: number): number {
    const { reads, writes } = this.footprints[index] as TaskFootprint;
    const bytes = [...reads, ...writes].reduce((total, { start, end }) => total + end - start, 0);
    const { flops } = this.tasks[index] as PlacedTask;
    return flops / FLOPS_PER_MICROSECOND + bytes / BYTES_PER_MICROSECOND;
  }
}

interface KernelContext {
  readonly kernel: number;
  readonly places: Places;
  readonly footprint: Footprint;
  readonly origins: readonly string[];
  readonly scratch: number;
}

/** Tasks of one kernel run one after the other: each writes an imaginary byte that belongs to the kernel. */
function addKernel(list: TaskList, kernel: EmittedKernel, context: KernelContext): void {
  const { places, footprint, origins, scratch } = context;
  const own = KERNELS_START + list.tasks.length;
  const ranges: TaskFootprint = {
    reads: footprint.reads.map((id) => places.range(id)),
    writes: [
      ...footprint.writes.map((id) => places.range(id)),
      { start: scratch, end: scratch + kernel.scratchBytes },
      { start: own, end: own + 1 },
    ],
  };
  for (const task of kernel.tasks)
    list.add(
      {
        key: task.key,
        write: task.write,
        words: task.arguments.map((argument) => wordOf(argument, places, scratch)),
        units: task.units,
        threadScratchBytes: task.threadScratchBytes,
        flops: kernel.flops / kernel.tasks.length,
        origins,
        kernels: [context.kernel],
      },
      ranges,
    );
}

const float32 = new Float32Array(1);
const float32Bits = new Int32Array(float32.buffer);

function wordOf(argument: Argument, places: Places, scratch: number): Word {
  switch (argument.kind) {
    case 'buffer': {
      const { region, offset } = places.of(argument.buffer);
      return { region, offset: offset + (argument.byteOffset ?? 0) };
    }
    case 'scratch':
      return { region: 'arena', offset: scratch + argument.byteOffset };
    case 'i32':
      return { region: 'none', bits: argument.value };
    case 'f32':
      float32[0] = argument.value;
      return { region: 'none', bits: float32Bits[0] as number };
    default:
      return argument satisfies never;
  }
}

function bufferAt(buffers: readonly Buffer[], id: BufferId): Buffer {
  const buffer = buffers[id];
  invariant(buffer, () => `buffer ${id} exists`);
  return buffer;
}
