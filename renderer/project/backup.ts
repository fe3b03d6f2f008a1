/** Changes of the open document in; what must be written to the app's store, and when, out. */

import type { Project } from '../../engine/index.ts';
import type { ProjectReference, Revision } from '../host/types.ts';
import type { History, HistoryStep } from '../store/history.ts';
import { timelineChange, timelineOf } from './timeline.ts';

/** The file that a document is saved in, and what it held when it was opened or saved; a null revision: it was gone. */
export interface FileBinding {
  readonly reference: ProjectReference;
  readonly revision: Revision | null;
}
/** What is backed up of a document at a moment. */
export interface Snapshot {
  readonly documentId: string;
  readonly revision: number;
  readonly project: Project;
  readonly history: History;
  /** It has edits that its file does not hold. */
  readonly dirty: boolean;
  readonly binding: FileBinding | null;
}
/** One write, all or nothing. Steps have ascending numbers that never change. */
export interface BackupWrite {
  readonly snapshot: Snapshot;
  /** Steps outside `from … to - 1` are deleted (all, where the two are equal). */
  readonly keep: { readonly from: number; readonly to: number };
  /** Numbered from `keep.to`. */
  readonly added: readonly HistoryStep[];
  /** Number of the first step that can be redone. */
  readonly cursor: number;
}
export interface BackupTarget {
  write(change: BackupWrite): Promise<void>;
}
export interface Clock {
  now(): number;
  /** Returns the way to cancel it. */
  after(milliseconds: number, run: () => void): () => void;
}
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** A pause in editing this long starts a write: within a second of the last edit it is done. */
export const quietMilliseconds = 500;
/** While edits keep coming, a write starts at least this often: five seconds, less what the writing takes. */
export const busyMilliseconds = 4_000;
const retryMilliseconds = 5_000;

/** Steps of a document that the store holds. */
interface Written {
  readonly documentId: string;
  readonly revision: number;
  readonly dirty: boolean;
  readonly binding: FileBinding | null;
  readonly steps: readonly HistoryStep[];
  /** Number of the first of them. */
  readonly first: number;
}

export interface Adopted {
  readonly documentId: string;
  readonly history: History;
  readonly first: number;
}

export class Backup {
  readonly #target: BackupTarget;
  readonly #clock: Clock;
  readonly #onFailure: (error: unknown) => void;
  #wanted: Snapshot | null = null;
  #written: Written | null = null;
  #cancel: (() => void) | null = null;
  /** When the oldest change that is not yet written came. */
  #since: number | null = null;
  /** Says whether it went well. */
  #writing: Promise<boolean> | null = null;

  /** `onFailure` hears of every write that failed; it is tried again. */
  constructor(target: BackupTarget, clock: Clock, onFailure: (error: unknown) => void) {
    this.#target = target;
    this.#clock = clock;
    this.#onFailure = onFailure;
  }

  /** A document is opened of which the store holds these steps already, the first of them numbered `first`. */
  adopt({ documentId, history, first }: Adopted): void {
    this.#forget();
    const { steps } = timelineOf(history);
    // No revision is like it: that it is open again is to be written.
    this.#written = { documentId, revision: -1, dirty: false, binding: null, steps, first };
  }

  /**
   * Something may have changed; a document that is new is written at once. Flush before another document is opened:
   * only the newest is remembered.
   */
  observe(snapshot: Snapshot): void {
    const isNew = this.#written?.documentId !== snapshot.documentId;
    if (!isNew && this.#isWritten(snapshot)) {
      this.#forget();
      return;
    }
    this.#wanted = snapshot;
    this.#since ??= this.#clock.now();
    const waited = this.#clock.now() - this.#since;
    this.#schedule(isNew ? 0 : Math.max(0, Math.min(quietMilliseconds, busyMilliseconds - waited)));
  }

  /** Writes what is still to be written, and what comes meanwhile; resolves when it is there, or has failed. */
  async flush(): Promise<void> {
    while (await this.#writeWanted());
  }

  /** Nothing more is written: the document now belongs to another window, or is thrown away. */
  async stop(): Promise<void> {
    this.#forget();
    while (this.#writing) await this.#writing;
    // A write that failed meanwhile wanted to be tried again.
    this.#forget();
    this.#written = null;
  }

  #forget(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#wanted = null;
    this.#since = null;
  }
  #isWritten({ revision, dirty, binding }: Snapshot): boolean {
    const written = this.#written;
    return written?.revision === revision && written.dirty === dirty && written.binding === binding;
  }
  #schedule(milliseconds: number): void {
    this.#cancel?.();
    this.#cancel = this.#clock.after(milliseconds, () => {
      this.#cancel = null;
      void this.#writeWanted();
    });
  }
  /** Says whether something was written. */
  async #writeWanted(): Promise<boolean> {
    this.#cancel?.();
    this.#cancel = null;
    while (this.#writing) await this.#writing;
    return this.#wanted !== null && (await this.#write(this.#wanted));
  }

  #write(snapshot: Snapshot): Promise<boolean> {
    const written = this.#written?.documentId === snapshot.documentId ? this.#written : null;
    const { steps, cursor } = timelineOf(snapshot.history);
    const change = timelineChange(written?.steps ?? [], steps);
    const from = (written?.first ?? 0) + change.dropped;
    this.#wanted = null;
    this.#since = null;
    const { documentId, revision, dirty, binding } = snapshot;
    const after: Written = { documentId, revision, dirty, binding, steps, first: from };
    const writing = this.#target
      .write({
        snapshot,
        keep: { from, to: from + change.kept },
        added: change.added,
        cursor: from + cursor,
      })
      .then(
        () => {
          this.#written = after;
          return true;
        },
        (error: unknown) => {
          // What the store holds is unchanged; an edit that came meanwhile is newer than what failed.
          this.#wanted ??= snapshot;
          this.#since ??= this.#clock.now();
          this.#schedule(retryMilliseconds);
          this.#onFailure(error);
          return false;
        },
      )
      .finally(() => {
        if (this.#writing === writing) this.#writing = null;
      });
    this.#writing = writing;
    return writing;
  }
}
