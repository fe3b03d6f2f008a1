/** Handles of files and folders that a person gave, kept over reloads in IndexedDB; a browser asks again before they are used. */
import { type DBSchema, openDB } from 'idb';

/** Files given as data, under the root that documents know them by. */
export interface DataRecord {
  readonly root: string;
  readonly kind: 'files' | 'folder';
  readonly handles: readonly FileSystemHandle[];
}
/** A project opened from this computer. */
export interface ProjectRecord {
  readonly id: string;
  readonly name: string;
  readonly handle: FileSystemFileHandle;
  /** Milliseconds since 1970. */
  readonly used: number;
}
export interface HandleStore {
  data(root: string): Promise<DataRecord | undefined>;
  allData(): Promise<readonly DataRecord[]>;
  keepData(record: DataRecord): Promise<void>;
  project(id: string): Promise<ProjectRecord | undefined>;
  allProjects(): Promise<readonly ProjectRecord[]>;
  keepProject(record: ProjectRecord): Promise<void>;
  forgetProjects(): Promise<void>;
}

interface Schema extends DBSchema {
  data: { key: string; value: DataRecord };
  projects: { key: string; value: ProjectRecord };
}

/** Opened at the first use. A browser that keeps nothing (private windows of some) gives a store that forgets. */
export function handleStore(): HandleStore {
  let opening: Promise<HandleStore> | null = null;
  const store = () => {
    opening ??= openStore().catch(() => memoryStore());
    return opening;
  };
  return {
    data: async (root) => (await store()).data(root),
    allData: async () => (await store()).allData(),
    keepData: async (record) => (await store()).keepData(record),
    project: async (id) => (await store()).project(id),
    allProjects: async () => (await store()).allProjects(),
    keepProject: async (record) => (await store()).keepProject(record),
    forgetProjects: async () => (await store()).forgetProjects(),
  };
}

async function openStore(): Promise<HandleStore> {
  const database = await openDB<Schema>('netloom-handles', 1, {
    upgrade(fresh) {
      fresh.createObjectStore('data', { keyPath: 'root' });
      fresh.createObjectStore('projects', { keyPath: 'id' });
    },
  });
  return {
    data: (root) => database.get('data', root),
    allData: () => database.getAll('data'),
    keepData: async (record) => {
      await database.put('data', record);
    },
    project: (id) => database.get('projects', id),
    allProjects: () => database.getAll('projects'),
    keepProject: async (record) => {
      await database.put('projects', record);
    },
    forgetProjects: () => database.clear('projects'),
  };
}

export function memoryStore(): HandleStore {
  const data = new Map<string, DataRecord>();
  const projects = new Map<string, ProjectRecord>();
  return {
    data: async (root) => data.get(root),
    allData: async () => [...data.values()],
    keepData: async (record) => void data.set(record.root, record),
    project: async (id) => projects.get(id),
    allProjects: async () => [...projects.values()],
    keepProject: async (record) => void projects.set(record.id, record),
    forgetProjects: async () => projects.clear(),
  };
}
