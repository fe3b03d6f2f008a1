/** Takes what the training service tells; keeps the run store, the curve and the live frames true. */
import type {
  EpochSummary,
  LiveFrame,
  RunSummary,
  TrainEvent,
  TrainingMessage,
} from '../../engine/index.ts';
import { sentenceOf } from '../i18n/sentences.ts';
import { showFrame } from '../store/live.ts';
import { noRun, type Progress, useRun } from '../store/run.ts';
import { notify } from '../ui/toasts.ts';
import { addPoints, startCurve } from './curve.ts';

/** Numbers that tick are shown so often; milliseconds. */
const tick = 200;

/** Told about ends of runs, after the store knows. */
type EndListener = (message: Extract<TrainingMessage, { kind: 'ended' }>) => void;
const endListeners = new Set<EndListener>();
export function onEnded(listener: EndListener): () => void {
  endListeners.add(listener);
  return () => endListeners.delete(listener);
}

/** What came while a run was starting: nobody knows its id yet. */
let early: TrainingMessage[] = [];
let earlyFrame: LiveFrame | null = null;

export function takeMessages(messages: readonly TrainingMessage[]): void {
  const { run, state } = useRun.getState();
  if (state === 'starting') {
    early.push(...messages);
    return;
  }
  for (const message of messages) if (message.run === run?.id) takeMessage(message);
}
export function takeFrame(frame: LiveFrame): void {
  const { run, state } = useRun.getState();
  if (state === 'starting') earlyFrame = frame;
  else if (frame.run === run?.id) showFrame(frame);
}

/** A run has begun: what was known of an earlier one goes, what came early is taken. */
export function runBegan(
  run: RunSummary,
  paused: boolean,
  earlier: {
    readonly epochs: readonly EpochSummary[];
    readonly curve: Parameters<typeof startCurve>[0];
  } = { epochs: [], curve: null },
): void {
  forgetTick();
  startCurve(earlier.curve);
  useRun.setState({
    ...noRun,
    run,
    state: paused ? 'paused' : 'running',
    epochs: earlier.epochs,
    checkpoint: run.startedAt > 0 ? run.startedAt : null,
  });
  const [messages, frame] = [early, earlyFrame];
  runDidNotBegin();
  takeMessages(messages);
  if (frame) takeFrame(frame);
}
/** The run could not start; what came early is of no use. */
export function runDidNotBegin(): void {
  early = [];
  earlyFrame = null;
}

function takeMessage(message: TrainingMessage): void {
  switch (message.kind) {
    case 'curve':
      addPoints(message.points);
      return;
    case 'event':
      takeEvent(message.event);
      return;
    case 'ended': {
      const { state, nonFinite, error, weightsSha256, seconds } = message;
      flushTick();
      useRun.setState({
        state,
        nonFinite,
        failure: error,
        weightsSha256,
        seconds,
        validating: null,
      });
      for (const listener of endListeners) listener(message);
      return;
    }
    default:
      message satisfies never;
  }
}

function takeEvent(event: TrainEvent): void {
  switch (event.kind) {
    case 'state':
      flushTick();
      // How it ended comes with the end itself, which knows why.
      if (event.state === 'running' || event.state === 'paused') {
        useRun.setState({ state: event.state });
      }
      return;
    case 'progress':
      showProgress(event);
      return;
    case 'epoch': {
      flushTick();
      const { kind: _, ...epoch } = event;
      useRun.setState(({ epochs }) => ({ epochs: withEpoch(epochs, epoch), validating: null }));
      return;
    }
    case 'note':
      notify('information', noteSentence(event));
      return;
    case 'validating':
      useRun.setState({ validating: { done: event.done, of: event.of } });
      return;
    case 'checkpoint':
      useRun.setState({ checkpoint: event.step });
      return;
    case 'early-stop':
      useRun.setState({ earlyStop: event });
      return;
    default:
      event satisfies never;
  }
}

/** English as it came; Chinese by its code and that of its cause. */
function noteSentence({ code, text, cause }: Extract<TrainEvent, { kind: 'note' }>): string {
  const note = sentenceOf({ code, sentence: text });
  return note === text || !cause ? note : `${note}${sentenceOf(cause)}`;
}

/** A resumed run judges again the epochs after its checkpoint. */
export function withEpoch(
  epochs: readonly EpochSummary[],
  added: EpochSummary,
): readonly EpochSummary[] {
  return [...epochs.filter(({ epoch }) => epoch < added.epoch), added];
}

let newest: Progress | null = null;
let shownAt = Number.NEGATIVE_INFINITY;
let timer: ReturnType<typeof setTimeout> | undefined;

function showProgress(progress: Progress): void {
  newest = progress;
  if (timer !== undefined) return;
  timer = setTimeout(flushTick, Math.max(0, shownAt + tick - performance.now()));
}
function flushTick(): void {
  clearTimeout(timer);
  timer = undefined;
  if (!newest) return;
  const progress = newest;
  newest = null;
  shownAt = performance.now();
  useRun.setState({ progress, validating: null });
}
function forgetTick(): void {
  clearTimeout(timer);
  timer = undefined;
  newest = null;
}
