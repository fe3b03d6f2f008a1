/** Runs as the host's store keeps them: a folder each, with its checkpoints and what a person wants to know of it. */
import type { Platform } from '../../platform.ts';
import { CheckpointStore } from '../../runtime/checkpoint.ts';
import { readWhole } from '../../util/byteReader.ts';
import { NetloomError } from '../../util/errors.ts';
import { parseNote, type RunNote } from './runNote.ts';

/** The newest so many are kept. */
const mostRuns = 10;
const noteFile = 'run.json';
const longestNote = 64 * 2 ** 20;

export class RunStore {
  private readonly platform: Platform;
  private readonly directory: string;

  /** `directory` need not exist yet. */
  constructor(platform: Platform, directory: string) {
    this.platform = platform;
    this.directory = directory;
  }

  directoryOf(run: string): string {
    if (!/^[A-Za-z0-9-]{1,64}$/.test(run)) throw notFound(run);
    return this.platform.joinPath(this.directory, run);
  }
  checkpoints(run: string): CheckpointStore {
    return new CheckpointStore(this.platform, this.directoryOf(run));
  }

  async write(note: RunNote): Promise<void> {
    const path = this.platform.joinPath(this.directoryOf(note.id), noteFile);
    await this.platform.makeDirectory(this.directoryOf(note.id));
    await this.platform.writeAtomic(path, new TextEncoder().encode(JSON.stringify(note)));
  }
  /** Throws 'run-not-found' where there is none that can be read. */
  async read(run: string): Promise<RunNote> {
    const note = await this.readNote(run);
    if (!note) throw notFound(run);
    return note;
  }
  /** Newest first; what cannot be read is left out. */
  async list(): Promise<readonly RunNote[]> {
    const notes = await Promise.all((await this.names()).map((name) => this.readNote(name)));
    return notes
      .filter((note) => note !== null)
      .sort((a, b) => b.savedOn - a.savedOn || b.startedOn - a.startedOn);
  }
  async delete(run: string): Promise<void> {
    const directory = this.directoryOf(run);
    for (const { name } of await this.entries(directory))
      await this.platform.deleteFile(this.platform.joinPath(directory, name));
  }
  /** Deletes the oldest beyond the limit, never `current`. */
  async prune(current: string): Promise<void> {
    const others = (await this.list()).filter(({ id }) => id !== current);
    for (const { id } of others.slice(mostRuns - 1)) await this.delete(id);
  }

  private async readNote(run: string): Promise<RunNote | null> {
    const path = this.platform.joinPath(this.directoryOf(run), noteFile);
    try {
      const file = await this.platform.openFile(path);
      try {
        return parseNote(await readWhole(file, longestNote));
      } finally {
        await file.close();
      }
    } catch (error) {
      if (error instanceof NetloomError) return null;
      throw error;
    }
  }
  private async names(): Promise<readonly string[]> {
    const entries = await this.entries(this.directory);
    return entries.flatMap(({ name }) => (/^[A-Za-z0-9-]{1,64}$/.test(name) ? [name] : []));
  }
  private async entries(directory: string) {
    try {
      return (await this.platform.listDirectory(directory)) ?? [];
    } catch (error) {
      if (error instanceof NetloomError && error.code === 'file-not-found') return [];
      throw error;
    }
  }
}

export function notFound(run: string): NetloomError {
  return new NetloomError('run-not-found', 'This run is no longer there.', run);
}
