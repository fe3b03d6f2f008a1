/** The host that Electron is: every call goes to main through the preload's API; paths stay there. */
import type { ElectronApi, ListedData, MainEvent, ReferencedProject } from '../../electron/api.ts';
import type { MountedFile, Result } from '../../engine/index.ts';
import { dropKind, droppedItems } from './dropped.ts';
import { readFile } from './projectFile.ts';
import { attempt, HostError, ok, unwrap } from './result.ts';
import type {
  Data,
  DataSource,
  Dropped,
  GivenModel,
  Host,
  HostWindow,
  OpenedProject,
  Projects,
} from './types.ts';

export function electronHost(api: ElectronApi): Host {
  return {
    kind: 'electron',
    platform: api.platform,
    projects: projects(api),
    data: data(api),
    window: hostWindow(api),
    saveBytes: (suggestedName, bytes, { extension, description }) =>
      api.call('saveBytes', suggestedName, bytes, { extension, description }),
  };
}

function projects(api: ElectronApi): Projects {
  return {
    dialogs: 'native',
    open: async () =>
      mapped(await api.call('openProjectDialog'), (found) => found && opened(found)),
    list: async () => {
      const found = await api.call('recentProjects');
      return mapped(found, (recent) => ({
        folder: null,
        projects: recent.map(({ reference, used }) => ({ reference, modified: used, size: 0 })),
      }));
    },
    recent: () => api.call('recentProjects'),
    clearRecent: () => api.call('clearRecentProjects'),
    read: async ({ id }) => mapped(await api.call('readProject', id), opened),
    revisionOf: ({ id }) => api.call('projectRevision', id),
    save: async ({ id }, text, expected) => {
      const saved = await api.call('saveProject', id, text, expected);
      if (saved.ok) return { kind: 'saved', ...saved.value };
      return saved.error.code === 'file-changed-on-disk'
        ? { kind: 'changed-on-disk' }
        : { kind: 'failed', ...saved.error };
    },
    saveAs: async (suggestedName, text) => {
      const saved = await api.call('saveProjectAs', suggestedName, text);
      if (!saved.ok) return { kind: 'failed', ...saved.error };
      return saved.value ? { kind: 'saved', ...saved.value } : { kind: 'cancelled' };
    },
    onOpenRequest: (listener) => {
      const take = async () => {
        const waiting = await api.call('takeOpenRequests');
        if (!waiting.ok) return listener(waiting);
        for (const found of waiting.value) listener(mapped(found, opened));
      };
      // Those of the start came before anybody listened.
      void take();
      return on(api, 'open-requested', () => void take());
    },
  };
}

function data(api: ElectronApi): Data {
  const picked = async (found: Result<ListedData | null>) =>
    attempt(async () => {
      const listed = unwrap(found);
      return listed && (await fetched(listed));
    });
  return {
    pickFiles: async () => picked(await api.call('pickData', 'files')),
    pickFolder: async () => picked(await api.call('pickData', 'folder')),
    pickModel: async () =>
      mapped(
        await picked(await api.call('pickData', 'files')),
        (source) => source && givenModel(api, source),
      ),
    restore: (root) =>
      attempt(async () => {
        const found = unwrap(await api.call('restoreData', root));
        return found.state === 'granted'
          ? { state: 'granted', source: await fetched(found.data) }
          : found;
      }),
    requestAccess: async (root) => picked(await api.call('requestData', root)),
    fromDrop: (transfer) => {
      const files = droppedItems(transfer).map(({ file, entry }) => ({
        file,
        name: entry?.name ?? file?.name ?? '',
        isFolder: entry?.isDirectory === true,
        path: file ? api.pathOf(file) : '',
      }));
      return attempt(() => fromDrop(api, files));
    },
  };
}

interface DroppedPath {
  readonly file: File | null;
  readonly name: string;
  readonly isFolder: boolean;
  /** '' for what lies on no disk, such as a picture dragged out of another page. */
  readonly path: string;
}

async function fromDrop(api: ElectronApi, files: readonly DroppedPath[]): Promise<Dropped> {
  const kind = dropKind(files);
  const [first] = files;
  if (kind === 'project' && first?.file) {
    if (first.path === '')
      return {
        kind,
        opened: { ...(await readFile(first.file)), name: first.name, reference: null },
      };
    return { kind, opened: opened(unwrap(await api.call('openDroppedProject', first.path))) };
  }
  if (kind === 'weights' && first?.file) return { kind, file: first.file };
  const paths = files.map(({ path }) => path).filter((path) => path !== '');
  if ((kind !== 'data' && kind !== 'model') || paths.length === 0)
    return { kind: 'unknown', names: files.map(({ name }) => name) };
  const source = await fetched(unwrap(await api.call('grantDroppedData', paths)));
  return kind === 'data' ? { kind, source } : { kind, given: givenModel(api, source) };
}

function givenModel(api: ElectronApi, { root, files }: DataSource): GivenModel {
  return {
    files,
    beside: (location) =>
      attempt(async () => {
        const [file] = (await fetched(unwrap(await api.call('fileBeside', root, location)))).files;
        if (file) return file;
        throw new HostError('file-not-found', `${root}/${location} does not exist.`);
      }),
  };
}

const atOnce = 16;

/** Fetches the listed files from main: the page itself reads no disk. */
async function fetched({ root, kind, files }: ListedData): Promise<DataSource> {
  const mounted: MountedFile[] = [];
  let next = 0;
  const work = async () => {
    for (let at = next++; at < files.length; at = next++) {
      const file = files[at];
      if (!file) return;
      const response = await fetch(file.address);
      if (!response.ok)
        throw new HostError('file-unreadable', `${root}/${file.path} could not be read.`);
      const name = file.path.split('/').at(-1) ?? file.path;
      const blob = new File([await response.blob()], name, { lastModified: file.modified });
      mounted[at] = { path: file.path, file: blob };
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { root, kind, files: mounted };
}

function hostWindow(api: ElectronApi): HostWindow {
  return {
    setTitle: (projectName, dirty) => void api.call('setTitle', projectName, dirty),
    setProgress: (progress) => void api.call('setProgress', progress),
    notify: (title, body) => {
      if (!document.hasFocus()) void api.call('notify', title, body);
    },
    allowNotifications: async () => true,
    guardClosing: (question) => void api.call('guardClosing', question),
    onSaveBeforeClose: (save) =>
      on(api, 'save-before-close', async () => {
        const mayClose = await save().catch(() => false);
        await api.call('savedBeforeClose', mayClose);
      }),
    nativeMenu: api.platform === 'mac',
    setMenu: (model) => void api.call('setMenu', model),
    onAction: (listener) => on(api, 'action', ({ id }) => listener(id)),
    openExternal: (address) => void api.call('openExternal', address),
  };
}

function on<Kind extends MainEvent['kind']>(
  api: ElectronApi,
  kind: Kind,
  listener: (event: Extract<MainEvent, { kind: Kind }>) => void,
): () => void {
  return api.listen((event) => {
    if (event.kind === kind) listener(event as Extract<MainEvent, { kind: Kind }>);
  });
}

const opened = (found: ReferencedProject): OpenedProject => ({
  ...found,
  name: found.reference.name,
});
const mapped = <From, To>(result: Result<From>, change: (value: From) => To): Result<To> =>
  result.ok ? ok(change(result.value)) : result;
