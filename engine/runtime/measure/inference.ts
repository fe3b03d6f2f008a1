/** A project comes in; how long a prediction for a batch of made-up samples takes goes out: feeding, answer and all. */
import type { ExecutableStatistics } from '../../backends/types.ts';
import type { Platform } from '../../platform.ts';
import { fillSlot } from '../feeder.ts';
import { type MeasureRequest, madeUpPart, seed, wholeBatch, withOpened } from './opened.ts';
import { type Timed, timeSteps } from './rounds.ts';

export interface InferenceMeasurement extends Timed {
  readonly threads: number;
  /** From the parsed project to its first answer. */
  readonly firstAnswerMilliseconds: number;
  readonly statistics: ExecutableStatistics;
}

/** Times calls one after the other: each is asked for when the one before was answered. */
export async function measureInference(
  platform: Pick<Platform, 'now'>,
  request: MeasureRequest,
): Promise<InferenceMeasurement> {
  const part = madeUpPart(request.fields, request.batchSize);
  const indices = wholeBatch(request.batchSize);
  const started = platform.now();
  return withOpened(request, async (network, session) => {
    const lowered = network.prediction(request.batchSize);
    const executable = await session.load(lowered.program);
    const run = async (count: number) => {
      for (let i = 0; i < count; i++) {
        const slot = await executable.acquire();
        await fillSlot(slot, lowered, part, indices, { seed, step: 0, scalars: {} });
        await slot.run();
      }
    };
    await run(1);
    const firstAnswerMilliseconds = platform.now() - started;
    const timed = await timeSteps(platform, request, executable, run);
    return {
      ...timed,
      threads: session.threads,
      firstAnswerMilliseconds,
      statistics: executable.statistics(),
    };
  });
}
