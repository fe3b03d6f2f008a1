/** What Node gives the engine: worker threads, files with atomic writes, a clock. */
import { constants } from 'node:fs';
import { mkdir, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import {
  type ByteSource,
  type ComputeThread,
  NetloomError,
  type Platform,
} from '../engine/index.ts';

/** `computeWorker` is the URL of the built compute-thread file. */
export function nodePlatform(computeWorker: URL): Platform {
  return {
    cores: availableParallelism(),
    sharedMemory: true,
    spawnComputeThread: () => spawn(computeWorker),
    openFile,
    listDirectory,
    joinPath: join,
    writeAtomic,
    deleteFile: (path) => unlink(path).catch((error) => fail(error, path)),
    makeDirectory: async (path) => {
      await mkdir(path, { recursive: true }).catch((error) => fail(error, path));
    },
    now: () => performance.now(),
  };
}

function spawn(file: URL): ComputeThread {
  const worker = new Worker(file);
  worker.unref();
  let ending = false;
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => worker.on('message', listener),
    onError: (listener) => {
      worker.on('error', listener);
      worker.on('exit', (code) => {
        if (!ending) listener(new Error(`a compute thread ended with code ${code}`));
      });
    },
    terminate: async () => {
      ending = true;
      await worker.terminate();
    },
  };
}

async function openFile(path: string): Promise<ByteSource> {
  const handle = await open(path, 'r').catch((error) => fail(error, path));
  const stats = await handle.stat();
  if (!stats.isFile()) {
    await handle.close();
    throw new NetloomError('file-unreadable', `${path} is not a file.`, path);
  }
  return {
    name: path,
    size: stats.size,
    read: async (offset, length) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, stats.size - offset)));
      let done = 0;
      while (done < bytes.length) {
        const { bytesRead } = await handle
          .read(bytes, done, bytes.length - done, offset + done)
          .catch((error) => fail(error, path));
        if (bytesRead === 0) return bytes.subarray(0, done);
        done += bytesRead;
      }
      return bytes;
    },
    close: () => handle.close(),
  };
}

async function listDirectory(path: string): ReturnType<Platform['listDirectory']> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    const kinds = await Promise.all(
      entries.map(async (entry) => {
        const isDirectory = entry.isSymbolicLink()
          ? (await stat(join(path, entry.name)).catch(() => null))?.isDirectory() === true
          : entry.isDirectory();
        return { name: entry.name, kind: isDirectory ? ('directory' as const) : ('file' as const) };
      }),
    );
    return kinds.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (codeOf(error) === 'ENOTDIR') return null;
    return fail(error, path);
  }
}

let temporaries = 0;

/** Temporary file beside the target → fsync → rename → fsync of the folder; the old file stands until the rename. */
export async function writeAtomic(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}-${temporaries++}.tmp`;
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncDirectory(dirname(path));
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    fail(error, path);
  }
}

/** Makes the rename itself durable; folders cannot be opened on Windows, where this is not needed. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, constants.O_RDONLY);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Turns an error of the file system into one sentence. */
function fail(error: unknown, path: string): never {
  const sentences: Readonly<Record<string, readonly [string, string]>> = {
    ENOENT: ['file-not-found', `${path} does not exist.`],
    EACCES: ['file-unreadable', `${path} may not be opened: permission is missing.`],
    EPERM: ['file-unreadable', `${path} may not be changed: permission is missing.`],
    EISDIR: ['file-unreadable', `${path} is a folder, not a file.`],
    ENOTDIR: ['file-not-found', `${path} lies under something that is not a folder.`],
    ENOSPC: ['disk-full', `${path} could not be written: the disk is full.`],
    EROFS: ['file-unwritable', `${path} could not be written: the disk is read-only.`],
    EMFILE: ['too-many-files', `${path} could not be opened: too many files are open.`],
    EIO: ['file-damaged', `${path} could not be read or written: the disk reports an error.`],
  };
  const known = sentences[codeOf(error)];
  if (known) throw new NetloomError(known[0], known[1], path);
  const reason = error instanceof Error ? error.message : String(error);
  throw new NetloomError('file-unreadable', `${path} could not be opened: ${reason}.`, path);
}
