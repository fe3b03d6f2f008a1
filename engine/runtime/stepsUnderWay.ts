/** Steps that were handed to a session and are not done yet: at most so many that a pause takes effect soon. */

/** Work that the threads have before them, where steps are short: they never wait for the next. */
const aheadMilliseconds = 40;

export class StepsUnderWay {
  /** Done ones are among them until there are many. */
  private steps: Promise<void>[] = [];
  private failure: unknown = null;
  /** Moving average of a step's time on the compute threads. */
  private milliseconds = 0;

  get none(): boolean {
    return this.steps.length === 0;
  }
  /** Throws what a step failed with. */
  push(step: Promise<void>): void {
    this.steps.push(
      step.catch((error) => {
        this.failure ??= error;
      }),
    );
    if (this.steps.length > 64) this.steps.splice(0, 32);
    this.check();
  }
  took(milliseconds: number): void {
    this.milliseconds += 0.2 * (milliseconds - this.milliseconds);
  }
  /** Waits until there is room for one more. */
  async room(): Promise<void> {
    const ahead = Math.max(2, Math.ceil(aheadMilliseconds / Math.max(this.milliseconds, 0.1)));
    await this.steps.at(-ahead);
  }
  /** Waits for all; throws what one failed with. */
  async settle(): Promise<void> {
    await Promise.all(this.steps);
    this.steps = [];
    this.check();
  }
  /** Waits for all, whatever becomes of them. */
  async abandon(): Promise<void> {
    await Promise.all(this.steps);
  }

  private check(): void {
    if (this.failure) throw this.failure;
  }
}
