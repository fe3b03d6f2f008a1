/** Times at which no step changes the state: work comes in, and is done then. */

export class QuietTimes {
  private quiet = true;
  private waiting: (() => void)[] = [];

  /** Work waits: the caller should make a quiet time soon. */
  get isWanted(): boolean {
    return this.waiting.length > 0;
  }
  /** Done at once in a quiet time, else when the next begins. */
  call<T>(work: () => T | Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const attempt = () => {
        try {
          resolve(work());
        } catch (error) {
          reject(error);
        }
      };
      if (this.quiet) attempt();
      else this.waiting.push(attempt);
    });
  }
  begin(): void {
    this.quiet = true;
    for (const attempt of this.waiting.splice(0)) attempt();
  }
  end(): void {
    this.quiet = false;
  }
}
