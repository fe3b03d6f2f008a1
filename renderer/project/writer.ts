/** One writer for each document among all tabs and windows: a lock that is held, asked for politely, or taken. */

/** What the browser's `navigator.locks` gives. */
export type Locks = Pick<LockManager, 'request'>;
/** Tells all other tabs and windows. */
export interface Channel {
  post(message: unknown): void;
  listen(listener: (message: unknown) => void): void;
}
export interface WriterOptions {
  readonly locks: Locks;
  readonly channel: Channel;
  /** Another window wants the document: write what is not yet written, then let it go. */
  readonly beforeHandOver: () => Promise<void>;
  /** This window may not write any more. */
  readonly onLost: (id: string) => void;
  /** How long a window may take to let go before the lock is taken from it. */
  readonly patienceMilliseconds: number;
}

const prefix = 'netloom-document-';
const lockName = (id: string): string => `${prefix}${id}`;
/** The document of a lock that is held; null for other locks. */
export const documentOfLock = (name: string | undefined): string | null =>
  name?.startsWith(prefix) ? name.slice(prefix.length) : null;

export class Writer {
  readonly #options: WriterOptions;
  #held: { readonly id: string; readonly release: () => void } | null = null;

  constructor(options: WriterOptions) {
    this.#options = options;
    options.channel.listen((message) => {
      if (isHandOver(message) && message.handOver === this.#held?.id)
        void this.#handOver(message.handOver);
    });
  }

  get id(): string | null {
    return this.#held?.id ?? null;
  }

  /** Becomes the writer if nobody is; says whether it is now. Lets the former document go. */
  async claim(id: string): Promise<boolean> {
    if (this.#held?.id === id) return true;
    this.release();
    return this.#request(id, { ifAvailable: true });
  }

  /** Becomes the writer: asks whoever is, and takes the lock from one that does not answer. */
  async takeOver(id: string): Promise<void> {
    this.release();
    this.#options.channel.post({ handOver: id });
    const waited = await this.#request(id, {
      signal: AbortSignal.timeout(this.#options.patienceMilliseconds),
    });
    if (!waited) await this.#request(id, { steal: true });
  }

  release(): void {
    this.#held?.release();
    this.#held = null;
  }

  async #handOver(id: string): Promise<void> {
    await this.#options.beforeHandOver();
    if (this.#held?.id !== id) return;
    this.release();
    this.#options.onLost(id);
  }

  /** Resolves as soon as it is known whether the lock is held; it stays held until it is let go. */
  #request(id: string, options: LockOptions): Promise<boolean> {
    return new Promise((resolve) => {
      const held = this.#options.locks.request(lockName(id), options, (lock) => {
        if (!lock) return resolve(false);
        return new Promise<void>((release) => {
          this.#held = { id, release };
          resolve(true);
        });
      });
      held.catch(() => {
        // Not granted in time, or stolen while it was held.
        resolve(false);
        if (this.#held?.id !== id) return;
        this.#held = null;
        this.#options.onLost(id);
      });
    });
  }
}

function isHandOver(message: unknown): message is { readonly handOver: string } {
  return typeof message === 'object' && message !== null && 'handOver' in message;
}
