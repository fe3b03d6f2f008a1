/** Samples a second over the training time of the current epoch. */
export class Rate {
  private samples = 0;
  private since = 0;

  start(now: number): void {
    this.samples = 0;
    this.since = now;
  }
  add(samples: number): void {
    this.samples += samples;
  }
  /** A pause. */
  leaveOut(milliseconds: number): void {
    this.since += milliseconds;
  }
  perSecond(now: number): number {
    return (this.samples * 1000) / Math.max(now - this.since, 1e-3);
  }
}
