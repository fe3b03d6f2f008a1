/** What follows the end of a run, and what the host shows of one: task bar, notification, the node that broke. */
import i18next from 'i18next';
import type { TrainingMessage } from '../../engine/index.ts';
import { centreNode } from '../canvas/camera.ts';
import { nodesById } from '../canvas/lookup.ts';
import { host } from '../host.ts';
import { useDocument } from '../store/document.ts';
import { isTraining, type RunStore, useRun } from '../store/run.ts';
import { select } from '../store/view.ts';
import { notify } from '../ui/toasts.ts';
import { refreshResumable } from './resumable.ts';
import { announcement, brokenNode, failureSentence, shareDone } from './status.ts';

/** Runs that took at least so long are worth a notification; seconds. */
const long = 10;
/** From so long a rest on a person may want to do something else meanwhile; seconds. */
const waiting = 120;
/** Before, what is left is a guess; seconds. */
const sure = 30;

export function runEnded({
  seconds,
  state,
  nonFinite,
}: Extract<TrainingMessage, { kind: 'ended' }>): void {
  const now = useRun.getState();
  if (nonFinite) showBroken();
  if (state === 'failed') notify('bad', failureSentence(now));
  if (seconds >= long && !document.hasFocus()) {
    const { name } = useDocument.getState().project;
    host.window.notify(i18next.t(`train:notification.${state}`, { name }), announcement(now));
  }
  void refreshResumable();
}
/** Selects the node that broke, if it is still drawn. */
function showBroken(): void {
  const broken = brokenNode(useRun.getState());
  if (!broken || !nodesById(useDocument.getState().project.nodes).has(broken.id)) return;
  select([broken.id]);
  centreNode(broken.id);
}

/** Keeps title and task bar in step with the run; once a second is enough, and a title costs much. */
export function startHostProgress(): void {
  let shown: number | null | 'error' = null;
  let shownAt = 0;
  useRun.subscribe((state) => {
    offerNotification(state);
    const next = progressOf(state.state, shareDone(state));
    const ticks = typeof next === 'number' && typeof shown === 'number';
    if (next === shown || (ticks && performance.now() - shownAt < 1000)) return;
    shown = next;
    shownAt = performance.now();
    host.window.setProgress(next);
  });
}
let offered = false;
/** Browsers show a notification only after a click has allowed them: offered once, for a run that is worth waiting for. */
function offerNotification({ run, progress, state }: RunStore): void {
  if (offered || !run || !progress || state !== 'running') return;
  const gone = (Date.now() - run.startedOn) / 1000;
  if (gone < sure || progress.secondsLeft < waiting) return;
  if (globalThis.Notification?.permission !== 'default') return;
  offered = true;
  notify('information', i18next.t('train:notification.offer'), {
    label: i18next.t('train:notification.allow'),
    run: () => void host.window.allowNotifications(),
  });
}
/** In hundredths, so that it is told rarely. */
function progressOf(
  state: ReturnType<typeof useRun.getState>['state'],
  share: number,
): number | null | 'error' {
  if (state === 'failed') return 'error';
  return isTraining({ state }) ? Math.floor(share * 100) / 100 : null;
}
