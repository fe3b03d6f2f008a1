/** A project comes in; how long each stage of making its training step takes goes out. */
import type { ExecutableStatistics } from '../../backends/types.ts';
import type { Platform } from '../../platform.ts';
import { type CompileStage, compileStages } from '../../util/stages.ts';
import { type OpenRequest, withOpened } from './opened.ts';

export interface CompileMeasurement {
  /** Milliseconds, in the order of the stages; all of them add up to `total`. */
  readonly stages: readonly { readonly stage: CompileStage; readonly milliseconds: number }[];
  /** From the parsed project to an executable that takes steps. */
  readonly total: number;
  readonly statistics: ExecutableStatistics;
}

/** Compiles once, as at the start of a run: nothing is warmed up and nothing repeated. */
export async function measureCompiling(
  platform: Pick<Platform, 'now'>,
  request: OpenRequest,
): Promise<CompileMeasurement> {
  const spent = new Map<CompileStage, number>(compileStages.map((stage) => [stage, 0]));
  const started = platform.now();
  let last = started;
  const onStage = (stage: CompileStage) => {
    const now = platform.now();
    spent.set(stage, (spent.get(stage) ?? 0) + now - last);
    last = now;
  };
  return withOpened(
    request,
    async (network, session) => {
      const { program } = network.trainStep(0, 0, request.batchSize);
      const executable = await session.load(program, { haltOutput: 'finite' });
      onStage('load');
      return {
        stages: [...spent].map(([stage, milliseconds]) => ({ stage, milliseconds })),
        total: last - started,
        statistics: executable.statistics(),
      };
    },
    onStage,
  );
}
