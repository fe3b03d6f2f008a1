/** Measures the matrix-product speed of one thread: what GFLOP/s of workloads are compared with. */
import type { Buffer, Kernel } from '../../fuse/kernel.ts';
import { ModuleBuilder } from './assembler/module.ts';
import { emitContraction } from './contraction/emit.ts';
import { detectTarget } from './detect.ts';

/** Fits the second-level cache, like the products of small networks. */
const SIZE = 192;
const WARM_UP_MS = 400;
const MEASURE_MS = 400;

/** The best GFLOP/s (a multiply-add counts as two) of a 192³ product on the calling thread; `now` in ms. */
export function measureGemmPeak(now: () => number): number {
  const { run, flops } = prepareProduct();
  let best = Number.POSITIVE_INFINITY;
  const until = (end: number, measured: boolean) => {
    while (now() < end) {
      const start = now();
      for (let i = 0; i < 10; i++) run();
      if (measured) best = Math.min(best, (now() - start) / 10);
    }
  };
  until(now() + WARM_UP_MS, false);
  until(now() + MEASURE_MS, true);
  return flops / best / 1e6;
}

function prepareProduct(): { run: () => void; flops: number } {
  const matrix: Buffer = {
    type: { dtype: 'f32', shape: [1, SIZE, SIZE] },
    source: { kind: 'temporary' },
  };
  const kernel: Kernel = {
    kind: 'dot',
    ...{ batch: 1, m: SIZE, n: SIZE, k: SIZE, a: 0, b: 1, transposeA: false, transposeB: false },
    epilogue: {
      reads: [],
      body: [{ op: 'accumulator', reduction: 0, dtype: 'f32' }],
      writes: [{ access: { buffer: 2, offset: 0, strides: [SIZE * SIZE, SIZE, 1] }, value: 0 }],
    },
    origins: [],
  };
  const emitted = emitContraction(kernel, [matrix, matrix, matrix], detectTarget());
  const bytes = SIZE * SIZE * 4;
  let top = 0;
  const place = (size: number) => {
    const address = top;
    top = Math.ceil((top + size) / 64) * 64;
    return address;
  };
  const buffers = [place(bytes), place(bytes), place(bytes)];
  const scratch = place(emitted.scratchBytes);
  const threadScratch = place(
    emitted.tasks.reduce((most, task) => Math.max(most, task.threadScratchBytes), 0),
  );
  const blocks = emitted.tasks.map((task) => place(task.arguments.length * 4));
  const pages = Math.ceil(top / 65536);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const words = new Int32Array(memory.buffer);
  const floats = new Float32Array(memory.buffer);
  floats.fill(0.5, 0, (2 * bytes) / 4);
  emitted.tasks.forEach((task, index) => {
    task.arguments.forEach((argument, i) => {
      const at = (blocks[index] as number) / 4 + i;
      if (argument.kind === 'f32') floats[at] = argument.value;
      else if (argument.kind === 'i32') words[at] = argument.value;
      else if (argument.kind === 'scratch') words[at] = scratch + argument.byteOffset;
      else words[at] = (buffers[argument.buffer] as number) + (argument.byteOffset ?? 0);
    });
  });
  const module = new ModuleBuilder({ memory: { minimum: 1, maximum: pages, shared: false } });
  const functions = emitted.tasks.map((task) => task.write(module));
  module.func(
    [],
    [],
    (f) => {
      emitted.tasks.forEach((task, index) => {
        const unit = f.local('i32');
        f.i32(0).set(unit);
        f.loop((again) => {
          f.i32(blocks[index] as number)
            .get(unit)
            .i32(threadScratch);
          f.call(functions[index] as number);
          f.get(unit).i32(1).op('i32.add').tee(unit).i32(task.units).op('i32.lt_u').brIf(again);
        });
      });
    },
    'run',
  );
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module.build()), {
    env: { memory },
  });
  return { run: instance.exports.run as () => void, flops: emitted.flops };
}
