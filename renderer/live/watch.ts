/** Keeps what is watched in step with document, view and run: asks the run for what it has, the preview for the rest. */
import type { DataSummary, SampleReference } from '../../engine/index.ts';
import { useDocument } from '../store/document.ts';
import { forgetFrames, onFrame } from '../store/live.ts';
import { useNetwork } from '../store/network.ts';
import { useRun } from '../store/run.ts';
import { useView } from '../store/view.ts';
import { focusNode } from './focus.ts';
import { onOrigins, outdatedNodes, startOrigins } from './origin.ts';
import { planWatch, type Situation, type WatchPlan } from './plan.ts';
import { forgetPreviewWatch, watchPreview } from './previewWatch.ts';
import { forgetRunWatch, runFrameCame, watchRun } from './runWatch.ts';
import { suitableSample } from './suitable.ts';
import { onVisible, visibleNodes } from './visible.ts';

/** The watched sample and the pinned one, as far as the data have them. */
export function watchedSamples(data: DataSummary): readonly SampleReference[] {
  const { sample, pinned } = useView.getState();
  return [sample, ...(pinned ? [pinned] : [])].flatMap((wanted) => {
    const suitable = suitableSample(wanted, data);
    return suitable ? [suitable] : [];
  });
}

/** What the window wants to see now, or null while the network or its data are not known. */
function situationNow(): { plan: WatchPlan; samples: readonly SampleReference[] } | null {
  const { summary, data, types } = useNetwork.getState();
  const { project } = useDocument.getState();
  if (!summary || !data) return null;
  const samples = watchedSamples(data);
  if (samples.length === 0) return null;
  const focus = focusNode();
  const ends = project.nodes.filter(({ type }) => types.get(type)?.category === 'data');
  const { run, state } = useRun.getState();
  const situation: Situation = {
    ready: summary.order.filter((id) => summary.nodes[id]?.status === 'ok'),
    visible: visibleNodes(),
    always: ends.map(({ id }) => id),
    focus,
    weightsOf: focus !== null && (summary.nodes[focus]?.weights.length ?? 0) > 0 ? focus : null,
    hasRun: run !== null,
    outdated: outdatedNodes(),
  };
  const plan = planWatch(situation);
  // A run that is being opened may be looked at from its first batch; until then there is the preview.
  const early = planWatch({ ...situation, hasRun: true, outdated: new Set() }).run;
  return { plan: state === 'starting' ? { ...plan, run: early } : plan, samples };
}

let due = false;
/** Decides again, once for all changes of the same moment. */
function follow(): void {
  if (due) return;
  due = true;
  queueMicrotask(() => {
    due = false;
    const now = situationNow();
    watchRun(now?.plan.run ?? null, now?.samples ?? []);
    watchPreview(now?.plan.preview ?? null, now?.samples ?? []);
    if (!now) forgetFrames('preview');
  });
}

/** Begins to watch; everything that changes what is to be seen is followed from now on. */
export function startWatching(): void {
  startOrigins();
  useView.subscribe((state, before) => {
    const same =
      state.nodes === before.nodes &&
      state.sample === before.sample &&
      state.pinned === before.pinned;
    if (!same) follow();
  });
  useNetwork.subscribe((state, before) => {
    if (state.summary !== before.summary || state.data !== before.data) follow();
  });
  useRun.subscribe((state, before) => {
    const starts = state.state === 'starting' && before.state !== 'starting';
    if (state.run !== before.run || starts) follow();
  });
  onOrigins(follow);
  let visibleTimer: ReturnType<typeof setTimeout> | undefined;
  onVisible(() => {
    // Panning moves many in and out at once.
    clearTimeout(visibleTimer);
    visibleTimer = setTimeout(follow, 100);
  });
  onFrame(runFrameCame);
  follow();
}
/** After the engine's worker was started again: it does not know what was asked. */
export function watchAgain(): void {
  forgetRunWatch();
  forgetPreviewWatch();
  follow();
}
