/**
 * Times every map, reduction and pooling of the benchmark workloads' training steps on one thread and prints GB/s
 * (bytes of all buffers touched once); equal kernels are timed once. Usage: node bench/pointwise.ts [workload] [rounds]
 */
import { setFlagsFromString } from 'node:v8';
import { ModuleBuilder } from '../engine/backends/wasm/assembler/module.ts';
import { emitPointwise, type PointwiseKernel } from '../engine/backends/wasm/pointwise/emit.ts';
import type { Buffer, BufferId, Kernel } from '../engine/fuse/kernel.ts';
import type { Shape } from '../engine/ir/types.ts';

if (process.version.startsWith('v20')) setFlagsFromString('--experimental-wasm-relaxed-simd');
const { elementBytes, plainTarget, prepareKernel } = await import('../engine/testing/runTasks.ts');
const { fuse } = await import('../engine/fuse/fuse.ts');
const { inferNetwork } = await import('../engine/graph/infer/infer.ts');
const { lowerNetwork } = await import('../engine/graph/lower/lower.ts');
const { optimize } = await import('../engine/passes/optimize.ts');
const { requireRunnable } = await import('../engine/runtime/runnable.ts');
const { workload, workloadNames } = await import('../cli/workloads.ts');

const [, , chosen, rounds = '25'] = process.argv;

interface Case {
  readonly name: string;
  readonly kernel: PointwiseKernel;
  readonly buffers: readonly Buffer[];
}

const size = (shape: Shape): number => shape.reduce((n, d) => n * d, 1);

/** a += b. */
function addition(length: number): Case {
  const access = (buffer: BufferId) => ({ buffer, offset: 0, strides: [1] });
  const buffer: Buffer = {
    type: { dtype: 'f32', shape: [length] },
    source: { kind: 'temporary' },
  };
  return {
    name: `in-place add [${length}]`,
    kernel: {
      kind: 'map',
      shape: [length],
      origins: [],
      pointwise: {
        reads: [access(0), access(1)],
        body: [
          { op: 'read', read: 0, dtype: 'f32' },
          { op: 'read', read: 1, dtype: 'f32' },
          { op: 'add', operands: [0, 1], dtype: 'f32' },
        ],
        writes: [{ access: access(0), value: 2 }],
      },
    },
    buffers: [buffer, buffer],
  };
}

/** The kernel over buffers of its own, numbered in order of use. */
function isolate(kernel: PointwiseKernel, all: readonly Buffer[]): Case {
  const buffers: Buffer[] = [];
  const numbers = new Map<BufferId, BufferId>();
  const number = (old: BufferId): BufferId => {
    const known = numbers.get(old);
    if (known !== undefined) return known;
    numbers.set(old, buffers.push(all[old] as Buffer) - 1);
    return buffers.length - 1;
  };
  const renumber = (value: unknown, key: string): unknown => {
    if (typeof value === 'number' && ['buffer', 'a', 'positions'].includes(key))
      return number(value);
    if (Array.isArray(value)) return value.map((each) => renumber(each, ''));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([k, each]) => [k, renumber(each, k)]));
  };
  const own = renumber(kernel, '') as PointwiseKernel;
  const shapes = buffers.map(({ type }) => `${type.dtype}[${type.shape}]`);
  return { name: `${nameOf(own)} ${shapes.join(' ')}`, kernel: own, buffers };
}
function nameOf(kernel: PointwiseKernel): string {
  const { origins } = kernel;
  const parts = `${origins[0] ?? ''}${origins.length > 1 ? ` +${origins.length - 1}` : ''}`;
  if (kernel.kind === 'map') return `map ${parts} [${kernel.shape}]`;
  if (kernel.kind !== 'reduce') return `${kernel.kind} ${parts} [${kernel.output}]`;
  const { shape, outer } = kernel;
  return `reduce ${parts} [${shape.slice(0, outer)} | ${shape.slice(outer)}]`;
}

