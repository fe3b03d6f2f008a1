/** Keeps one worker of the engine alive: calls in, results out; a worker that dies or hangs is noticed and replaced. */
import type { Failure, Result } from '../../engine/index.ts';

/** A worker that has been started, as far as it matters here. */
export interface Connection {
  /** Calls a method of the worker's service; never settles when the worker is gone. */
  invoke(method: string, given: readonly unknown[]): Promise<unknown>;
  onFailure(listener: (why: CrashCause, detail: string) => void): void;
  /** It tells that it computes in its own thread, and when it has done so. */
  onBusy(listener: (busy: boolean) => void): void;
  terminate(): void;
}
/** failed: an error that nobody caught; unloadable: its file; unreadable: a message; hung: no answer. */
export type CrashCause = 'failed' | 'unloadable' | 'unreadable' | 'hung';
const sentences: Readonly<Record<CrashCause, string>> = {
  failed: 'it failed',
  unloadable: 'its file could not be loaded',
  unreadable: 'a message could not be read',
  hung: 'it no longer answered',
};
/** What became of a worker. */
export interface Crash {
  readonly cause: CrashCause;
  /** One plain sentence. */
  readonly reason: string;
  /** False after too many in a short time: then `restart` is for a person to decide. */
  readonly restarted: boolean;
}
export interface SupervisorOptions {
  readonly start: () => Connection;
  /** Only started when it is first called. */
  readonly onDemand?: boolean;
  /** Methods that may keep the worker from answering for long. */
  readonly isLong: (method: string) => boolean;
  /** Brings a new worker to where the old one was; calls wait for it. */
  readonly prepare?: (call: Call) => Promise<void>;
  readonly onCrash: (crash: Crash) => void;
}
export type Call = <T>(method: string, given: readonly unknown[]) => Promise<Result<T>>;

const tickMilliseconds = 350;
/**
 * In ticks without an answer, not milliseconds: after the machine slept, or this thread was blocked, many of them have
 * gone by in one tick, and the answer waits to be read.
 */
const patience = { usual: 4, long: 150, starting: 75 } as const;
const crashLimit = { count: 3, withinMilliseconds: 60_000 } as const;

/** One worker until its end. */
interface Life {
  readonly connection: Connection;
  readonly ended: Promise<Result<never>>;
  end(failure: Failure): void;
  /** Calls under way that may take long. */
  long: number;
  busy: boolean;
  /** It has answered once. */
  answered: boolean;
  pinging: boolean;
  /** Ticks since it answered anything. */
  silent: number;
}

export class Supervisor {
  private readonly options: SupervisorOptions;
  private readonly timer: ReturnType<typeof setInterval>;
  private life: Life | null = null;
  /** Resolves when calls may go to the worker. */
  private ready: Promise<void> = Promise.resolve();
  private crashes: number[] = [];
  private stopped: Failure | null = null;

  constructor(options: SupervisorOptions) {
    this.options = options;
    if (!options.onDemand) this.begin();
    this.timer = setInterval(() => this.tick(), tickMilliseconds);
  }

  /** Calls a method of the worker's service; a crash becomes a failure. */
  async call<T>(method: string, given: readonly unknown[]): Promise<Result<T>> {
    if (!this.life && !this.stopped) this.begin();
    for (let ready: Promise<void> | null = null; ready !== this.ready; ) {
      ready = this.ready;
      await ready;
    }
    const { life } = this;
    return life ? this.callOn(life, method, given) : { ok: false, error: this.stopped as Failure };
  }
  /** After a stop: tries again. */
  restart(): void {
    if (!this.stopped) return;
    this.stopped = null;
    this.crashes = [];
    this.begin();
  }
  /** Of one that is started on demand: ends it, and what it was asked for fails so; the next call starts another. */
  end(failure: Failure): void {
    this.bury(failure);
  }
  /** Ends the worker for good. */
  close(): void {
    clearInterval(this.timer);
    this.stopped = { code: 'engine-stopped', sentence: 'The engine was stopped.' };
    this.bury(this.stopped);
  }

  private begin(): void {
    const connection = this.options.start();
    let end: (failure: Failure) => void = () => undefined;
    const ended = new Promise<Result<never>>((resolve) => {
      end = (error) => resolve({ ok: false, error });
    });
    const life: Life = {
      connection,
      ended,
      end,
      long: 0,
      busy: false,
      answered: false,
      pinging: false,
      silent: 0,
    };
    this.life = life;
    connection.onFailure((cause, detail) => this.crashed(life, cause, detail));
    connection.onBusy((busy) => {
      life.busy = busy;
      life.silent = 0;
    });
    const { prepare } = this.options;
    this.ready = prepare
      ? prepare((method, given) => this.callOn(life, method, given)).catch(() => undefined)
      : Promise.resolve();
    void this.ping(life);
  }

  private async callOn<T>(
    life: Life,
    method: string,
    given: readonly unknown[],
  ): Promise<Result<T>> {
    const long = this.options.isLong(method);
    if (long) life.long++;
    try {
      const answer = life.connection.invoke(method, given) as Promise<Result<T>>;
      return await Promise.race([answer, life.ended]);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const sentence = `Netloom ran into an error of its own: ${reason}`;
      return { ok: false, error: { code: 'internal', sentence } };
    } finally {
      if (long) life.long--;
      life.silent = 0;
    }
  }

  private async ping(life: Life): Promise<void> {
    life.pinging = true;
    const answer = life.connection.invoke('ping', []).then(() => true);
    const alive = await Promise.race([answer, life.ended.then(() => false)]).catch(() => false);
    if (!alive) return;
    life.answered = true;
    life.pinging = false;
    life.silent = 0;
  }
  private tick(): void {
    const { life } = this;
    if (!life) return;
    if (!life.pinging) void this.ping(life);
    else if (++life.silent >= patienceWith(life)) {
      const seconds = ((life.silent * tickMilliseconds) / 1000).toFixed(1);
      this.crashed(life, 'hung', `for ${seconds} seconds`);
    }
  }

  private crashed(life: Life, cause: CrashCause, detail: string): void {
    if (life !== this.life) return;
    const now = Date.now();
    this.crashes = this.crashes.filter((at) => now - at < crashLimit.withinMilliseconds);
    this.crashes.push(now);
    const restarted = this.crashes.length < crashLimit.count;
    const why = `${sentences[cause]}${detail === '' ? '' : ` (${detail})`}`;
    const reason = restarted
      ? `A part of the engine was started again because ${why}.`
      : `A part of the engine was stopped: it broke down ${crashLimit.count} times within a minute, the last time because ${why}.`;
    const code = restarted ? 'engine-restarted' : 'engine-stopped';
    const failure = { code, sentence: reason };
    this.bury(failure);
    if (restarted) this.begin();
    else this.stopped = failure;
    this.options.onCrash({ cause, reason, restarted });
  }
  private bury(failure: Failure): void {
    const { life } = this;
    this.life = null;
    life?.connection.terminate();
    life?.end(failure);
  }
}

function patienceWith({ answered, busy, long }: Life): number {
  if (!answered) return patience.starting;
  return busy || long > 0 ? patience.long : patience.usual;
}
