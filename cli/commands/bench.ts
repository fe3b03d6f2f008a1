/** `netloom bench`: milliseconds, GFLOP/s and memory of the training step of reference networks. */
import {
  type Measurement,
  measureGemmPeak,
  measureTraining,
  referenceBackend,
  wasmBackend,
} from '../../engine/index.ts';
import { bytes, count, number, table } from '../format.ts';
import { host } from '../host.ts';
import { type Workload, workload, workloadNames } from '../workloads.ts';
import { profileSummary, profileTables } from './benchProfile.ts';

export interface BenchOptions {
  readonly threads?: number;
  readonly backend: 'wasm' | 'reference';
  readonly json?: boolean;
  readonly profile?: boolean;
}

const warmUp = 1_500;
const measure = 3_000;

export async function bench(names: readonly string[], options: BenchOptions): Promise<number> {
  const platform = host();
  const threads = options.threads ?? Math.min(platform.cores, 2);
  const chosen = (names.length > 0 ? names : workloadNames).map(workload);
  const timed = options.backend === 'wasm';
  const peak = timed ? measureGemmPeak(() => platform.now()) : Number.NaN;
  const rows: string[][] = [];
  for (const each of chosen) {
    const measured = await measureTraining(platform, {
      ...each,
      backend: timed ? wasmBackend(platform) : referenceBackend,
      threads,
      warmUp: timed ? warmUp : 0,
      measure: timed ? measure : 0,
      profile: options.profile ?? false,
    });
    const { profile } = measured;
    const line = {
      ...summary(each, measured, peak),
      ...(profile && { profile: profileSummary(profile) }),
    };
    if (profile && !options.json)
      process.stdout.write(`${each.name}\n${profileTables(profile, measured)}\n\n`);
    if (options.json) process.stdout.write(`${JSON.stringify(line)}\n`);
    else rows.push(row(line));
  }
  if (options.json) return 0;
  const right = (title: string) => ({ title, align: 'right' as const });
  const columns = [
    { title: 'workload' },
    ...[
      'ms/step',
      'samples/s',
      'GFLOP/s',
      'of peak',
      'threads',
      'planned',
      'of bound',
      'barriers',
      'waits > 100 µs',
      'first step ms',
      'loss after 10',
    ].map(right),
  ];
  process.stdout.write(`${table(columns, rows)}\n`);
  if (timed)
    process.stdout.write(
      `GEMM peak of one thread: ${number(peak)} GFLOP/s (${process.version}, V8 ${process.versions.v8})\n`,
    );
  return 0;
}

function summary({ name, batchSize }: Workload, measured: Measurement, peak: number) {
  const { statistics, millisecondsPerStep: ms, threads } = measured;
  const gflops = statistics.flops / ms / 1e6;
  const planned = statistics.arenaBytes + statistics.stateBytes;
  return {
    workload: name,
    ms: round(ms, 4),
    samples_per_s: round((batchSize * 1000) / ms, 1),
    gflops: round(gflops, 2),
    peak_share: round(gflops / (peak * threads), 3),
    threads,
    planned_bytes: planned,
    bound_bytes: statistics.peakLiveBytes + statistics.stateBytes,
    kernels: statistics.kernels,
    barriers: statistics.barriers,
    long_waits: statistics.longWaits,
    first_step_ms: round(measured.firstStepMilliseconds, 1),
    loss_after_10_steps: measured.lossAfterTenSteps,
    gemm_peak_gflops: round(peak, 2),
    instruction_set: statistics.instructionSet,
  };
}

function row(line: ReturnType<typeof summary>): string[] {
  return [
    line.workload,
    number(line.ms ?? Number.NaN),
    count(line.samples_per_s ?? Number.NaN),
    number(line.gflops ?? Number.NaN),
    `${Math.round((line.peak_share ?? Number.NaN) * 100)} %`,
    String(line.threads),
    bytes(line.planned_bytes),
    `${(line.planned_bytes / line.bound_bytes).toFixed(2)}×`,
    String(line.barriers),
    String(line.long_waits),
    number(line.first_step_ms ?? Number.NaN),
    line.loss_after_10_steps.toFixed(6),
  ];
}

/** JSON has no NaN: what was not measured is null. */
function round(value: number, digits: number): number | null {
  return Number.isFinite(value) ? Number(value.toFixed(digits)) : null;
}
