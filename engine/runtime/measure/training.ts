/** A project comes in; how long its training step takes on made-up data goes out: the trainer's own Program and feeding. */
import type { Executable, ExecutableStatistics } from '../../backends/types.ts';
import type { Part } from '../../data/types.ts';
import type { LoweredProgram } from '../../graph/lower/types.ts';
import type { Platform } from '../../platform.ts';
import { fillSlot, scalarOutput } from '../feeder.ts';
import { type ObjectivePlan, trainingPlan } from '../plan.ts';
import { type MeasureRequest, madeUpPart, seed, wholeBatch, withOpened } from './opened.ts';
import { type Timed, timeSteps } from './rounds.ts';

export interface Measurement extends Timed {
  readonly threads: number;
  /** From the parsed project to the end of its first step. */
  readonly firstStepMilliseconds: number;
  /** Loss of the tenth step from the fixed seed. */
  readonly lossAfterTenSteps: number;
  readonly statistics: ExecutableStatistics;
}

const checkedSteps = 10;

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
    this.indices = wholeBatch(lowered.batchSize);
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

/** Times the first objective's step; the ten checked steps run even where nothing is timed. */
export async function measureTraining(
  platform: Pick<Platform, 'now'>,
  request: MeasureRequest,
): Promise<Measurement> {
  const { project, fields, batchSize } = request;
  const part = madeUpPart(fields, batchSize);
  const started = platform.now();
  return withOpened(request, async (network, session) => {
    const lowered = network.trainStep(0, 0, batchSize);
    const executable = await session.load(lowered.program, { haltOutput: 'finite' });
    const plan = trainingPlan(project, network, { training: batchSize, validation: 0 });
    const objective = plan.phases[0]?.objectives[0] as ObjectivePlan;
    const runner = new StepRunner(executable, lowered, part, objective);
    await runner.run(1);
    const firstStepMilliseconds = platform.now() - started;
    const lossAfterTenSteps = await runner.run(checkedSteps - 1);
    const timed = await timeSteps(platform, request, executable, (count) => runner.run(count));
    return {
      ...timed,
      threads: session.threads,
      firstStepMilliseconds,
      lossAfterTenSteps,
      statistics: executable.statistics(),
    };
  });
}
