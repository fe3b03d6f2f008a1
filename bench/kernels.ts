/**
 * Times every convolution and matrix product of the four benchmark workloads in all three directions on one
 * thread and prints GFLOP/s (direct arithmetic). Usage: node bench/kernels.ts [part of a name] [rounds]
 */
import { setFlagsFromString } from 'node:v8';
import { emitContraction } from '../engine/backends/wasm/contraction/emit.ts';
import type { Buffer, Kernel, Pointwise } from '../engine/fuse/kernel.ts';
import type { ConvAttributes, Shape } from '../engine/ir/types.ts';

if (process.version.startsWith('v20')) setFlagsFromString('--experimental-wasm-relaxed-simd');
const { hostTargets, prepareKernel } = await import('../engine/testing/runTasks.ts');

interface Case {
  readonly name: string;
  readonly kernel: Kernel;
  readonly buffers: readonly Buffer[];
}
const [, , filter = '', rounds = '40'] = process.argv;

const buffer = (shape: Shape): Buffer => ({
  type: { dtype: 'f32', shape },
  source: { kind: 'temporary' },
});
const rowMajor = (shape: Shape) =>
  shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
const identity = (shape: Shape): Pointwise => ({
  reads: [],
  body: [{ op: 'accumulator', reduction: 0, dtype: 'f32' }],
  writes: [{ access: { buffer: 2, offset: 0, strides: rowMajor(shape) }, value: 0 }],
});

function dot(name: string, m: number, n: number, k: number, a = false, b = false): Case {
  const result = [1, m, n];
  return {
    name: `dot ${name} ${m}x${n}x${k}${a ? ' Aᵀ' : ''}${b ? ' Bᵀ' : ''}`,
    kernel: {
      kind: 'dot',
      batch: 1,
      ...{ m, n, k, a: 0, b: 1, transposeA: a, transposeB: b },
      epilogue: identity(result),
      origins: [],
    },
    buffers: [buffer([m * k]), buffer([k * n]), buffer(result)],
  };
}
/** Forward, gradient of the input, gradient of the weights. */
function dense(name: string, batch: number, inputs: number, outputs: number): Case[] {
  return [
    dot(`${name} forward`, batch, outputs, inputs),
    dot(`${name} gradInput`, batch, inputs, outputs, false, true),
    dot(`${name} gradWeight`, inputs, outputs, batch, true, false),
  ];
}
function conv(
  name: string,
  [images, size, channels, out, taps, stride, padding]: readonly number[] & { length: 7 },
): Case[] {
  const geometry: ConvAttributes = {
    stride: [stride as number, stride as number],
    padding: [
      [padding as number, padding as number],
      [padding as number, padding as number],
    ],
    dilation: [1, 1],
    groups: 1,
  };
  const [n, s, c, o, t] = [images, size, channels, out, taps] as number[] as [
    number,
    number,
    number,
    number,
    number,
  ];
  const result = Math.floor((s + 2 * (padding as number) - t) / (stride as number)) + 1;
  const input = [n, s, s, c];
  const kernel = [t, t, c, o];
  const output = [n, result, result, o];
  return (
    [
      ['conv', input, kernel, output],
      ['convGradInput', output, kernel, input],
      ['convGradWeight', input, output, kernel],
    ] as const
  ).map(([kind, a, b, to]) => ({
    name: `${kind} ${name} ${c}→${o} ${t}x${t}/${stride} @${s}x${s} b${n}`,
    kernel: {
      kind,
      geometry,
      input,
      kernel,
      output,
      a: 0,
      b: 1,
      epilogue: identity(to),
      origins: [],
    },
    buffers: [buffer(a), buffer(b), buffer(to)],
  }));
}

const cases: Case[] = [
  ...dense('mlp', 32, 784, 128),
  ...dense('mlp', 32, 128, 10),
  ...conv('lenet', [64, 28, 1, 6, 5, 1, 2]),
  ...conv('lenet', [64, 14, 6, 16, 5, 1, 0]),
  ...dense('lenet', 64, 400, 120),
  ...dense('lenet', 64, 120, 84),
  ...dense('lenet', 64, 84, 10),
  ...conv('convnet', [128, 28, 1, 32, 3, 1, 0]),
  ...conv('convnet', [128, 13, 32, 64, 3, 1, 0]),
  ...dense('convnet', 128, 1600, 10),
  ...conv('resnet', [32, 32, 3, 16, 3, 1, 1]),
  ...conv('resnet', [32, 32, 16, 16, 3, 1, 1]),
  ...conv('resnet', [32, 32, 16, 32, 3, 2, 1]),
  ...conv('resnet', [32, 32, 16, 32, 1, 2, 0]),
  ...conv('resnet', [32, 16, 32, 32, 3, 1, 1]),
  ...conv('resnet', [32, 16, 32, 64, 3, 2, 1]),
  ...conv('resnet', [32, 16, 32, 64, 1, 2, 0]),
  ...conv('resnet', [32, 8, 64, 64, 3, 1, 1]),
  ...dense('resnet', 32, 64, 10),
];

const target = hostTargets.at(-1) as (typeof hostTargets)[number];
console.log(`node ${process.version}, relaxed FMA ${target.relaxedMadd}`);
for (const { name, kernel, buffers } of cases) {
  if (!name.includes(filter)) continue;
  const emitted = emitContraction(kernel, buffers, target);
  const random = (length: number) =>
    Float32Array.from({ length }, (_, i) => Math.fround((i * 0.618034) % 1) - 0.5);
  const data = new Map(
    [0, 1].map((id) => [id, random((buffers[id] as Buffer).type.shape.reduce((a, b) => a * b, 1))]),
  );
  const prepared = prepareKernel(emitted, buffers, data);
  const warmUntil = performance.now() + 300;
  while (performance.now() < warmUntil) prepared.run();
  const timed = (count: number) => {
    const start = performance.now();
    for (let i = 0; i < count; i++) prepared.run();
    return (performance.now() - start) / count;
  };
  // Short batches, and the fast ones count: other work on the machine interrupts some, not all.
  const count = Math.max(1, Math.round(3 / Math.min(timed(1), timed(1), timed(1))));
  const means = Array.from({ length: Number(rounds) }, () => timed(count)).sort((a, b) => a - b);
  const best = means[0] as number;
  const quartile = means[means.length >> 2] as number;
  const rate = (ms: number) => (emitted.flops / ms / 1e6).toFixed(1).padStart(6);
  const units = emitted.tasks.map((task) => task.units).join('+');
  console.log(
    `${name.padEnd(52)} ${(best * 1e3).toFixed(0).padStart(6)} µs  ${rate(best)} GFLOP/s (quartile ${rate(quartile)})  ` +
      `units ${units}, scratch ${emitted.scratchBytes >> 10} KiB`,
  );
}
