/** The other end of the training service in tests: its stream over a real port, and promises of what it tells. */

import type { TrainEvent } from '../runtime/events.ts';
import type { Result } from '../services/result.ts';
import type {
  CurvePoints,
  StreamPacket,
  TrainingMessage,
  TrainingService,
} from '../services/training/types.ts';
import type { LiveFrame, NodeWatch, SampleReference } from '../services/views/types.ts';

export function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.sentence}`);
  return result.value;
}

export class ServiceClient {
  readonly service: TrainingService;
  readonly messages: TrainingMessage[] = [];
  readonly frames: LiveFrame[] = [];
  packets = 0;
  /** False leaves packets unanswered. */
  reads = true;
  private readonly port: MessagePort;
  private readonly waiting: { test: () => boolean; resolve: () => void }[] = [];
  private watches = 0;

  constructor(service: TrainingService) {
    this.service = service;
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    port1.onmessage = ({ data }: MessageEvent<StreamPacket>) => {
      this.packets++;
      this.messages.push(...data.messages);
      if (data.frame) this.frames.push(data.frame);
      if (this.reads) this.read();
      for (const each of [...this.waiting]) {
        if (!each.test()) continue;
        this.waiting.splice(this.waiting.indexOf(each), 1);
        each.resolve();
      }
    };
    void service.connect(port2);
  }

  read(): void {
    this.port.postMessage('ready');
  }
  async watch(
    nodes: readonly NodeWatch[],
    samples: readonly SampleReference[],
    weightsOf: string | null = null,
  ): Promise<number> {
    const id = ++this.watches;
    unwrap(await this.service.watch({ id, nodes, samples, weightsOf }));
    return id;
  }
  until(test: () => boolean): Promise<void> {
    if (test()) return Promise.resolve();
    return new Promise((resolve) => {
      this.waiting.push({ test, resolve });
    });
  }
  async ended(run: string): Promise<Extract<TrainingMessage, { kind: 'ended' }>> {
    const find = () =>
      this.messages.find((message) => message.kind === 'ended' && message.run === run);
    await this.until(() => find() !== undefined);
    return find() as Extract<TrainingMessage, { kind: 'ended' }>;
  }
  /** That the run has come to this state, not counting the first `from` messages. */
  async state(run: string, state: string, from = 0): Promise<void> {
    const tells = (message: TrainingMessage) =>
      message.kind === 'event' &&
      message.run === run &&
      message.event.kind === 'state' &&
      message.event.state === state;
    await this.until(() => this.messages.slice(from).some(tells));
  }
  async frameOf(watch: number, step?: number): Promise<LiveFrame> {
    const find = () =>
      this.frames.findLast(
        (frame) => frame.watch === watch && (step === undefined || frame.step === step),
      );
    await this.until(() => find() !== undefined);
    return find() as LiveFrame;
  }
  curve(run: string): CurvePoints {
    const curves = this.messages.filter(
      (message) => message.kind === 'curve' && message.run === run,
    ) as Extract<TrainingMessage, { kind: 'curve' }>[];
    return {
      steps: curves.flatMap(({ points }) => points.steps),
      losses: curves.flatMap(({ points }) => points.losses),
    };
  }
  progress(run: string): Extract<TrainEvent, { kind: 'progress' }> | undefined {
    return this.events(run).findLast((event) => event.kind === 'progress');
  }
  notes(run: string): string[] {
    return this.events(run).flatMap((event) => (event.kind === 'note' ? [event.text] : []));
  }
  epochLosses(run: string): number[] {
    return this.events(run).flatMap((event) => (event.kind === 'epoch' ? [event.loss] : []));
  }
  private events(run: string): TrainEvent[] {
    return this.messages.flatMap((message) =>
      message.kind === 'event' && message.run === run ? [message.event] : [],
    );
  }
  close(): void {
    this.port.close();
  }
}
