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

/** A tensor that goes into a model or comes out of it. */
export interface ModelTensor {
  readonly dims: readonly number[];
  readonly data: Float32Array | Int32Array;
}
/** A model that another program has opened. */
export interface RunnableModel {
  /** By the names that the model gives them. */
  run(inputs: ReadonlyMap<string, ModelTensor>): Promise<ReadonlyMap<string, ModelTensor>>;
  close(): Promise<void>;
}
/** Another program that runs model files, for the proof that they compute what our network computes. */
export interface ModelRunner {
  /** For people; with its version once a model has been opened. */
  readonly name: string;
  /** `beside`: files that the model refers to, by name. Throws whatever the other program has to say. */
  open(model: Uint8Array, beside: ReadonlyMap<string, Uint8Array>): Promise<RunnableModel>;
}
