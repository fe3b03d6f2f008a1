/** What follows the end of a run, and what the host shows of one: task bar, notification, the node that broke. */
import i18next from 'i18next';
import type { TrainingMessage } from '../../engine/index.ts';
import { centreNode } from '../canvas/camera.ts';
import { host } from '../host.ts';
import { useDocument } from '../store/document.ts';
import { isTraining, type Progress, useRun } from '../store/run.ts';
import { select } from '../store/view.ts';
import { notify } from '../ui/toasts.ts';
import { refreshResumable } from './resumable.ts';
import { announcement, failureSentence, shareDone } from './status.ts';

/** Runs that took at least so long are worth a notification; seconds. */
const long = 10;
/** From so long a rest on a person may want to do something else meanwhile; seconds. */
const waiting = 180;
const sure = 200;

export function runEnded({
  seconds,
  state,
  nonFinite,
}: Extract<TrainingMessage, { kind: 'ended' }>): void {
  const now = useRun.getState();
  if (nonFinite) showBroken(nonFinite.node);
  if (state === 'failed') notify('bad', failureSentence(now));
  if (seconds >= long && !document.hasFocus()) {
    const { name } = useDocument.getState().project;
    host.window.notify(i18next.t(`train:notification.${state}`, { name }), announcement(now));
  }
  void refreshResumable();
}
/** The engine names nodes by their labels. */
function showBroken(label: string): void {
  const node = useDocument.getState().project.nodes.find((each) => each.label === label);
  if (!node) return;
  select([node.id]);
  centreNode(node.id);
}

/** Keeps title and task bar in step with the run. */
export function startHostProgress(): void {
  let shown: number | null | 'error' = null;
  useRun.subscribe((state) => {
    if (state.progress) offerNotification(state.progress);
    const next = progressOf(state.state, shareDone(state));
    if (next === shown) return;
    shown = next;
    host.window.setProgress(next);
  });
}
let offered = false;
/** Browsers show a notification only after a click has allowed them: offered once, for a run that is worth waiting for. */
function offerNotification({ step, secondsLeft }: Progress): void {
  // The first batches are slow: what is left is not known before some of them are done.
  if (
    offered ||
    step < sure ||
    secondsLeft < waiting ||
    globalThis.Notification?.permission !== 'default'
  )
    return;
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
