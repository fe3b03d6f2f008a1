/** `netloom train`: trains a project, shows it, saves weights and checkpoints. */
import {
  NetloomError,
  openRun,
  type Run,
  type TrainEvent,
  type TrainOutcome,
} from '../../engine/index.ts';
import { host } from '../host.ts';
import { describeData, loadProject, type RunOptions, runOverrides } from '../open.ts';
import { Reporter } from '../trainReporter.ts';

export interface TrainOptions extends RunOptions {
  readonly out?: string;
  readonly checkpoint?: string;
  readonly checkpointEvery?: number;
  readonly resume?: boolean;
  readonly json?: boolean;
}

/** Steps between checkpoints when none are asked for: reliability's bound on what a crash may cost. */
const defaultCheckpointSteps = 200;
const leastCheckpointMilliseconds = 5_000;

/** Resolves to the exit code: 0, 1 when training stopped being finite, 130 after Ctrl-C. */
export async function train(projectPath: string, options: TrainOptions): Promise<number> {
  if (options.resume && !options.checkpoint) {
    throw new NetloomError(
      'usage',
      'Give the folder of the checkpoints with --checkpoint to resume.',
    );
  }
  const platform = host();
  const project = await loadProject(platform, projectPath);
  const run = await openRun(platform, { project, ...runOverrides(options, projectPath) });
  const reporter = new Reporter(options.json === true, run.plan);
  try {
    reporter.begin(describeData(run));
    const outcome = await trainRun(run, options, reporter);
    return await finish(run, outcome, options, reporter);
  } finally {
    reporter.end();
    await run.close();
  }
}

async function trainRun(
  run: Run,
  options: TrainOptions,
  reporter: Reporter,
): Promise<TrainOutcome> {
  const trainer = run.trainer({
    onEvent: (event: TrainEvent) => reporter.event(event),
    ...(options.checkpoint && { checkpointDirectory: options.checkpoint }),
    saveEvery: {
      steps: options.checkpointEvery ?? defaultCheckpointSteps,
      milliseconds: options.checkpointEvery ? 0 : leastCheckpointMilliseconds,
    },
  });
  if (options.resume) reporter.resumed(await trainer.resumeFromCheckpoint());
  const interrupt = () => {
    process.off('SIGINT', interrupt);
    reporter.note('Finishing the step; press Ctrl-C again to leave at once.');
    trainer.stop();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    return await trainer.run();
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

async function finish(
  run: Run,
  outcome: TrainOutcome,
  options: TrainOptions,
  reporter: Reporter,
): Promise<number> {
  const weights = run.exportWeights();
  if (options.out) await host().writeAtomic(options.out, weights.bytes);
  reporter.done(outcome, weights, options.out);
  if (outcome.state === 'failed' && outcome.nonFinite) {
    const { what, name, step } = outcome.nonFinite;
    const node =
      run.inferred.nodes.get(outcome.nonFinite.node)?.node.label ?? outcome.nonFinite.node;
    const where =
      what === 'output' ? `the output of "${node}"` : `the ${what} of "${node}" (${name})`;
    throw new NetloomError(
      'not-finite',
      `Training stopped at step ${step}: ${where} is no longer a finite number; try a smaller learning rate or gradient clipping.`,
    );
  }
  return outcome.state === 'stopped' ? 130 : 0;
}
