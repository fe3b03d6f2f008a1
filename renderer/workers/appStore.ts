/** Files of the app's own in IndexedDB: paths and bytes in and out, each write whole or not at all. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { ByteSource } from '../../engine/index.ts';
import type { DirectoryEntry } from '../../engine/platform.ts';
import { NetloomError } from '../../engine/util/errors.ts';

interface Schema extends DBSchema {
  files: { key: string; value: Uint8Array<ArrayBuffer> };
}
const databaseName = 'netloom-runs';

export class AppStore {
  private database: Promise<IDBPDatabase<Schema>> | null = null;

  /** Throws 'file-not-found', 'store-failed'. */
  async openFile(path: string): Promise<ByteSource> {
    const bytes = await this.attempt(path, (database) => database.get('files', path));
    if (!bytes) throw new NetloomError('file-not-found', `${path} does not exist.`, path);
    return {
      name: path,
      size: bytes.length,
      read: async (offset, length) => bytes.slice(offset, offset + length),
      close: async () => undefined,
    };
  }
  /** Folders exist by what lies in them; throws 'file-not-found' for one without anything. */
  async listDirectory(path: string): Promise<readonly DirectoryEntry[] | null> {
    const inside = IDBKeyRange.bound(`${path}/`, `${path}0`, true, true);
    const keys = await this.attempt(path, (database) => database.getAllKeys('files', inside));
    if (keys.length === 0) {
      if (await this.attempt(path, (database) => database.getKey('files', path))) return null;
      throw new NetloomError('file-not-found', `${path} does not exist.`, path);
    }
    const found = new Map<string, DirectoryEntry['kind']>();
    for (const key of keys) {
      const [name = '', ...deeper] = key.slice(path.length + 1).split('/');
      if (deeper.length > 0) found.set(name, 'directory');
      else if (!found.has(name)) found.set(name, 'file');
    }
    return [...found].map(([name, kind]) => ({ name, kind }));
  }

  /** One transaction, on the disk when it resolves; throws 'disk-full', 'store-failed'. */
  async write(path: string, bytes: Uint8Array): Promise<void> {
    await this.change(path, (files) => files.put(bytes.slice(), path));
  }
  async delete(path: string): Promise<void> {
    await this.change(path, (files) => files.delete(path));
  }

  private change(
    path: string,
    work: (files: {
      put(value: Uint8Array<ArrayBuffer>, key: string): Promise<unknown>;
      delete(key: string): Promise<unknown>;
    }) => Promise<unknown>,
  ): Promise<void> {
    return this.attempt(path, async (database) => {
      const transaction = database.transaction('files', 'readwrite', { durability: 'strict' });
      const done = work(transaction.store);
      await Promise.all([done, transaction.done]);
    });
  }
  private async attempt<T>(
    path: string,
    work: (database: IDBPDatabase<Schema>) => Promise<T>,
  ): Promise<T> {
    try {
      return await work(await this.open());
    } catch (error) {
      throw asNetloomError(error, path);
    }
  }
  private open(): Promise<IDBPDatabase<Schema>> {
    const forget = () => {
      this.database = null;
    };
    if (!this.database) {
      this.database = openDB<Schema>(databaseName, 1, {
        upgrade: (database) => {
          database.createObjectStore('files');
        },
        // Another window wants to change the store's form: it must not wait for this one.
        blocking: (_, __, event) => {
          (event.target as IDBDatabase).close();
          forget();
        },
        terminated: forget,
      });
      this.database.catch(forget);
    }
    return this.database;
  }
}

function asNetloomError(error: unknown, path: string): NetloomError {
  if (error instanceof NetloomError) return error;
  if (error instanceof DOMException && error.name === 'QuotaExceededError') {
    return new NetloomError('disk-full', `${path} could not be written: no room is left.`, path);
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new NetloomError('store-failed', `The store of this app failed: ${reason}`, path);
}
