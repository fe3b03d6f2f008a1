/** Our step against batch size, depth and threads; Markdown tables and scaling.svg out. */
import { writeFile } from 'node:fs/promises';
import { ownCompile, ownStep } from '../measure/netloom.ts';
import type { OwnStep } from '../measure/rows.ts';
import { chart, type Panel, type Series } from '../report/chart.ts';
import { markdownTable, mebibytes, significant, times } from '../report/markdown.ts';
import type { Bench } from './bench.ts';
import { proportionalFrom } from './proportional.ts';

const batches = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
const depths = [20, 56, 110];
const threadCounts = [1, 2] as const;

const threadsOf = (threads: number) => (threads === 1 ? '1 thread' : `${threads} threads`);

type Steps = Readonly<Record<(typeof threadCounts)[number], OwnStep>>;
interface Measured {
  /** Batch size or layers. */
  readonly x: number;
  readonly steps: Steps;
}

export async function scalingSection(bench: Bench): Promise<string> {
  const byBatch = await measureAll(bench, batches, (batch) => `lenet-b${batch}`);
  const byDepth = await measureAll(bench, depths, (depth) => `resnet${depth}-b32`);
  const panels = [batchPanel(byBatch), depthPanel(byDepth)];
  await writeFile(`${bench.pictures}/scaling.svg`, chart(panels));
  return [batchTable(byBatch), await depthTable(bench, byDepth)].join('\n');
}

async function measureAll(
  bench: Bench,
  sizes: readonly number[],
  name: (size: number) => string,
): Promise<Measured[]> {
  const all: Measured[] = [];
  for (const x of sizes) {
    const one = await medianOf(bench, name(x), 1);
    all.push({ x, steps: { 1: one, 2: await medianOf(bench, name(x), 2) } });
  }
  return all;
}

/** The row of the median time. */
async function medianOf(bench: Bench, workload: string, threads: number): Promise<OwnStep> {
  const rows: OwnStep[] = [];
  for (let round = 1; round <= bench.rounds; round++) {
    bench.say(`${workload}, threads: ${threads}, round ${round} of ${bench.rounds}`);
    const step = await ownStep(workload, threads);
    bench.record('scaling', { round, peer: 'netloom', ...step });
    rows.push(step);
  }
  rows.sort((a, b) => a.ms - b.ms);
  return rows[rows.length >> 1] as OwnStep;
}

function batchTable(measured: readonly Measured[]): string {
  const rows = measured.map(({ x, steps }) => [
    String(x),
    ...threadCounts.map((threads) => significant(steps[threads].ms)),
    times(steps[1].ms / steps[2].ms),
    ...threadCounts.map((threads) => significant((1000 * steps[threads].ms) / x)),
    steps[2].gflops.toFixed(1),
    mebibytes(steps[2].planned_bytes),
  ]);
  const titles = [
    ...['LeNet, batch', 'ms, 1 thread', 'ms, 2 threads', 'gain of the second'],
    ...['µs a sample, 1 thread', 'µs a sample, 2 threads', 'GFLOP/s, 2 threads', 'planned'],
  ];
  return `${markdownTable(titles, rows)}\n${threadCounts.map((n) => turningPoint(measured, n)).join('')}`;
}

function turningPoint(measured: readonly Measured[], threads: keyof Steps): string {
  const from = proportionalFrom(measured.map(({ x, steps }) => ({ x, y: steps[threads].ms })));
  const fact = from === null ? 'at no size throughout' : `from a batch of ${from} on`;
  return `- ${threadsOf(threads)}: a sample costs at most a quarter more than its least ${fact}.\n`;
}

async function depthTable(bench: Bench, measured: readonly Measured[]): Promise<string> {
  const rows: string[][] = [];
  for (const { x, steps } of measured) {
    const compile = await ownCompile(`resnet${x}-b32`);
    bench.record('scaling', { peer: 'netloom', ...compile });
    rows.push([
      `ResNet-${x}, batch 32`,
      ...threadCounts.map((threads) => significant(steps[threads].ms)),
      times(steps[1].ms / steps[2].ms),
      significant(steps[2].ms / x),
      steps[2].gflops.toFixed(1),
      mebibytes(steps[2].planned_bytes),
      Math.round(compile.compile_ms).toString(),
    ]);
  }
  const titles = [
    ...['network', 'ms, 1 thread', 'ms, 2 threads', 'gain of the second', 'ms a layer, 2 threads'],
    ...['GFLOP/s, 2 threads', 'planned', 'compiling ms'],
  ];
  return markdownTable(titles, rows);
}

const lines = (measured: readonly Measured[]): Series[] =>
  threadCounts.map((threads, color) => ({
    name: threadsOf(threads),
    color,
    points: measured.map(({ x, steps }) => ({ x, y: steps[threads].ms })),
  }));

/** A line of slope one through the last point: what cost in proportion would be. */
function guide(measured: readonly Measured[], name: string): Series {
  const last = measured.at(-1);
  const slope = last ? last.steps[2].ms / last.x : 0;
  const points = measured.map(({ x }) => ({ x, y: slope * x }));
  return { name, color: 3, dashed: true, points };
}

const batchPanel = (measured: readonly Measured[]): Panel => ({
  title: 'LeNet: training step by batch size',
  xLabel: 'samples a batch',
  yLabel: 'milliseconds a step',
  xTicks: batches,
  series: [...lines(measured), guide(measured, 'in proportion to the batch')],
});
const depthPanel = (measured: readonly Measured[]): Panel => ({
  title: 'ResNet, batch 32: training step by depth',
  xLabel: 'layers',
  yLabel: 'milliseconds a step',
  xTicks: depths,
  series: [...lines(measured), guide(measured, 'in proportion to the depth')],
});
