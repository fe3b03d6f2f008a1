/** What a person does with a run: train, pause, resume, step, stop, pace and learning rate; each answers in the run store. */
import i18next from 'i18next';
import type { Failure, Result, RunSummary, StoredRun } from '../../engine/index.ts';
import { sentenceOf } from '../i18n/sentences.ts';
import { useDocument } from '../store/document.ts';
import { engine } from '../store/engine.ts';
import { forgetFrames } from '../store/live.ts';
import { isTraining, noRun, useRun } from '../store/run.ts';
import { useSettings } from '../store/settings.ts';
import { confirm } from '../ui/confirm.ts';
import { notify } from '../ui/toasts.ts';
import { explainObstacle } from './blocked.ts';
import { startCurve } from './curve.ts';
import { runBegan, runDidNotBegin } from './messages.ts';
import { refreshResumable } from './resumable.ts';
import { chooseThreads } from './threads.ts';
import { obstacleNow } from './useObstacle.ts';

/** Says so where the engine refused; true where it did not. */
function told(result: Result<unknown>): boolean {
  if (!result.ok) notify('bad', sentenceOf(result.error));
  return result.ok;
}

async function threadsNow(): Promise<number> {
  const host = await engine.training.host();
  return chooseThreads(
    useSettings.getState().threads,
    host.ok ? host.value : { cores: 1, sharedMemory: false },
  );
}

async function mayReplaceRun(): Promise<boolean> {
  if (!isTraining(useRun.getState())) return true;
  const t = i18next.getFixedT(null, 'train');
  const answer = await confirm({
    title: t('restart.title'),
    sentence: t('restart.sentence'),
    choices: [
      { value: 'keep', label: t('restart.keep') },
      { value: 'restart', label: t('restart.restart'), kind: 'primary' },
    ],
    cancel: 'keep',
  });
  return answer === 'restart';
}

export interface TrainOptions {
  /** Begin with the weights of that run. */
  readonly continueFrom?: string;
  /** Begin paused, before the first batch. */
  readonly paused?: boolean;
}
/** Trains the document as it is now; false where something stood in the way, which was said and shown. */
export async function train({ continueFrom, paused = false }: TrainOptions = {}): Promise<boolean> {
  const { project } = useDocument.getState();
  const found = obstacleNow();
  if (found) {
    explainObstacle(found);
    return false;
  }
  if (!(await mayReplaceRun())) return false;
  return begin(paused, async () =>
    engine.training.start({
      project,
      threads: await threadsNow(),
      paused,
      ...(continueFrom !== undefined && { continueFrom }),
    }),
  );
}
/** Goes on with a stored run where its newest checkpoint is; asks where another is under way. */
export async function resumeStored(stored: StoredRun, paused = false): Promise<boolean> {
  return (await mayReplaceRun()) && goOn(stored, paused);
}
/** The same, without a question. */
export async function goOn(stored: StoredRun, paused: boolean): Promise<boolean> {
  const upTo = stored.curve.steps.findIndex((step) => step > stored.step);
  const end = upTo < 0 ? stored.curve.steps.length : upTo;
  return begin(
    paused,
    async () => engine.training.resumeStored(stored.id, { threads: await threadsNow(), paused }),
    {
      epochs: stored.history,
      curve: {
        steps: stored.curve.steps.slice(0, end),
        losses: stored.curve.losses.slice(0, end),
      },
    },
  );
}

/** The run's own document from its beginning: seed and threads make it the same run again. */
export async function startOver(
  { project, threads }: RunSummary,
  paused: boolean,
): Promise<boolean> {
  return begin(paused, () => engine.training.start({ project, threads, paused }));
}

async function begin(
  paused: boolean,
  open: () => Promise<Result<RunSummary>>,
  earlier?: Parameters<typeof runBegan>[2],
): Promise<boolean> {
  const before = useRun.getState().run;
  const { documentId } = useDocument.getState();
  useRun.setState({ state: 'starting', failure: null, nonFinite: null });
  const result = await open();
  if (documentId !== useDocument.getState().documentId) {
    // Another document was opened meanwhile: this run belongs to none.
    if (result.ok) await engine.training.stop();
    return false;
  }
  if (!result.ok) {
    runDidNotBegin();
    couldNotBegin(result.error);
    return false;
  }
  if (before && before.id !== result.value.id) forgetFrames('run');
  runBegan(result.value, paused, earlier);
  void refreshResumable();
  return true;
}
/** The earlier run has been closed, or there was none. */
function couldNotBegin(failure: Failure): void {
  startCurve();
  forgetFrames('run');
  useRun.setState({ ...noRun, failure });
  notify('bad', i18next.t('train:notStarted', { sentence: sentenceOf(failure) }));
}

export async function pause(): Promise<void> {
  told(await engine.training.pause());
}
export async function resume(): Promise<void> {
  told(await engine.training.resume());
}
/** One batch; with no run, one begins and waits. */
export async function step(): Promise<void> {
  if (useRun.getState().state !== 'paused' && !(await train({ paused: true }))) return;
  told(await engine.training.step());
}
export async function stop(): Promise<void> {
  told(await engine.training.stop());
}
/** Least milliseconds between batches; 0 is full speed. Kept for the next run. */
export async function setPace(pace: number): Promise<void> {
  useRun.setState({ pace });
  told(await engine.training.setPace(pace));
}
/** A new base learning rate for this run from the next batch on; the document keeps its own. */
export async function setLearningRate(rate: number): Promise<void> {
  if (told(await engine.training.setLearningRate(rate))) useRun.setState({ learningRate: rate });
}

/** Another document is open: what ran belongs to the one before. */
export async function leaveRun(): Promise<void> {
  const { run, state } = useRun.getState();
  if (run && isTraining({ state })) await engine.training.stop();
  runDidNotBegin();
  startCurve();
  forgetFrames('run');
  forgetFrames('preview');
  useRun.setState(noRun);
  await refreshResumable();
}