function isPointwise(kernel: Kernel): kernel is PointwiseKernel & Kernel {
  return !['dot', 'conv', 'convGradInput', 'convGradWeight'].includes(kernel.kind);
}
function kernelsOf(name: string): { kernels: PointwiseKernel[]; buffers: readonly Buffer[] } {
  const { project, fields, batchSize } = workload(name);
  const network = lowerNetwork(requireRunnable(inferNetwork(project, fields)));
  const { kernels, buffers } = fuse(optimize(network.trainStep(0, 0, batchSize).program));
  return { kernels: kernels.filter(isPointwise), buffers };
}

/** Bytes of what is read and written, each buffer once. */
function bytesTouched({ buffers }: Case): number {
  return buffers.reduce((n, { type }) => n + size(type.shape) * elementBytes[type.dtype], 0);
}

function time(each: Case): { microseconds: number; units: string } {
  const emitted = emitPointwise(each.kernel, each.buffers, plainTarget);
  const data = new Map(
    each.buffers.map(({ type }, id) => [
      id,
      Float32Array.from({ length: size(type.shape) }, (_, i) =>
        type.dtype === 'f32' ? ((i * 0.618034) % 1) + 0.1 : i % 2,
      ),
    ]),
  );
  const prepared = prepareKernel(emitted, each.buffers, data);
  const warmUntil = performance.now() + 60;
  while (performance.now() < warmUntil) prepared.run();
  const timed = (count: number): number => {
    const start = performance.now();
    for (let i = 0; i < count; i++) prepared.run();
    return (performance.now() - start) / count;
  };
  const count = Math.max(1, Math.round(1 / Math.min(timed(1), timed(1), timed(1))));
  const best = Math.min(...Array.from({ length: Number(rounds) }, () => timed(count)));
  return { microseconds: best * 1e3, units: emitted.tasks.map((task) => task.units).join('+') };
}

function print(each: Case, times: number): number {
  const { microseconds, units } = time(each);
  const rate = bytesTouched(each) / microseconds / 1e3;
  console.log(
    `${microseconds.toFixed(1).padStart(8)} µs ×${String(times).padEnd(3)} ${rate.toFixed(1).padStart(6)} GB/s  units ${units.padEnd(6)} ${each.name}`,
  );
  return microseconds * times;
}

/** Milliseconds to emit all of a workload's kernels, and the bytes of code. */
function emission(name: string): string {
  const { kernels, buffers } = kernelsOf(name);
  const started = performance.now();
  const module = new ModuleBuilder({ memory: { minimum: 1, maximum: 1, shared: false } });
  const written = new Set<string>();
  for (const kernel of kernels)
    for (const task of emitPointwise(kernel, buffers, plainTarget).tasks) {
      if (written.has(task.key)) continue;
      written.add(task.key);
      task.write(module);
    }
  const bytes = module.build().length;
  const ms = (performance.now() - started).toFixed(1);
  return `${name}: ${kernels.length} kernels, ${written.size} functions, ${bytes} bytes emitted in ${ms} ms`;
}

console.log(`node ${process.version}, one thread`);
for (const length of [16_384, 524_288, 4_194_304]) print(addition(length), 1);
for (const name of chosen === undefined ? workloadNames : [chosen]) {
  console.log(`\n${emission(name)}; again: ${emission(name)}`);
  const { kernels, buffers } = kernelsOf(name);
  const cases = new Map<string, { each: Case; times: number }>();
  for (const kernel of kernels) {
    const each = isolate(kernel, buffers);
    const key = JSON.stringify([{ ...each.kernel, origins: [] }, each.buffers.map((b) => b.type)]);
    const known = cases.get(key);
    if (known) known.times++;
    else cases.set(key, { each, times: 1 });
  }
  let total = 0;
  for (const { each, times } of cases.values()) total += print(each, times);
  console.log(`${(total / 1e3).toFixed(2).padStart(8)} ms in all`);
}
