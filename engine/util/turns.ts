/** Work that must not overlap in; each piece done after the one before, however that ended. */
export class Turns {
  private last: Promise<void> = Promise.resolve();

  /** What the work throws is for its caller alone. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work);
    this.last = result.then(nothing, nothing);
    return result;
  }
  /** Resolves when everything is done that was taken so far. */
  get done(): Promise<void> {
    return this.last;
  }
}
const nothing = () => undefined;
