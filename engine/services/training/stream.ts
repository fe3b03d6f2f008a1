/** Takes messages and frames as they come; gives packets to a port, each when the receiver is ready for it. */
import type { LiveFrame } from '../views/types.ts';
import type { CurvePoints, StreamPacket, TrainingMessage } from './types.ts';

/** Points that gather unread before every second is left out. */
const mostPoints = 2000;

type Gathered =
  | Exclude<TrainingMessage, { kind: 'curve' }>
  | {
      readonly kind: 'curve';
      readonly run: string;
      steps: number[];
      losses: number[];
      every: number;
    };

/** Messages are kept until they are read; of frames, progress and the like only the newest. */
export class Stream {
  private port: MessagePort | null = null;
  private ready = false;
  private messages: Gathered[] = [];
  private frame: LiveFrame | null = null;
  /** Hears how long it took to hand the frame over, in ms. */
  private sent: ((milliseconds: number) => void) | undefined;
  private scheduled = false;

  /** What has gathered goes to the new port. */
  connect(port: MessagePort): void {
    this.port?.close();
    this.port = port;
    this.ready = true;
    port.onmessage = (event: MessageEvent) => {
      if (event.data !== 'ready') return;
      this.ready = true;
      this.flush();
    };
    this.flush();
  }
  close(): void {
    this.port?.close();
    this.port = null;
  }

  send(message: Exclude<TrainingMessage, { kind: 'curve' }>): void {
    const replaced = this.messages.findIndex((earlier) => replaces(message, earlier));
    if (replaced >= 0) this.messages.splice(replaced, 1);
    this.messages.push(message);
    this.schedule();
  }
  point(run: string, step: number, loss: number): void {
    const last = this.messages.findLast(({ kind }) => kind === 'curve');
    const curve =
      last?.kind === 'curve' && last.run === run
        ? last
        : { kind: 'curve' as const, run, steps: [], losses: [], every: 1 };
    if (curve !== last) this.messages.push(curve);
    if (step % curve.every === 0) {
      curve.steps.push(step);
      curve.losses.push(loss);
    }
    if (curve.steps.length > mostPoints) thin(curve);
    this.schedule();
  }
  show(frame: LiveFrame, sent?: (milliseconds: number) => void): void {
    this.frame = frame;
    this.sent = sent;
    this.schedule();
  }
  /** One waits to be taken. */
  get hasFrame(): boolean {
    return this.frame !== null;
  }
  /** Frames that nobody has read yet are of no use any more. */
  forgetFrame(): void {
    this.frame = null;
    this.sent = undefined;
  }

  /** What comes in one turn of the event loop goes out together. */
  private schedule(): void {
    if (this.scheduled || !this.ready) return;
    this.scheduled = true;
    queueMicrotask(() => {
      this.scheduled = false;
      this.flush();
    });
  }
  private flush(): void {
    if (!this.port || !this.ready) return;
    if (this.messages.length === 0 && !this.frame) return;
    const packet: StreamPacket = { messages: this.messages.map(plain), frame: this.frame };
    const buffers = this.frame ? frameBuffers(this.frame) : [];
    const { sent } = this;
    this.messages = [];
    this.frame = null;
    this.sent = undefined;
    this.ready = false;
    const began = performance.now();
    this.port.postMessage(packet, buffers);
    sent?.(performance.now() - began);
  }
}

/** Newer news of the same kind makes this unread message worthless. */
function replaces(message: TrainingMessage, earlier: Gathered): boolean {
  if (message.kind !== 'event' || earlier.kind !== 'event' || message.run !== earlier.run)
    return false;
  const { kind } = message.event;
  if (kind !== earlier.event.kind) return false;
  return kind === 'progress' || kind === 'validating' || kind === 'checkpoint';
}

/** Leaves out every second point; from now on as many are taken. */
export function thin(curve: { steps: number[]; losses: number[]; every: number }): void {
  curve.every *= 2;
  const kept = curve.steps.flatMap((step, i) => (step % curve.every === 0 ? [i] : []));
  curve.losses = kept.map((i) => curve.losses[i] as number);
  curve.steps = kept.map((i) => curve.steps[i] as number);
}

function plain(message: Gathered): TrainingMessage {
  if (message.kind !== 'curve') return message;
  const { run, steps, losses } = message;
  const points: CurvePoints = { steps, losses };
  return { kind: 'curve', run, points };
}

/** Memory that only the frame uses; that of weights is shown again with the next. */
function frameBuffers(frame: LiveFrame): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const { nodes } of frame.samples)
    for (const { values } of nodes) buffers.add(values.buffer as ArrayBuffer);
  return [...buffers];
}
