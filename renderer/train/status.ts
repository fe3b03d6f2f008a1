/** The run store in, what the status says out: for the eye a phase, for the ear one sentence of states and epochs. */
import i18next from 'i18next';
import type { EpochSummary, ProjectNode } from '../../engine/index.ts';
import { metricTitle } from '../i18n/layerNames.ts';
import { sentenceOf } from '../i18n/sentences.ts';
import { useNetwork } from '../store/network.ts';
import type { RunStore } from '../store/run.ts';
import { curve } from './curve.ts';
import { countText, durationText, lossText, metricText, percentText, rateText } from './format.ts';

const t = (key: string, values: Record<string, unknown> = {}): string =>
  i18next.t(`train:${key}`, values);

/** Steps done: batches are told before the progress that counts them. */
export function stepsDone({ progress, run }: Pick<RunStore, 'progress' | 'run'>): number {
  return Math.max(curve().steps.at(-1) ?? 0, progress?.step ?? 0, run?.startedAt ?? 0);
}
export const stepsInAll = ({ run }: Pick<RunStore, 'run'>): number =>
  run ? run.stepsPerEpoch * run.epochs : 0;

export function shareDone(state: RunStore): number {
  const all = stepsInAll(state);
  return all > 0 ? Math.min(1, stepsDone(state) / all) : 0;
}
/** The metric that is shown where there is room for one: the first, of the validation where there is one. */
export function mainMetric(
  epoch: EpochSummary | undefined,
): { readonly name: string; readonly value: number; readonly validation: boolean } | null {
  if (!epoch) return null;
  const [name] = Object.keys(epoch.metrics);
  if (name === undefined) return null;
  const validation = epoch.validation?.metrics[name];
  if (validation !== undefined) return { name, value: validation, validation: true };
  return { name, value: epoch.metrics[name] as number, validation: false };
}

export const readPercent = (state: RunStore): string => percentText(shareDone(state), 0);
export const readEpoch = (state: RunStore): string | null =>
  state.run &&
  `${Math.min(state.run.epochs, Math.floor(stepsDone(state) / state.run.stepsPerEpoch) + 1)}`;
export const readLoss = ({ progress, epochs }: RunStore): string | null => {
  const loss = progress?.loss ?? epochs.at(-1)?.loss ?? curve().losses.at(-1);
  return loss === undefined ? null : lossText(loss);
};
export const readRate = ({ progress, epochs }: RunStore): string | null => {
  const rate = progress?.samplesPerSecond ?? epochs.at(-1)?.samplesPerSecond;
  return rate === undefined ? null : rateText(rate);
};
export const readLeft = ({ progress }: RunStore): string | null =>
  progress && durationText(progress.secondsLeft);
export const readStep = (state: RunStore): string => countText(stepsDone(state));

/** What is announced: it changes with the state and once an epoch, never with the numbers that tick. */
export function announcement(
  state: Pick<RunStore, 'state' | 'epochs' | 'nonFinite' | 'failure' | 'earlyStop' | 'run'>,
): string {
  switch (state.state) {
    case 'idle':
      return state.failure ? sentenceOf(state.failure) : '';
    case 'starting':
      return t('status.starting');
    case 'running': {
      const epoch = state.epochs.at(-1);
      return epoch ? epochSentence(epoch) : t('status.running');
    }
    case 'paused':
      return t('status.paused');
    case 'stopped':
      return t('status.stopped');
    case 'finished':
      return finishedSentence(state);
    case 'failed':
      return failureSentence(state);
    default:
      return state.state satisfies never;
  }
}
export function epochSentence(epoch: EpochSummary): string {
  const metric = mainMetric(epoch);
  // The one that the top bar shows.
  const loss = lossText(epoch.loss);
  const values = { epoch: epoch.epoch, epochs: epoch.epochs, loss };
  return metric
    ? t('status.epochMetric', {
        ...values,
        name: metricName(metric.name, metric.validation),
        value: metricText(metric.name, metric.value),
      })
    : t('status.epoch', values);
}
function finishedSentence({ epochs, earlyStop }: Pick<RunStore, 'epochs' | 'earlyStop'>): string {
  const epoch = epochs.at(-1);
  const start = earlyStop
    ? t('status.stoppedEarly', { epoch: earlyStop.epoch })
    : t('status.finished');
  return epoch ? `${start} ${epochSentence(epoch)}` : start;
}
/** Names the node where a number stopped being finite. */
export function failureSentence({
  nonFinite,
  failure,
  run,
}: Pick<RunStore, 'nonFinite' | 'failure' | 'run'>): string {
  if (nonFinite) {
    const { step, what, name } = nonFinite;
    const node = brokenNode({ nonFinite, run })?.label ?? nonFinite.node;
    return t(`nonFinite.${what}`, { step: countText(step), node, name });
  }
  return failure ? sentenceOf(failure) : t('status.failed');
}

/** The node whose number stopped being finite, as the run has it. */
export function brokenNode({
  nonFinite,
  run,
}: Pick<RunStore, 'nonFinite' | 'run'>): ProjectNode | undefined {
  return run?.project.nodes.find(
    ({ id, label }) => nonFinite !== null && (id === nonFinite.node || label === nonFinite.node),
  );
}

/** "Accuracy", as a title; "validation accuracy" or "val accuracy" in a line of text. */
export function metricName(name: string, validation: boolean, short = false): string {
  const title = metricTitle(useNetwork.getState().catalogue?.metrics ?? [], name);
  return validation
    ? t(short ? 'validationShortOf' : 'validationOf', { name: inText(title) })
    : title;
}
/** Without the capital of a title; abbreviations keep theirs. */
const inText = (title: string): string =>
  /^\p{Lu}\p{Ll}/u.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
