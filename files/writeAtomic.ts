/** Bytes in; at the path the old file or the new one, whole, at every instant, and the new one durable at the end. */
import { randomBytes } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import * as promises from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NetloomError } from '../engine/index.ts';
import { failFile, systemCode } from './errors.ts';

/** The calls of Node that a save makes; tests let each of them fail. */
export type FileSystem = Pick<
  typeof promises,
  'access' | 'link' | 'open' | 'readdir' | 'realpath' | 'rename' | 'stat' | 'unlink'
>;
export interface WriteOptions {
  /** Keep what the path held as `<path>.bak`; default false. */
  readonly keepPrevious?: boolean;
  readonly fileSystem?: FileSystem;
}

/** Disks without hard links (FAT, some network shares) answer `link` with one of these. */
const noHardLinks = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EISDIR', 'EINVAL'];
/** A virus scanner or an indexer may hold a file of Windows for a moment. */
const heldOnWindows = ['EPERM', 'EACCES', 'EBUSY'];
const staleMilliseconds = 24 * 3600 * 1000;

/** In the target's folder, so that it can be renamed onto it; short, so that a long name of the target still fits. */
export const temporaryName = () => `.netloom-${randomBytes(8).toString('hex')}.tmp`;
const isTemporary = (name: string) => /^\.netloom-[0-9a-f]{16}\.tmp$/.test(name);

/**
 * Temporary file beside the target → fsync → (the old file becomes `.bak`) → rename → fsync of the folder. Links are
 * followed and permission bits kept. Resolves to the stats of the new file; throws NetloomError, and then no temporary
 * file is left.
 */
export async function writeAtomic(
  path: string,
  bytes: Uint8Array,
  { keepPrevious = false, fileSystem = promises }: WriteOptions = {},
): Promise<Stats> {
  try {
    const target = await followLinks(path, fileSystem);
    const mode = await replaceableMode(target, fileSystem);
    const folder = dirname(target);
    const stats = await withTemporary(folder, fileSystem, async (temporary) => {
      const written = await writeDurably(temporary, bytes, mode, fileSystem).catch((error) => {
        if (systemCode(error) !== 'ENOENT') throw error;
        throw new NetloomError('folder-not-found', `The folder ${folder} does not exist.`, path);
      });
      if (keepPrevious && mode !== null) await keepGeneration(target, mode, fileSystem);
      await renameOver(temporary, target, fileSystem);
      return written;
    });
    await syncFolder(folder, fileSystem);
    return stats;
  } catch (error) {
    return failFile(error, path);
  }
}

/** Deletes temporary files that a killed process left in the folder more than a day ago; failing is no matter. */
export async function sweepTemporaries(
  folder: string,
  fileSystem: FileSystem = promises,
): Promise<void> {
  const names = await fileSystem.readdir(folder).catch(() => []);
  for (const name of names.filter(isTemporary)) {
    const path = join(folder, name);
    const stats = await fileSystem.stat(path).catch(() => null);
    if (stats && Date.now() - stats.mtimeMs > staleMilliseconds)
      await fileSystem.unlink(path).catch(() => undefined);
  }
}

/** A link is written through, not replaced; a path where nothing is stays as it is. */
export async function followLinks(path: string, fileSystem: FileSystem): Promise<string> {
  try {
    return await fileSystem.realpath(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return path;
    throw error;
  }
}

/** Permission bits of the file to be replaced; null where there is none. A rename would ignore that it is read-only. */
export async function replaceableMode(
  target: string,
  fileSystem: FileSystem,
): Promise<number | null> {
  try {
    const stats = await fileSystem.stat(target);
    if (!stats.isFile())
      throw new NetloomError('file-unreadable', `${target} is not a file.`, target);
    await fileSystem.access(target, constants.W_OK);
    return stats.mode & 0o777;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Gives `work` the path of a temporary file that is gone afterwards, however it ends. */
async function withTemporary<T>(
  folder: string,
  fileSystem: FileSystem,
  work: (temporary: string) => Promise<T>,
): Promise<T> {
  const temporary = join(folder, temporaryName());
  try {
    return await work(temporary);
  } catch (error) {
    await fileSystem.unlink(temporary).catch(() => undefined);
    throw error;
  }
}

async function writeDurably(
  path: string,
  bytes: Uint8Array,
  mode: number | null,
  fileSystem: FileSystem,
): Promise<Stats> {
  const file = await fileSystem.open(path, 'wx');
  try {
    if (mode !== null) await file.chmod(mode);
    await file.writeFile(bytes);
    await file.sync();
    const stats = await file.stat();
    await file.close();
    return stats;
  } catch (error) {
    // Closing twice does no harm; an error of closing itself must not hide the first.
    await file.close().catch(() => undefined);
    throw error;
  }
}

/** The target's content appears as `.bak` in one step, while the target itself stays where it is. */
async function keepGeneration(target: string, mode: number, fileSystem: FileSystem): Promise<void> {
  await withTemporary(dirname(target), fileSystem, async (temporary) => {
    try {
      await fileSystem.link(target, temporary);
    } catch (error) {
      if (!noHardLinks.includes(systemCode(error))) throw error;
      const file = await fileSystem.open(target, 'r');
      const bytes = await file.readFile().finally(() => file.close());
      await writeDurably(temporary, bytes, mode, fileSystem);
    }
    await renameOver(temporary, `${target}.bak`, fileSystem);
    // Where both names were links to one file already (an earlier save failed here), renaming does nothing at all.
    await fileSystem.unlink(temporary).catch((error) => {
      if (systemCode(error) !== 'ENOENT') throw error;
    });
  });
}

export async function renameOver(from: string, to: string, fileSystem: FileSystem): Promise<void> {
  const attempts = process.platform === 'win32' ? 10 : 1;
  for (let attempt = 1; ; attempt++) {
    try {
      return await fileSystem.rename(from, to);
    } catch (error) {
      if (attempt === attempts || !heldOnWindows.includes(systemCode(error))) throw error;
      await sleep(20 * attempt);
    }
  }
}

/** Makes the rename itself durable; folders cannot be opened on Windows, where this is not needed. */
export async function syncFolder(path: string, fileSystem: FileSystem): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await fileSystem.open(path, constants.O_RDONLY);
  try {
    await folder.sync();
  } catch (error) {
    // Some network file systems know no fsync of folders.
    if (!['EINVAL', 'ENOTSUP'].includes(systemCode(error))) throw error;
  } finally {
    await folder.close();
  }
}
