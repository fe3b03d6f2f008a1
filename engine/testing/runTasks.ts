/** Runs emitted WebAssembly kernels on one thread: tasks and buffer contents in, buffer contents after the run out. */
import type { TensorData } from '../backends/types.ts';
import { ModuleBuilder } from '../backends/wasm/assembler/module.ts';
import type { EmittedKernel, Target, Task } from '../backends/wasm/task.ts';
import type { Buffer, BufferId } from '../fuse/kernel.ts';
import type { DType } from '../ir/types.ts';

export interface RunOptions {
  /** Order in which the units of each task run; default ascending. */
  readonly order?: 'ascending' | 'descending' | 'shuffled';
}

/** A compiled kernel over its own memory, for repeated runs. */
export interface PreparedKernel {
  /** Runs every unit of every task once. Checks nothing. */
  run(): void;
  /** A live view of a buffer's elements. */
  view(buffer: BufferId): TensorData;
  /** Bytes written outside of every buffer and scratch region, by address; empty when all is well. */
  strayWrites(): readonly number[];
}

const guardBytes = 256;
const poison = 0xff; // Four of these are a NaN: whatever leaks into a result shows.

export const elementBytes: Readonly<Record<DType, number>> = {
  f32: 4,
  i32: 4,
  u32: 4,
  bool: 1,
  u8: 1,
};

export const relaxedTarget: Target = { relaxedMadd: true };
export const plainTarget: Target = { relaxedMadd: false };
/** The targets that this host can execute. */
export const hostTargets: readonly Target[] = hostHasRelaxedMadd()
  ? [plainTarget, relaxedTarget]
  : [plainTarget];

/**
 * Runs `emitted` once over `data` and returns the contents of every buffer afterwards. Buffers without data
 * start as NaN bytes; constants are filled in. Throws when a unit wrote outside of its buffers.
 */
export function runKernel(
  emitted: EmittedKernel,
  buffers: readonly Buffer[],
  data: ReadonlyMap<BufferId, ArrayLike<number>>,
  options: RunOptions = {},
): ReadonlyMap<BufferId, TensorData> {
  const prepared = prepareKernel(emitted, buffers, data, options);
  prepared.run();
  const stray = prepared.strayWrites();
  if (stray.length > 0) throw new Error(`Stray writes at ${stray.slice(0, 8).join(', ')}.`);
  return new Map(buffers.map((_, id) => [id, prepared.view(id).slice()]));
}

/** Lays out memory, assembles the module and fills the buffers. */
export function prepareKernel(
  emitted: EmittedKernel,
  buffers: readonly Buffer[],
  data: ReadonlyMap<BufferId, ArrayLike<number>>,
  options: RunOptions = {},
): PreparedKernel {
  const layout = layOut(emitted, buffers);
  const pages = Math.ceil(layout.bytes / 65536) + 1;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const bytes = new Uint8Array(memory.buffer);
  bytes.fill(poison);
  const views = buffers.map(({ type }, id) =>
    typedView(memory.buffer, type.dtype, layout.buffers[id] as number, elements(type.shape)),
  );
  buffers.forEach(({ source }, id) => {
    const view = views[id] as TensorData;
    const given = data.get(id) ?? (source.kind === 'constant' ? source.data : undefined);
    if (given?.length === 1 && view.length !== 1) view.fill(given[0] as number);
    else if (given) view.set(given);
  });
  emitted.tasks.forEach((task, i) => {
    writeArguments(memory.buffer, layout.arguments[i] as number, task, layout);
  });
  const calls = instantiate(emitted.tasks, memory, pages);
  const orders = emitted.tasks.map(({ units }) => unitOrder(units, options.order ?? 'ascending'));
  return {
    run() {
      calls.forEach((call, i) => {
        const block = layout.arguments[i] as number;
        for (const unit of orders[i] as Int32Array) call(block, unit, layout.threadScratch);
      });
    },
    view: (buffer) => views[buffer] as TensorData,
    strayWrites() {
      const found: number[] = [];
      for (const [from, to] of layout.guards)
        for (let i = from; i < to; i++) if (bytes[i] !== poison) found.push(i);
      return found;
    },
  };
}

