/** Project files on disk: text in and saved whole with its previous generation kept; text and revision out. */
import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import * as promises from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { NetloomError } from '../engine/index.ts';
import { failFile, systemCode } from './errors.ts';
import { type FileSystem, sweepTemporaries, writeAtomic } from './writeAtomic.ts';

/** What a file held at a moment; two are the same when the hashes are (touching a file changes nothing). */
export interface Revision {
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** Bytes. */
  readonly size: number;
  /** Of the bytes, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}
/** What a save relies on: the revision it was made from, 'absent' for a file that is new, 'any' to overwrite. */
export type Expectation = Revision | 'absent' | 'any';
/** Of a text: a project whose checksum matches or that has none; one changed since it was sealed; not a project. */
export type Wholeness = 'whole' | 'changed' | 'broken';
export interface ProjectOnDisk {
  /** What should be opened. */
  readonly text: string;
  /** Of the file at the path, whichever generation is given: what the next save expects. Null where there is none. */
  readonly revision: Revision | null;
  readonly generation: 'current' | 'previous';
  /** 'missing' and 'broken' say why the previous generation is given; 'changed' that the current one is not as sealed. */
  readonly reason: 'missing' | 'broken' | 'changed' | null;
  /** The generation that is not in `text`, where `reason` leaves a choice and it is there. */
  readonly other: string | null;
}
export interface ProjectFiles {
  /** Judges texts; the one of the engine, or a cheaper one in tests. */
  readonly judge: (text: string) => Wholeness;
  readonly fileSystem?: FileSystem;
}

/** Bytes; far more than the largest project, so that nothing larger is taken into memory. */
export const largestProjectFile = 64 * 2 ** 20;

/**
 * Saves atomically; what the file held becomes `<path>.bak`, unless it was broken (then the `.bak` there is, is the
 * better one). Throws NetloomError: 'file-changed-on-disk' when the file is not as expected, 'project-invalid' when the
 * text could not be opened again, and then nothing was written; or why the disk did not take it, and then the old or the new file is whole.
 */
export function saveProject(
  path: string,
  text: string,
  expected: Expectation,
  { judge, fileSystem = promises }: ProjectFiles,
): Promise<Revision> {
  return inTurn(resolve(path), async () => {
    const bytes = Buffer.from(text, 'utf8');
    const sha256 = hashOf(bytes);
    if (bytes.length > largestProjectFile) throw tooLarge(path);
    if (judge(text) === 'broken')
      throw new NetloomError('project-invalid', 'The text to save is not a Netloom project.', path);
    const found = await readGeneration(path, fileSystem);
    // A save that failed only after its rename may be tried again.
    if (!isAsExpected(found, expected) && found?.revision.sha256 !== sha256) {
      const what = found ? 'has changed' : 'is gone';
      throw new NetloomError(
        'file-changed-on-disk',
        `${path} ${what} since it was opened; nothing was written.`,
        path,
      );
    }
    await sweepOnce(dirname(path), fileSystem);
    const keepPrevious =
      found !== null &&
      found.revision.sha256 !== sha256 &&
      found.text !== null &&
      judge(found.text) !== 'broken';
    const stats = await writeAtomic(path, bytes, { keepPrevious, fileSystem });
    return { modified: stats.mtimeMs, size: bytes.length, sha256 };
  });
}

/**
 * Reads a project, or its previous generation where the current one is missing or broken. A broken file without a
 * whole previous generation is given as it is: whoever parses it says what is wrong and where. Throws NetloomError
 * 'file-not-found', 'file-unreadable', 'file-too-large', 'project-invalid' (no text at all), ….
 */
export async function readProject(
  path: string,
  { judge, fileSystem = promises }: ProjectFiles,
): Promise<ProjectOnDisk> {
  const current = await readGeneration(path, fileSystem);
  const verdict = current === null ? 'missing' : judgeGeneration(current, judge);
  if (current?.text != null && verdict === 'whole') {
    const { text, revision } = current;
    return { text, revision, generation: 'current', reason: null, other: null };
  }
  const backup = await readGeneration(`${path}.bak`, fileSystem).catch(() => null);
  const previous =
    backup?.text != null && judgeGeneration(backup, judge) !== 'broken' ? backup.text : null;
  const revision = current?.revision ?? null;
  if (current?.text != null && (verdict === 'changed' || previous === null)) {
    const reason = verdict === 'changed' ? 'changed' : 'broken';
    return { text: current.text, revision, generation: 'current', reason, other: previous };
  }
  if (previous !== null) {
    const reason = verdict === 'missing' ? 'missing' : 'broken';
    const other = current?.text ?? null;
    return { text: previous, revision, generation: 'previous', reason, other };
  }
  if (current === null) throw new NetloomError('file-not-found', `${path} does not exist.`, path);
  throw new NetloomError(
    'project-invalid',
    `${path} is not a Netloom project: it is not text.`,
    path,
  );
}

/** What the file holds now; null where there is none. Throws as `readProject` does. */
export async function revisionOf(
  path: string,
  { fileSystem = promises }: Pick<ProjectFiles, 'fileSystem'> = {},
): Promise<Revision | null> {
  return (await readGeneration(path, fileSystem))?.revision ?? null;
}

interface Generation {
  /** Null where the bytes are no UTF-8. */
  readonly text: string | null;
  readonly revision: Revision;
}

async function readGeneration(path: string, fileSystem: FileSystem): Promise<Generation | null> {
  try {
    // Looked at before it is opened: opening a pipe would wait for ever.
    const stats = await fileSystem.stat(path);
    if (!stats.isFile()) throw new NetloomError('file-unreadable', `${path} is not a file.`, path);
    if (stats.size > largestProjectFile) throw tooLarge(path);
    const file = await fileSystem.open(path, 'r');
    const bytes = await file.readFile().finally(() => file.close());
    return { text: decode(bytes), revision: describe(bytes, stats) };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    return failFile(error, path);
  }
}

function describe(bytes: Uint8Array, stats: Stats): Revision {
  return { modified: stats.mtimeMs, size: bytes.length, sha256: hashOf(bytes) };
}

function decode(bytes: Uint8Array): string | null {
  try {
    // A byte order mark stays: the text written back must be the text read.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

const judgeGeneration = ({ text }: Generation, judge: ProjectFiles['judge']): Wholeness =>
  text === null ? 'broken' : judge(text);
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const tooLarge = (path: string) =>
  new NetloomError('file-too-large', `${path} is too large to be a project.`, path);

function isAsExpected(found: Generation | null, expected: Expectation): boolean {
  if (expected === 'any') return true;
  if (expected === 'absent') return found === null;
  return found?.revision.sha256 === expected.sha256;
}

const swept = new Set<string>();
async function sweepOnce(folder: string, fileSystem: FileSystem): Promise<void> {
  if (swept.has(folder)) return;
  swept.add(folder);
  await sweepTemporaries(folder, fileSystem);
}

/** Saves of one file wait for each other, so that none slips between another's look and its rename. */
const turns = new Map<string, Promise<unknown>>();
async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = turns.get(key) ?? Promise.resolve();
  const mine = before.then(work, work);
  turns.set(key, mine);
  try {
    return await mine;
  } finally {
    if (turns.get(key) === mine) turns.delete(key);
  }
}
