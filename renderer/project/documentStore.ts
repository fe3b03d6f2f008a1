/** Documents in the app's store (IndexedDB): each with its steps of undo, written whole or not at all. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Project } from '../../engine/index.ts';
import type { HistoryStep } from '../store/history.ts';
import type { BackupTarget, BackupWrite, FileBinding } from './backup.ts';
import { prune } from './prune.ts';

/** What is known of a stored document without reading it. */
export interface StoredDocument {
  readonly id: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly usedAt: number;
  /** It has edits that no file holds. */
  readonly dirty: boolean;
  /** A window has it open, or had when it went away. */
  readonly open: boolean;
  readonly binding: FileBinding | null;
  /** Numbers of the first step, the first that can be redone, and the one after the last. */
  readonly first: number;
  readonly cursor: number;
  readonly end: number;
  readonly documentBytes: number;
  readonly historyBytes: number;
}
export interface RecoveredDocument {
  readonly document: StoredDocument;
  /** As it was stored, still to be checked. */
  readonly project: unknown;
  /** From `document.first` on; empty where it was forgotten or is not complete. */
  readonly steps: readonly HistoryStep[];
}
interface StoredStep {
  readonly step: HistoryStep;
  readonly bytes: number;
}
/** A file that belongs to a document and is not elsewhere on the disk for sure: weights to begin with. */
export interface KeptFile {
  readonly path: string;
  readonly file: Blob;
}
interface Tables extends DBSchema {
  documents: { key: string; value: StoredDocument };
  projects: { key: string; value: Project };
  steps: { key: [string, number]; value: StoredStep };
  files: { key: [string, string]; value: KeptFile };
}
type Database = IDBPDatabase<Tables>;

const all = ['documents', 'projects', 'steps'] as const;
const everything = [...all, 'files'] as const;
const strict = { durability: 'strict' } as const;
/** Steps `from … to - 1`; there must be one. */
const stepsOf = (id: string, from = 0, to = Number.POSITIVE_INFINITY): IDBKeyRange =>
  IDBKeyRange.bound([id, from], [id, to], false, true);
const filesOf = (id: string): IDBKeyRange => IDBKeyRange.bound([id, ''], [id, '\uffff']);
/** Characters of its JSON: near enough to the bytes it takes. */
const sizeOf = (value: unknown): number => JSON.stringify(value).length;

export class DocumentStore implements BackupTarget {
  #opened: Promise<Database> | null = null;

  /** Opened at the first use, and again after the browser closed it or could not open it. */
  get #database(): Promise<Database> {
    const forget = () => {
      this.#opened = null;
    };
    if (!this.#opened) {
      this.#opened = openDB<Tables>('netloom-documents', 1, {
        upgrade(database) {
          database.createObjectStore('documents', { keyPath: 'id' });
          database.createObjectStore('projects');
          database.createObjectStore('steps');
          database.createObjectStore('files');
        },
        terminated: forget,
      });
      this.#opened.catch(forget);
    }
    return this.#opened;
  }

  async write({ snapshot, keep, added, cursor }: BackupWrite): Promise<void> {
    const { documentId: id, project, dirty, binding } = snapshot;
    const steps = added.map((step): StoredStep => ({ step, bytes: sizeOf(step) }));
    const documentBytes = sizeOf(project);
    const transaction = (await this.#database).transaction(all, 'readwrite', strict);
    const documents = transaction.objectStore('documents');
    const stored = transaction.objectStore('steps');
    const before = await documents.get(id);
    let historyBytes = before?.historyBytes ?? 0;
    const dropped = keep.from > 0 ? [stepsOf(id, 0, keep.from)] : [];
    for (const range of [...dropped, stepsOf(id, keep.to)]) {
      for (const { bytes } of await stored.getAll(range)) historyBytes -= bytes;
      await stored.delete(range);
    }
    for (const [index, step] of steps.entries()) {
      void stored.put(step, [id, keep.to + index]);
      historyBytes += step.bytes;
    }
    void transaction.objectStore('projects').put(project, id);
    void documents.put({
      id,
      name: project.name,
      usedAt: Date.now(),
      dirty,
      open: true,
      binding,
      first: keep.from,
      cursor,
      end: keep.to + steps.length,
      documentBytes,
      historyBytes,
    });
    await transaction.done;
  }

  /** Newest first. */
  async list(): Promise<readonly StoredDocument[]> {
    const found = await (await this.#database).getAll('documents');
    return found.sort((a, b) => b.usedAt - a.usedAt);
  }

  /** Null where it is not stored. */
  async read(id: string): Promise<RecoveredDocument | null> {
    const transaction = (await this.#database).transaction(all, 'readonly');
    const document = await transaction.objectStore('documents').get(id);
    const project = await transaction.objectStore('projects').get(id);
    if (!document || !project) return null;
    const steps = await transaction.objectStore('steps').getAll(stepsOf(id, document.first));
    const whole = steps.length === document.end - document.first;
    return { document, project, steps: whole ? steps.map(({ step }) => step) : [] };
  }

  /** The window has closed it; its history is kept for when it is opened again. */
  async close(id: string): Promise<void> {
    const transaction = (await this.#database).transaction('documents', 'readwrite');
    const document = await transaction.store.get(id);
    if (document) await transaction.store.put({ ...document, open: false });
    await transaction.done;
  }

  async forget(ids: readonly string[]): Promise<void> {
    const transaction = (await this.#database).transaction(everything, 'readwrite', strict);
    for (const id of ids) {
      void transaction.objectStore('documents').delete(id);
      void transaction.objectStore('projects').delete(id);
      void transaction.objectStore('steps').delete(stepsOf(id));
      void transaction.objectStore('files').delete(filesOf(id));
    }
    await transaction.done;
  }

  /** It goes when the document is forgotten. */
  async keepFile(id: string, file: KeptFile): Promise<void> {
    await (await this.#database).put('files', file, [id, file.path]);
  }
  async keptFile(id: string, path: string): Promise<KeptFile | undefined> {
    return (await this.#database).get('files', [id, path]);
  }

  async forgetHistories(ids: readonly string[]): Promise<void> {
    const transaction = (await this.#database).transaction(all, 'readwrite');
    const documents = transaction.objectStore('documents');
    for (const id of ids) {
      const document = await documents.get(id);
      if (!document) continue;
      void transaction.objectStore('steps').delete(stepsOf(id));
      const { end } = document;
      void documents.put({ ...document, first: end, cursor: end, historyBytes: 0 });
    }
    await transaction.done;
  }

  /** Forgets what the limit leaves no room for; what `open` names stays. */
  async prune(limitBytes: number, open: ReadonlySet<string>): Promise<void> {
    const kept = await (await this.#database).getAllKeys('files');
    const owners = new Set(kept.map(([id]) => id));
    const stored = (await this.list()).map((document) => ({
      ...document,
      // Weights that a document begins with are in no file of its own.
      hasFile: document.binding !== null && !owners.has(document.id),
    }));
    const { histories, documents } = prune(stored, limitBytes, open);
    if (histories.length > 0) await this.forgetHistories(histories);
    if (documents.length > 0) await this.forget(documents);
  }
}