interface Layout {
  readonly buffers: readonly number[];
  readonly arguments: readonly number[];
  readonly scratch: number;
  readonly threadScratch: number;
  readonly guards: readonly (readonly [number, number])[];
  readonly bytes: number;
}

function layOut(emitted: EmittedKernel, buffers: readonly Buffer[]): Layout {
  let top = 64;
  const guards: [number, number][] = [];
  const place = (size: number) => {
    const address = top;
    const end = address + size;
    top = Math.ceil((end + guardBytes) / 64) * 64;
    guards.push([end, top]);
    return address;
  };
  return {
    buffers: buffers.map(({ type }) => place(elements(type.shape) * elementBytes[type.dtype])),
    arguments: emitted.tasks.map((task) => place(task.arguments.length * 4)),
    scratch: place(emitted.scratchBytes),
    threadScratch: place(Math.max(0, ...emitted.tasks.map((task) => task.threadScratchBytes))),
    guards,
    bytes: top,
  };
}

function writeArguments(memory: ArrayBuffer, block: number, task: Task, layout: Layout): void {
  const words = new DataView(memory);
  task.arguments.forEach((argument, i) => {
    const at = block + i * 4;
    switch (argument.kind) {
      case 'buffer':
        words.setUint32(
          at,
          (layout.buffers[argument.buffer] as number) + (argument.byteOffset ?? 0),
          true,
        );
        break;
      case 'scratch':
        words.setUint32(at, layout.scratch + argument.byteOffset, true);
        break;
      case 'i32':
        words.setInt32(at, argument.value, true);
        break;
      case 'f32':
        words.setFloat32(at, argument.value, true);
        break;
      default:
        argument satisfies never;
    }
  });
}

type TaskCall = (block: number, unit: number, threadScratch: number) => void;

function instantiate(tasks: readonly Task[], memory: WebAssembly.Memory, pages: number) {
  const builder = new ModuleBuilder({ memory: { minimum: pages, maximum: pages, shared: false } });
  const functions = new Map<string, number>();
  tasks.forEach((task, i) => {
    const index = functions.get(task.key) ?? task.write(builder);
    functions.set(task.key, index);
    builder.func(['i32', 'i32', 'i32'], [], (f) => f.get(0).get(1).get(2).call(index), `task${i}`);
  });
  const module = new WebAssembly.Module(builder.build());
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return tasks.map((_, i) => exports[`task${i}`] as TaskCall);
}

function unitOrder(units: number, order: 'ascending' | 'descending' | 'shuffled'): Int32Array {
  const ascending = Int32Array.from({ length: units }, (_, i) => i);
  if (order === 'ascending') return ascending;
  if (order === 'descending') return ascending.reverse();
  let state = 1;
  for (let i = units - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = state % (i + 1);
    const kept = ascending[i] as number;
    ascending[i] = ascending[j] as number;
    ascending[j] = kept;
  }
  return ascending;
}

function typedView(memory: ArrayBuffer, dtype: DType, at: number, length: number): TensorData {
  switch (dtype) {
    case 'f32':
      return new Float32Array(memory, at, length);
    case 'i32':
      return new Int32Array(memory, at, length);
    case 'u32':
      return new Uint32Array(memory, at, length);
    case 'bool':
    case 'u8':
      return new Uint8Array(memory, at, length);
    default:
      return dtype satisfies never;
  }
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Whether this host compiles f32x4.relaxed_madd. */
function hostHasRelaxedMadd(): boolean {
  const builder = new ModuleBuilder({});
  builder.func([], ['v128'], (f) => f.f32x4(1).f32x4(1).f32x4(1).op('f32x4.relaxed_madd'));
  return WebAssembly.validate(builder.build());
}
