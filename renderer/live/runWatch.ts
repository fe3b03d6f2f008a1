/** Asks the run to be looked at, one question at a time, so that a pen that moves never outruns the frames. */
import type { SampleReference, WatchRequest } from '../../engine/index.ts';
import { engine } from '../store/engine.ts';
import { frameOf } from '../store/live.ts';
import { nextWatchId } from './ids.ts';
import type { Wanted } from './plan.ts';

/** Milliseconds after which a request that no frame has answered may be replaced. */
const patience = 250;

let asked = '';
let askedSamples: readonly SampleReference[] = [];
/** Id of the request that waits for its frame. */
let waitingFor = 0;
let waitingTimer: ReturnType<typeof setTimeout> | undefined;
let nextRequest: (() => void) | null = null;

const sameSample = (a: SampleReference | undefined, b: SampleReference): boolean =>
  a !== undefined &&
  (a.kind === 'data' && b.kind === 'data'
    ? a.part === b.part && a.index === b.index
    : a.kind === 'values' && b.kind === 'values' && a.values === b.values);
const sameSamples = (a: readonly SampleReference[], b: readonly SampleReference[]): boolean =>
  a.length === b.length && b.every((sample, i) => sameSample(a[i], sample));

/** Looks at this from now on; asking for the same again costs nothing. */
export function watchRun(wanted: Wanted | null, samples: readonly SampleReference[]): void {
  const key = wanted ? JSON.stringify(wanted) : '';
  if (key === asked && sameSamples(askedSamples, samples)) return;
  asked = key;
  askedSamples = samples;
  const send = () => {
    const request: WatchRequest | null = wanted && { id: nextWatchId(), samples, ...wanted };
    waitingFor = request?.id ?? 0;
    clearTimeout(waitingTimer);
    waitingTimer = setTimeout(answered, patience);
    void engine.training.watch(request);
  };
  if (waitingFor > 0 && frameOf('run') !== null) nextRequest = send;
  else send();
}
function answered(): void {
  waitingFor = 0;
  clearTimeout(waitingTimer);
  const next = nextRequest;
  nextRequest = null;
  next?.();
}

/** To be called after each frame: the one that was waited for lets the next request go. */
export function runFrameCame(): void {
  const frame = frameOf('run');
  if (waitingFor > 0 && frame && frame.watch >= waitingFor) answered();
}
/** The service does not know any more what was asked. */
export function forgetRunWatch(): void {
  asked = '';
  waitingFor = 0;
  nextRequest = null;
}
