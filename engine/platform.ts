/** What a host (Node, browser, Electron) must give the engine. */

/** A compute thread that runs the host's compute-thread file; messages are structured clones. */
export interface ComputeThread {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** The thread died or threw. */
  onError(listener: (error: Error) => void): void;
  terminate(): Promise<void>;
}
/** Random access to a file's bytes. */
export interface ByteSource {
  readonly name: string;
  readonly size: number;
  /** At most `length` bytes from `offset`; fewer only at the end. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}
export interface DirectoryEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory';
}
export interface Platform {
  readonly cores: number;
  readonly sharedMemory: boolean;
  spawnComputeThread(): ComputeThread;
  /** Throws NetloomError 'file-not-found', 'file-unreadable'. */
  openFile(path: string): Promise<ByteSource>;
  /** Sorted by name; null when the path is not a directory. */
  listDirectory(path: string): Promise<readonly DirectoryEntry[] | null>;
  joinPath(directory: string, ...names: string[]): string;
  /** Temporary file in the same folder → fsync → rename → fsync of the folder. */
  writeAtomic(path: string, bytes: Uint8Array): Promise<void>;
  deleteFile(path: string): Promise<void>;
  makeDirectory(path: string): Promise<void>;
  /** Milliseconds, monotonic. */
  now(): number;
}
