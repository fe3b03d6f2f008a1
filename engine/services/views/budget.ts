/** Keeps the cost of watching within a share of training time: times in, whether the next look is allowed out. */

/** What may be saved up, in ms of training time: a pause of watching is not followed by a burst. */
const savedUp = 1000;
/** Part of the allowance that pays for what was compiled, until it is paid. */
const repaid = 0.25;
/** The first looks with something newly compiled, at most so many and so many ms: engines compile code as it runs. */
const warmUp = { looks: 8, milliseconds: 100 } as const;

/**
 * Training time earns an allowance, looks spend it. Compiling what is looked with, and the first looks with it, cost
 * much at once and rarely: they count in full in `taken`, and are paid back from a quarter of the allowance, so that
 * looking goes on meanwhile.
 */
export class WatchBudget {
  private share: number;
  private credit = 0;
  private debt = 0;
  private trained = 0;
  private spent = 0;
  private warm = { looks: 0, milliseconds: 0 };
  /** Of a look, in ms, the newest counting most. */
  private usual = 0;

  constructor(share: number) {
    this.share = share;
  }

  set(share: number): void {
    this.share = share;
    this.credit = Math.min(this.credit, 0);
  }
  /** Training time went by. */
  earn(milliseconds: number): void {
    this.trained += milliseconds;
    const earned = this.share * milliseconds;
    const paid = Math.min(this.debt, earned * repaid);
    this.debt -= paid;
    const most = Math.max(this.share * savedUp, 1.5 * this.usual);
    this.credit = Math.min(this.credit + earned - paid, Math.max(this.credit, most));
  }
  /** A look took so much of the threads' time and of the controller's. */
  spend(milliseconds: number): void {
    this.spent += milliseconds;
    if (this.isWarmingUp) {
      this.warm.looks++;
      this.warm.milliseconds += milliseconds;
      this.debt += milliseconds;
    } else this.credit -= milliseconds;
    this.learn(milliseconds);
  }
  /** A look took so much, but of time in which nothing would have been computed. */
  learn(milliseconds: number): void {
    this.usual += (this.usual === 0 ? 1 : 0.3) * (milliseconds - this.usual);
  }
  /** Something that belongs to a look and is done later. */
  add(milliseconds: number): void {
    this.spent += milliseconds;
    this.credit -= milliseconds;
  }
  spendCompiling(milliseconds: number): void {
    this.spent += milliseconds;
    this.debt += milliseconds;
    this.warm = { looks: 0, milliseconds: 0 };
  }

  get allows(): boolean {
    if (this.share <= 0) return false;
    return this.isWarmingUp || this.credit >= this.usual;
  }
  /** What a look is expected to cost, in ms. */
  get expected(): number {
    return this.usual;
  }
  /** Share of training time that watching took so far, 0…1. */
  get taken(): number {
    return this.trained > 0 ? this.spent / this.trained : 0;
  }

  private get isWarmingUp(): boolean {
    return this.warm.looks < warmUp.looks && this.warm.milliseconds < warmUp.milliseconds;
  }
}
