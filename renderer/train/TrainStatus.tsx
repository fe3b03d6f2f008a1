/** The status in the top bar: ready, issues, or the numbers of the run; states and epochs are announced, ticking numbers are not. */
import { CircleAlert, CircleCheck, Pause, PencilLine, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDocument } from '../store/document.ts';
import { isTraining, type RunStore, useRun } from '../store/run.ts';
import { useView } from '../store/view.ts';
import { Spinner } from '../ui/Spinner.tsx';
import { Tooltip } from '../ui/Tooltip.tsx';
import { explainObstacle, obstacleSentence } from './blocked.ts';
import { durationText, lossText, metricText } from './format.ts';
import { LiveText } from './LiveText.tsx';
import { differs } from './pending.ts';
import { RunProgress } from './RunProgress.tsx';
import {
  announcement,
  failureSentence,
  mainMetric,
  metricName,
  readEpoch,
  readLeft,
  readLoss,
  readPercent,
  readRate,
  readStep,
} from './status.ts';
import { useObstacle } from './useObstacle.ts';

export function TrainStatus() {
  const state = useRun((run) => run.state);
  return (
    <div className="@container/status flex min-w-0 flex-1 items-center justify-end text-dim">
      <Announcer />
      {state === 'idle' ? <Readiness /> : <RunStatus />}
    </div>
  );
}

/** The one status element: its text changes with states and epochs only. */
function Announcer() {
  const { t } = useTranslation('train');
  const text = useRun((state) => announcement(state));
  return (
    <div role="status" aria-label={t('statusLabel')} className="sr-only">
      {text}
    </div>
  );
}

/** Before the first run: whether Train would work. */
function Readiness() {
  const { t } = useTranslation('train');
  const found = useObstacle();
  if (!found)
    return (
      <span className="flex items-center gap-1.5" data-status="ready">
        <CircleCheck aria-hidden className="size-3.5 text-good" />
        {t('status.ready')}
      </span>
    );
  if (found.kind === 'waiting' || found.kind === 'data-loading')
    return (
      <span className="flex items-center gap-1.5" data-status="waiting">
        <Spinner />
        {t(`blocked.${found.kind}`)}
      </span>
    );
  if (found.kind === 'issue')
    return (
      <button
        type="button"
        data-action="show-issues"
        data-status="issues"
        className="flex items-center gap-1.5 rounded-md px-1.5 py-0.5 hover:bg-hover hover:text-text"
        onClick={() => useView.setState({ dockTab: 'issues', dockOpen: true })}
      >
        <CircleAlert aria-hidden className="size-3.5 text-bad" />
        {t('status.issues', { count: found.count })}
      </button>
    );
  return (
    <button
      type="button"
      data-action="show-obstacle"
      data-status={found.kind}
      className="flex min-w-0 items-center gap-1.5 rounded-md px-1.5 py-0.5 hover:bg-hover hover:text-text"
      onClick={() => explainObstacle(found)}
    >
      <TriangleAlert aria-hidden className="size-3.5 shrink-0 text-warning" />
      <span className="truncate">{obstacleSentence(found)}</span>
    </button>
  );
}

function RunStatus() {
  const state = useRun((run) => run.state);
  return (
    // What finds no room is not cut in the middle: it falls into a second line, which is not seen.
    <div
      className="flex h-6 min-w-0 flex-wrap content-start items-center justify-end gap-x-4 overflow-hidden whitespace-nowrap *:leading-6"
      data-status={state}
    >
      <Pending />
      <StateOfRun state={state} />
    </div>
  );
}
function StateOfRun({ state }: { readonly state: RunStore['state'] }) {
  const { t } = useTranslation('train');
  switch (state) {
    case 'idle':
      return null;
    case 'starting':
      return (
        <span className="flex items-center gap-1.5">
          <Spinner />
          {t('status.starting')}
        </span>
      );
    case 'running':
      return (
        <>
          <RunProgress />
          <Figure
            value={<LiveText read={readPercent} />}
            className="hidden @[44rem]/status:block"
          />
          <Numbers />
          <Figure name={t('left')} value={<LiveText read={readLeft} />} />
        </>
      );
    case 'paused':
      return (
        <>
          <span className="flex items-center gap-1.5">
            <Pause aria-hidden className="size-3.5 text-warning" />
            {t('status.pausedAt')}
            <b className="font-semibold text-text">
              <LiveText read={readStep} />
            </b>
          </span>
          <Numbers />
        </>
      );
    case 'stopped':
    case 'finished':
      return <Ended finished={state === 'finished'} />;
    case 'failed':
      return <Failed />;
    default:
      return state satisfies never;
  }
}

