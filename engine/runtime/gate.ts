/** Decides before each batch whether the trainer may go on: running, paused, stepping, stopping, and how fast. */
import type { RunState } from './events.ts';

export class Gate {
  private readonly announce: (state: RunState) => void;
  private readonly now: () => number;
  private mode: 'running' | 'paused' | 'stopping' = 'running';
  private stepsAllowed = 0;
  private announced: RunState = 'idle';
  private wake: (() => void) | null = null;
  /** Least milliseconds between batches. */
  private pace = 0;
  private lastPass = Number.NEGATIVE_INFINITY;

  constructor(announce: (state: RunState) => void, now: () => number) {
    this.announce = announce;
    this.now = now;
  }

  /** Whether the next `pass` would wait to be told: the caller first waits for the steps under way. */
  get waits(): boolean {
    return this.mode === 'paused' && this.stepsAllowed === 0;
  }
  /** Milliseconds that the next `pass` would let go by to keep the pace. */
  get slack(): number {
    if (this.mode !== 'running' || this.pace === 0) return 0;
    return Math.max(0, this.lastPass + this.pace - this.now());
  }
  get stepping(): boolean {
    return this.mode === 'paused';
  }
  get stopping(): boolean {
    return this.mode === 'stopping';
  }

  pause(): void {
    if (this.mode !== 'running') return;
    this.mode = 'paused';
    this.wakeUp();
  }
  resume(): void {
    if (this.mode === 'paused') this.change('running');
  }
  step(): void {
    if (this.mode === 'running') this.mode = 'paused';
    if (this.mode !== 'paused') return;
    this.stepsAllowed++;
    this.wakeUp();
  }
  stop(): void {
    this.change('stopping');
  }
  setPace(milliseconds: number): void {
    this.pace = milliseconds;
    this.wakeUp();
  }

  begin(): void {
    this.say(this.mode === 'paused' ? 'paused' : 'running');
  }
  end(state: RunState): void {
    this.say(state);
  }
  /** Everything under way is done and the next `pass` waits. */
  rest(): void {
    if (this.waits) this.say('paused');
  }

  /** Lets the time go by that keeps the pace; ends at once when the run is paused or is to stop. */
  async keepPace(): Promise<void> {
    for (let { slack } = this; slack > 0; slack = this.slack) await this.sleep(slack);
  }
  /** Resolves when the next batch may run; false when the run is to end. */
  async pass(): Promise<boolean> {
    do {
      await this.whileWaiting();
      await this.keepPace();
    } while (this.waits);
    if (this.mode === 'stopping') return false;
    if (this.mode === 'paused') this.stepsAllowed--;
    this.lastPass = this.now();
    this.say('running');
    return true;
  }
  /** Like `pass` where no batch runs (validation): no step is used up. */
  async passBetween(): Promise<boolean> {
    if (this.waits) await this.whileWaiting();
    if (this.mode === 'stopping') return false;
    this.say('running');
    return true;
  }

  private async whileWaiting(): Promise<void> {
    while (this.waits) {
      this.say('paused');
      await this.woken();
    }
  }
  private woken(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }
  private async sleep(milliseconds: number): Promise<void> {
    const timer = setTimeout(() => this.wakeUp(), milliseconds);
    await this.woken();
    clearTimeout(timer);
  }

  private change(mode: 'running' | 'stopping'): void {
    this.mode = mode;
    this.stepsAllowed = 0;
    this.wakeUp();
  }
  private wakeUp(): void {
    this.wake?.();
    this.wake = null;
  }
  private say(state: RunState): void {
    if (state === this.announced) return;
    this.announced = state;
    this.announce(state);
  }
}
