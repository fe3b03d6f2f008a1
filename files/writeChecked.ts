/** Files that belong together in, in pieces; they get their names when a check has read them, or not at all. */
import { createHash } from 'node:crypto';
import * as promises from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { NetloomError } from '../engine/index.ts';
import { failFile, systemCode } from './errors.ts';
import {
  type FileSystem,
  followLinks,
  renameOver,
  replaceableMode,
  syncFolder,
  temporaryName,
} from './writeAtomic.ts';

export interface FileInPieces {
  readonly path: string;
  pieces(): Iterable<Uint8Array>;
}
export interface WrittenFile {
  readonly path: string;
  readonly size: number;
  /** In hexadecimal digits. */
  readonly sha256: string;
}
export interface CheckedWriteOptions {
  /** Bytes of all files so far. */
  readonly onProgress?: (written: number) => void;
  /** Once it is aborted, its reason is thrown and nothing is left. */
  readonly signal?: AbortSignal;
  readonly fileSystem?: FileSystem;
}

/** Between two of them progress is told and cancelling is possible. */
const CHUNK = 4 * 2 ** 20;

/**
 * Each file into a temporary one beside its target → fsync → `check`, which reads what lies on the disk → renames, the first
 * file last, because it is the one that leads to the others. What `check` throws is thrown; then, and after any other
 * failure before the renames, whatever was at the paths is still there and no temporary file is left.
 */
export async function writeChecked<T>(
  files: readonly FileInPieces[],
  check: (read: (index: number) => Promise<Uint8Array>) => Promise<T>,
  { onProgress, signal, fileSystem = promises }: CheckedWriteOptions = {},
): Promise<{ readonly result: T; readonly files: readonly WrittenFile[] }> {
  const places: Place[] = [];
  let before = 0;
  try {
    const written: WrittenFile[] = [];
    for (const file of files) {
      const place = await placeFor(file.path, fileSystem);
      places.push(place);
      const told = (size: number) => {
        onProgress?.(before + size);
        signal?.throwIfAborted();
      };
      const facts = await writePieces(place, file, told, fileSystem);
      before += facts.size;
      written.push({ path: file.path, ...facts });
    }
    const read = (index: number) => readBack(places[index] as Place, fileSystem);
    const result = await check(read);
    signal?.throwIfAborted();
    for (const place of [...places].reverse()) {
      await guarded(place, () => renameOver(place.temporary, place.target, fileSystem));
    }
    for (const folder of new Set(places.map(({ target }) => dirname(target))))
      await guarded({ path: folder }, () => syncFolder(folder, fileSystem));
    return { result, files: written };
  } catch (error) {
    for (const { temporary } of places) await fileSystem.unlink(temporary).catch(() => undefined);
    throw error;
  }
}

interface Place {
  /** As the person named it. */
  readonly path: string;
  readonly target: string;
  readonly temporary: string;
  readonly mode: number | null;
}

function placeFor(path: string, fileSystem: FileSystem): Promise<Place> {
  return guarded({ path }, async () => {
    const target = await followLinks(path, fileSystem);
    const mode = await replaceableMode(target, fileSystem);
    return { path, target, temporary: join(dirname(target), temporaryName()), mode };
  });
}

function writePieces(
  place: Place,
  { pieces }: FileInPieces,
  told: (size: number) => void,
  fileSystem: FileSystem,
): Promise<Omit<WrittenFile, 'path'>> {
  return guarded(place, async () => {
    const hash = createHash('sha256');
    let size = 0;
    const file = await fileSystem.open(place.temporary, 'wx').catch((error) => {
      if (systemCode(error) !== 'ENOENT') throw error;
      const folder = dirname(place.target);
      throw new NetloomError(
        'folder-not-found',
        `The folder ${folder} does not exist.`,
        place.path,
      );
    });
    try {
      if (place.mode !== null) await file.chmod(place.mode);
      for (const piece of pieces())
        for (let start = 0; start < piece.length; start += CHUNK) {
          const chunk = piece.subarray(start, start + CHUNK);
          hash.update(chunk);
          await file.writeFile(chunk);
          size += chunk.length;
          told(size);
        }
      await file.sync();
      await file.close();
    } catch (error) {
      // Closing twice does no harm; an error of closing itself must not hide the first.
      await file.close().catch(() => undefined);
      throw error;
    }
    return { size, sha256: hash.digest('hex') };
  });
}

function readBack(place: Place, fileSystem: FileSystem): Promise<Uint8Array> {
  return guarded(place, async () => {
    const file = await fileSystem.open(place.temporary, 'r');
    try {
      return await file.readFile();
    } finally {
      await file.close();
    }
  });
}

/** Errors of the system under the name that the person gave. */
async function guarded<T>({ path }: { readonly path: string }, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = systemCode(error);
    if (!/^E[A-Z0-9]+$/.test(code)) throw error;
    return failFile(error, path);
  }
}
