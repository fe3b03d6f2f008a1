/** Decides before each batch whether the trainer may go on: running, paused, stepping or stopping. */
import type { RunState } from './events.ts';

export class Gate {
  private readonly announce: (state: RunState) => void;
  private mode: 'running' | 'paused' | 'stopping' = 'running';
  private stepsAllowed = 0;
  private announced: RunState = 'idle';
  private wake: (() => void) | null = null;

  constructor(announce: (state: RunState) => void) {
    this.announce = announce;
  }

  /** Whether the next `pass` would wait: the caller first waits for the steps under way. */
  get waits(): boolean {
    return this.mode === 'paused' && this.stepsAllowed === 0;
  }
  pause(): void {
    if (this.mode === 'running') this.mode = 'paused';
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

  begin(): void {
    this.say(this.mode === 'paused' ? 'paused' : 'running');
  }
  end(state: RunState): void {
    this.say(state);
  }

  /** Resolves when the next batch may run; false when the run is to end. */
  async pass(): Promise<boolean> {
    while (this.waits) {
      this.say('paused');
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    if (this.mode === 'stopping') return false;
    if (this.mode === 'paused') this.stepsAllowed--;
    this.say('running');
    return true;
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
