/** A project comes in; how long its training step takes on made-up data goes out, and where its time goes. */
import type {
  Backend,
  Executable,
  ExecutableStatistics,
  ProgramProfile,
  Session,
} from '../backends/types.ts';
import type { Field, Part } from '../data/types.ts';
import type { Project } from '../graph/document/schema.ts';
import { inferNetwork } from '../graph/infer/infer.ts';
import { lowerNetwork } from '../graph/lower/lower.ts';
import type { LoweredProgram } from '../graph/lower/types.ts';
import type { Platform } from '../platform.ts';
import { RandomStream } from '../util/random.ts';
import { fillSlot, scalarOutput } from './feeder.ts';
import { type ObjectivePlan, trainingPlan } from './plan.ts';
import { requireRunnable } from './runnable.ts';
import { initializeState } from './state.ts';

export interface MeasureRequest {
  readonly project: Project;
  readonly fields: readonly Field[];
  readonly batchSize: number;
  readonly backend: Backend;
  readonly threads: number;
  /** Milliseconds of warm-up (code gets faster while it runs) and of measuring; 0: only the ten checked steps. */
  readonly warmUp: number;
  readonly measure: number;
  /** Also asks the threads where their time goes, which slows the step a little. */
  readonly profile?: boolean;
}
export interface Measurement {
  /** Median over rounds; NaN when nothing was timed. */
  readonly millisecondsPerStep: number;
  readonly threads: number;
  /** From the parsed project to the end of its first step. */
  readonly firstStepMilliseconds: number;
  /** Loss of the tenth step from the fixed seed. */
  readonly lossAfterTenSteps: number;
  readonly statistics: ExecutableStatistics;
  /** Of a step on average, while it was timed; null when it was not asked for. */
  readonly profile: ProgramProfile | null;
}

const rounds = 9;
const checkedSteps = 10;
const seed = 1;

/** Steps of one session, fed like the trainer's. */
class StepRunner {
  private readonly executable: Executable;
  private readonly lowered: LoweredProgram;
  private readonly part: Part;
  private readonly indices: Uint32Array;
  private readonly objective: ObjectivePlan;
  private step = 0;

  constructor(
    executable: Executable,
    lowered: LoweredProgram,
    part: Part,
    objective: ObjectivePlan,
  ) {
    this.executable = executable;
    this.lowered = lowered;
    this.part = part;
    this.objective = objective;
    this.indices = Uint32Array.from({ length: lowered.batchSize }, (_, i) => i);
  }

  /** Starts `count` steps as fast as slots come free; resolves to the loss of the last. */
  async run(count: number): Promise<number> {
    const { executable, lowered, part, indices, objective } = this;
    let last: Promise<number> = Promise.resolve(Number.NaN);
    for (let i = 0; i < count; i++) {
      const slot = await executable.acquire();
      this.step++;
      const scalars = objective.scalars({ step: this.step, learningRate: objective.learningRate });
      await fillSlot(slot, lowered, part, indices, { seed, step: this.step, scalars });
      last = slot.run().then((result) => scalarOutput(result, 'loss'));
    }
    return last;
  }
}

export async function measureTraining(
  platform: Pick<Platform, 'now'>,
  request: MeasureRequest,
): Promise<Measurement> {
  const part = await syntheticPart(request.fields, request.batchSize);
  const started = platform.now();
  const network = lowerNetwork(requireRunnable(inferNetwork(request.project, request.fields)));
  const session: Session = await request.backend.createSession({
    state: network.state,
    threads: request.threads,
    profile: request.profile ?? false,
  });
  try {
    initializeState(session, network, seed);
    const lowered = network.trainStep(0, 0, request.batchSize);
    const executable = await session.load(lowered.program, { haltOutput: 'finite' });
    const plan = trainingPlan(request.project, network, {
      training: request.batchSize,
      validation: 0,
    });
    const runner = new StepRunner(
      executable,
      lowered,
      part,
      plan.phases[0]?.objectives[0] as ObjectivePlan,
    );
    await runner.run(1);
    const firstStepMilliseconds = platform.now() - started;
    const lossAfterTenSteps = await runner.run(checkedSteps - 1);
    const { millisecondsPerStep, profile } = await time(platform, runner, request, executable);
    const statistics = executable.statistics();
    return {
      millisecondsPerStep,
      threads: session.threads,
      firstStepMilliseconds,
      lossAfterTenSteps,
      statistics,
      profile,
    };
  } finally {
    await session.close();
  }
}

async function time(
  platform: Pick<Platform, 'now'>,
  runner: StepRunner,
  request: MeasureRequest,
  executable: Executable,
): Promise<Pick<Measurement, 'millisecondsPerStep' | 'profile'>> {
  if (request.measure === 0) return { millisecondsPerStep: Number.NaN, profile: null };
  const began = platform.now();
  let steps = 0;
  while (platform.now() - began < request.warmUp || steps < 4) {
    await runner.run(2);
    steps += 2;
  }
  const start = platform.now();
  await runner.run(2);
  const perStep = (platform.now() - start) / 2;
  const count = Math.max(2, Math.round(request.measure / rounds / perStep));
  const times: number[] = [];
  const before = executable.profile?.() ?? null;
  for (let round = 0; round < rounds; round++) {
    const from = platform.now();
    await runner.run(count);
    times.push((platform.now() - from) / count);
  }
  const after = executable.profile?.() ?? null;
  return {
    millisecondsPerStep: times.sort((a, b) => a - b)[rounds >> 1] as number,
    profile: before && after ? profilePerStep(before, after, rounds * count) : null,
  };
}

/** What was noted between two readings, over the steps between them. */
function profilePerStep(
  before: ProgramProfile,
  after: ProgramProfile,
  steps: number,
): ProgramProfile {
  const between = (from: readonly number[] = [], to: readonly number[]) =>
    to.map((value, thread) => (value - (from[thread] ?? 0)) / steps);
  return {
    kernels: after.kernels,
    tasks: after.tasks.map((task, index) => ({
      ...task,
      milliseconds: between(before.tasks[index]?.milliseconds, task.milliseconds),
    })),
    barriers: after.barriers.map((waits, index) => between(before.barriers[index], waits)),
    idle: between(before.idle, after.idle),
  };
}

/** One batch of normal features and uniform classes, the same for every run. */
async function syntheticPart(fields: readonly Field[], size: number): Promise<Part> {
  const random = new RandomStream(seed, 0x62656e63);
  const values = new Map<string, Float32Array | Int32Array>();
  for (const { name, dtype, shape, classes } of fields) {
    const length = size * shape.reduce((product, n) => product * n, 1);
    const made = Array.from({ length }, () =>
      classes ? random.integer(classes.length) : random.normal(),
    );
    values.set(name, dtype === 'i32' ? Int32Array.from(made) : Float32Array.from(made));
  }
  return {
    size,
    read: async (field, indices, out) => {
      const all = values.get(field) as Float32Array | Int32Array;
      const width = all.length / size;
      for (const [i, index] of indices.entries())
        out.set(all.subarray(index * width, (index + 1) * width), i * width);
    },
  };
}
