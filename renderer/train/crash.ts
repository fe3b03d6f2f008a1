/** When the engine's worker breaks down during a run: goes on from the newest checkpoint, says so; gives up when it is too often. */
import i18next from 'i18next';
import type { Result, RunSummary, StoredRun } from '../../engine/index.ts';
import type { EngineCrash } from '../engine/engineClient.ts';
import { watchAgain } from '../live/watch.ts';
import { engine } from '../store/engine.ts';
import { askAgain } from '../store/inference.ts';
import { forgetFrames } from '../store/live.ts';
import { isTraining, noRun, useRun } from '../store/run.ts';
import { notify } from '../ui/toasts.ts';
import { goOn, startOver } from './commands.ts';
import { curve } from './curve.ts';
import { countText } from './format.ts';

const t = (key: string, values: Record<string, unknown> = {}): string =>
  i18next.t(`train:${key}`, values);

export async function engineCrashed({ worker, reason, restarted }: EngineCrash): Promise<void> {
  if (!restarted) {
    giveUp(worker, reason);
    return;
  }
  if (worker !== 'training') {
    watchAgain();
    return;
  }
  const { run, state } = useRun.getState();
  watchAgain();
  if (!run) return;
  if (isTraining({ state })) await recover(run, state === 'paused', reason);
  else await bringBack(run, reason);
}

/** The run's newest checkpoint, or its beginning where there is none yet: training it again gives the same. */
async function recover(run: RunSummary, paused: boolean, reason: string): Promise<void> {
  const done = curve().steps.at(-1) ?? 0;
  const stored = storedOf(await engine.training.storedRuns(), run.id);
  const began = stored ? await goOn(stored, paused) : await startOver(run, paused);
  if (!began) return;
  const step = stored?.step ?? 0;
  notify('warning', t('crash.resumed', { reason, step: countText(step), done: countText(done) }));
}
/** An ended run waits at its last checkpoint, so that it can be looked at and exported; without one it is gone. */
async function bringBack(run: RunSummary, reason: string): Promise<void> {
  const stored = storedOf(await engine.training.storedRuns(), run.id);
  if (stored && (await goOn(stored, true))) {
    notify('warning', t('crash.broughtBack', { reason, step: countText(stored.step) }));
    return;
  }
  forgetFrames('run');
  useRun.setState(noRun);
  notify('warning', t('crash.lost', { reason }));
}
const storedOf = (result: Result<readonly StoredRun[]>, run: string): StoredRun | undefined =>
  result.ok ? result.value.find(({ id }) => id === run) : undefined;

function giveUp(worker: EngineCrash['worker'], reason: string): void {
  const { state } = useRun.getState();
  if (worker === 'training' && isTraining({ state })) {
    useRun.setState({ state: 'failed', failure: { code: 'engine-stopped', sentence: reason } });
  }
  notify('bad', reason, { label: t('crash.restart'), run: () => restart() });
}
function restart(): void {
  engine.restart();
  void askAgain();
  watchAgain();
  const { run } = useRun.getState();
  if (run) void bringBack(run, t('crash.restarted'));
}
