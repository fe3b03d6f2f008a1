/** What Node gives the engine: worker threads, files with atomic writes, a clock. */
import { constants, mkdir, open, readdir, stat, unlink } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import {
  type ByteSource,
  type ComputeThread,
  NetloomError,
  type Platform,
} from '../engine/index.ts';
import { failFile, systemCode } from '../files/errors.ts';
import { writeAtomic } from '../files/writeAtomic.ts';

/** `computeWorker` is the URL of the built compute-thread file. */
export function nodePlatform(computeWorker: URL): Platform {
  return {
    cores: availableParallelism(),
    sharedMemory: true,
    spawnComputeThread: () => spawn(computeWorker),
    openFile,
    listDirectory,
    joinPath: join,
    writeAtomic: async (path, bytes) => {
      await writeAtomic(path, bytes);
    },
    deleteFile: (path) => unlink(path).catch((error) => failFile(error, path)),
    makeDirectory: async (path) => {
      await mkdir(path, { recursive: true }).catch((error) => failFile(error, path));
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
  // Opening a named pipe would wait for a writer, perhaps for ever. Windows has neither.
  const readNow = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
  const handle = await open(path, readNow).catch((error) => failFile(error, path));
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
          .catch((error) => failFile(error, path));
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
    if (systemCode(error) === 'ENOTDIR') return null;
    return failFile(error, path);
  }
}
