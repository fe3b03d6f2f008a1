/** A workload comes in; a line of what was measured, as plain data and as cells of a table, goes out: one way for each mode. */
import {
  type Backend,
  compileStages,
  type ExecutableStatistics,
  measureCompiling,
  measureInference,
  measureTraining,
  type Platform,
  type ProgramProfile,
  type Timed,
} from '../../engine/index.ts';
import { bytes, type Column, count, number } from '../format.ts';
import type { Workload } from '../workloads.ts';
import { profileSummary } from './benchProfile.ts';

export interface BenchContext {
  readonly platform: Platform;
  readonly backend: Backend;
  readonly threads: number;
  readonly profile: boolean;
  /** Milliseconds. */
  readonly warmUp: number;
  readonly measure: number;
  /** GFLOP/s of one thread; NaN where none was measured. */
  readonly peak: number;
}
export interface BenchLine {
  /** What `--json` prints; numbers that were not measured are null. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly cells: readonly string[];
  readonly timed?: Timed;
}
export interface BenchMode {
  readonly columns: readonly Column[];
  measure(workload: Workload, context: BenchContext): Promise<BenchLine>;
}

const right = (title: string): Column => ({ title, align: 'right' });

/** The training step. */
export const training: BenchMode = {
  columns: [
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
  ],
  async measure(workload, context) {
    const measured = await measureTraining(context.platform, { ...workload, ...context });
    const { statistics, millisecondsPerStep: ms, threads, lossAfterTenSteps } = measured;
    const { shared, gflops, cells } = speed(workload, ms, threads, statistics.flops, context.peak);
    const planned = statistics.arenaBytes + statistics.stateBytes;
    const bound = statistics.peakLiveBytes + statistics.stateBytes;
    return {
      timed: measured,
      json: {
        ...shared,
        mode: 'train',
        peak_share: round(gflops / (context.peak * threads), 3),
        planned_bytes: planned,
        bound_bytes: bound,
        first_step_ms: round(measured.firstStepMilliseconds, 1),
        loss_after_10_steps: lossAfterTenSteps,
        ...accounts(measured, context.peak),
      },
      cells: [
        ...cells,
        bytes(planned),
        `${(planned / bound).toFixed(2)}×`,
        String(statistics.barriers),
        String(statistics.longWaits),
        number(measured.firstStepMilliseconds),
        lossAfterTenSteps.toFixed(6),
      ],
    };
  },
};

/** A prediction for a batch, asked for when the one before was answered. */
export const inference: BenchMode = {
  columns: [
    { title: 'workload' },
    ...[
      'ms/call',
      'samples/s',
      'GFLOP/s',
      'of peak',
      'threads',
      'planned',
      'barriers',
      'first answer ms',
    ].map(right),
  ],
  async measure(workload, context) {
    const measured = await measureInference(context.platform, { ...workload, ...context });
    const { statistics, millisecondsPerStep: ms, threads } = measured;
    const { shared, gflops, cells } = speed(workload, ms, threads, statistics.flops, context.peak);
    const planned = statistics.arenaBytes + statistics.stateBytes;
    return {
      timed: measured,
      json: {
        ...shared,
        mode: 'inference',
        peak_share: round(gflops / (context.peak * threads), 3),
        planned_bytes: planned,
        first_answer_ms: round(measured.firstAnswerMilliseconds, 1),
        ...accounts(measured, context.peak),
      },
      cells: [
        ...cells,
        bytes(planned),
        String(statistics.barriers),
        number(measured.firstAnswerMilliseconds),
      ],
    };
  },
};

/** From the parsed project to an executable of its training step. */
export const compiling: BenchMode = {
  columns: [{ title: 'workload' }, ...['ms', ...compileStages].map(right)],
  async measure(workload, context) {
    const { stages, total, statistics } = await measureCompiling(context.platform, {
      ...workload,
      backend: context.backend,
      threads: context.threads,
    });
    return {
      json: {
        workload: workload.name,
        mode: 'compile',
        threads: context.threads,
        compile_ms: round(total, 1),
        stages_ms: Object.fromEntries(
          stages.map(({ stage, milliseconds }) => [stage, round(milliseconds, 2)]),
        ),
        kernels: statistics.kernels,
      },
      cells: [
        workload.name,
        ...[total, ...stages.map(({ milliseconds }) => milliseconds)].map((ms) => ms.toFixed(1)),
      ],
    };
  },
};

/** What every timed mode says of the work and of the machine. */
function accounts(
  { statistics, profile }: Timed & { readonly statistics: ExecutableStatistics },
  peak: number,
) {
  return {
    kernels: statistics.kernels,
    barriers: statistics.barriers,
    long_waits: statistics.longWaits,
    gemm_peak_gflops: round(peak, 2),
    instruction_set: statistics.instructionSet,
    ...profileJson(profile),
  };
}

/** What every timed mode says of its speed. */
function speed(
  { name, batchSize }: Workload,
  ms: number,
  threads: number,
  flops: number,
  peak: number,
) {
  const gflops = flops / ms / 1e6;
  const samples = (batchSize * 1000) / ms;
  return {
    gflops,
    shared: {
      workload: name,
      batch: batchSize,
      threads,
      ms: round(ms, 4),
      samples_per_s: round(samples, 1),
      gflops: round(gflops, 2),
    },
    cells: [
      name,
      number(ms),
      Number.isFinite(samples) ? count(samples) : '–',
      number(gflops),
      Number.isFinite(peak) ? `${Math.round((gflops / (peak * threads)) * 100)} %` : '–',
      String(threads),
    ],
  };
}
function profileJson(profile: ProgramProfile | null): { readonly profile?: unknown } {
  return profile ? { profile: profileSummary(profile) } : {};
}
/** JSON has no NaN: what was not measured is null. */
function round(value: number, digits: number): number | null {
  return Number.isFinite(value) ? Number(value.toFixed(digits)) : null;
}
