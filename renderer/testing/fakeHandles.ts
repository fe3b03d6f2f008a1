/** Files and folders of a browser's File System Access API, in memory; permissions as a test sets them. */

export interface FakeFile extends FileSystemFileHandle {
  /** What queryPermission says, and what a person answers when asked. */
  permission: PermissionState;
  answer: PermissionState;
  content: string | null;
  /** The next write fails with it. */
  failure: DOMException | null;
}

export function fakeFile(name: string, content: string): FakeFile {
  const handle: FakeFile = {
    kind: 'file',
    name,
    content,
    permission: 'granted',
    answer: 'granted',
    failure: null,
    isSameEntry: async (other) => other === handle,
    getFile: async () => {
      if (handle.content === null) throw new DOMException('gone', 'NotFoundError');
      return new File([handle.content], name, { lastModified: 5 });
    },
    createWritable: async () => writable(handle),
    ...permissions(() => handle),
  };
  return handle;
}

export interface FakeFolder extends FileSystemDirectoryHandle {
  permission: PermissionState;
  answer: PermissionState;
}

export function fakeFolder(name: string, inside: readonly FileSystemHandle[]): FakeFolder {
  const handle = {
    kind: 'directory',
    name,
    permission: 'granted',
    answer: 'granted',
    isSameEntry: async (other: unknown) => other === handle,
    async *values() {
      yield* inside;
    },
    ...permissions(() => handle),
  } as unknown as FakeFolder;
  return handle;
}

function permissions(of: () => { permission: PermissionState; readonly answer: PermissionState }) {
  return {
    queryPermission: async () => of().permission,
    requestPermission: async () => {
      of().permission = of().answer;
      return of().answer;
    },
  };
}

/** Nothing is in the file until it is closed, as in browsers. */
function writable(handle: FakeFile): FileSystemWritableFileStream {
  let written = '';
  const stream: Partial<FileSystemWritableFileStream> = {
    write: async (data) => {
      if (handle.failure) throw handle.failure;
      written += new TextDecoder().decode(data as Uint8Array);
    },
    close: async () => {
      handle.content = written;
    },
    abort: async () => {
      written = '';
    },
  };
  return stream as FileSystemWritableFileStream;
}

/** A drop of files and folders as the event has it: without handles where the browser knows none. */
export function fakeTransfer(
  items: readonly {
    readonly file: File;
    readonly entry?: FileSystemEntry;
    readonly handle?: FileSystemHandle;
  }[],
): DataTransfer {
  const list = items.map(({ file, entry, handle }) => ({
    kind: 'file',
    getAsFile: () => file,
    webkitGetAsEntry: () => entry ?? { name: file.name, isFile: true, isDirectory: false },
    ...(handle && { getAsFileSystemHandle: async () => handle }),
  }));
  return { items: list } as unknown as DataTransfer;
}

/** A dropped folder without a handle; it gives its entries in two portions, then none. */
export function fakeEntry(
  name: string,
  inside: readonly FileSystemEntry[] | string,
): FileSystemEntry {
  if (typeof inside === 'string')
    return {
      name,
      isFile: true,
      isDirectory: false,
      file: (done: (file: File) => void) => done(new File([inside], name)),
    } as unknown as FileSystemEntry;
  return {
    name,
    isFile: false,
    isDirectory: true,
    createReader: () => {
      const portions = [inside.slice(0, 1), inside.slice(1)].filter(({ length }) => length > 0);
      return {
        readEntries: (done: (entries: readonly FileSystemEntry[]) => void) =>
          done(portions.shift() ?? []),
      };
    },
  } as unknown as FileSystemEntry;
}