/** A word and a number that ticks. */
function Figure({
  name,
  value,
  className = '',
}: {
  readonly name?: string;
  readonly value: ReactNode;
  readonly className?: string;
}) {
  return (
    <span className={className}>
      {name && `${name} `}
      <b className="font-semibold text-text">{value}</b>
    </span>
  );
}
function Numbers() {
  const { t } = useTranslation('train');
  const epochs = useRun((state) => state.run?.epochs ?? 0);
  const metric = mainMetric(useRun((state) => state.epochs.at(-1)));
  return (
    <>
      <span>
        {t('epoch')}{' '}
        <b className="font-semibold text-text">
          <LiveText read={readEpoch} />
        </b>
        /{epochs}
      </span>
      <Figure name={t('lossShort')} value={<LiveText read={readLoss} />} />
      {metric && (
        <Figure
          className="hidden @[29rem]/status:block"
          name={metricName(metric.name, metric.validation, true)}
          value={metricText(metric.name, metric.value)}
        />
      )}
      <span className="hidden @[38rem]/status:block">
        <b className="font-semibold text-text">
          <LiveText read={readRate} />
        </b>{' '}
        {t('perSecond')}
      </span>
    </>
  );
}

function Ended({ finished }: { readonly finished: boolean }) {
  const { t } = useTranslation('train');
  const epoch = useRun((state) => state.epochs.at(-1));
  const seconds = useRun((state) => state.seconds);
  const early = useRun((state) => state.earlyStop);
  const metric = mainMetric(epoch);
  return (
    <>
      <span className="flex items-center gap-1.5">
        <CircleCheck aria-hidden className={`size-3.5 ${finished ? 'text-good' : 'text-faint'}`} />
        {early
          ? t('status.earlyShort', { epoch: early.epoch })
          : t(finished ? 'status.finishedShort' : 'status.stoppedShort')}
      </span>
      {epoch && <Figure name={t('lossShort')} value={lossText(epoch.loss)} />}
      {metric && (
        <Figure
          name={metricName(metric.name, metric.validation, true)}
          value={metricText(metric.name, metric.value)}
        />
      )}
      {seconds !== null && (
        <Figure
          className="hidden @md/status:block"
          name={t('took')}
          value={durationText(seconds)}
        />
      )}
    </>
  );
}
function Failed() {
  const sentence = useRun((state) => failureSentence(state));
  return (
    <Tooltip text={sentence}>
      <button type="button" className="flex min-w-0 max-w-full items-center gap-1.5 text-bad">
        <CircleAlert aria-hidden className="size-3.5 shrink-0" />
        <span className="truncate">{sentence}</span>
      </button>
    </Tooltip>
  );
}

/** While a run is there: whether the drawing has moved on. */
function Pending() {
  const { t } = useTranslation('train');
  const run = useRun((state) => state.run);
  const training = useRun(isTraining);
  const pending = useDocument(({ project }) => run !== null && differs(project, run.project));
  if (!pending || !training) return null;
  return (
    <Tooltip text={t('pendingHelp')}>
      <span
        className="flex items-center gap-1.5 rounded-md bg-hover px-1.5 py-0.5 text-xs text-text"
        data-status="pending"
      >
        <PencilLine aria-hidden className="size-3" />
        <span className="sr-only @3xl/status:not-sr-only">{t('pending')}</span>
      </span>
    </Tooltip>
  );
}
