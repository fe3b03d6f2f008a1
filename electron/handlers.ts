/** What each call of the page does in main; dialogs, files and the window, all given from outside. */
import { extname } from 'node:path';
import type { FileFilter } from 'electron';
import { NetloomError } from '../engine/index.ts';
import { projectExtension } from '../files/projectName.ts';
import { writeAtomic } from '../files/writeAtomic.ts';
import type { HostPlatform, MainEvent } from './api.ts';
import type { CallHandlers } from './calls.ts';
import type { Closing } from './closing.ts';
import type { DataGrants } from './data.ts';
import type { Electron, Window } from './electron.ts';
import { showMenu } from './menu.ts';
import type { ProjectGrants } from './projects.ts';
import { openOutside } from './security.ts';
import type { Sentences } from './sentences.ts';

export interface HandlerContext {
  readonly electron: Electron;
  readonly platform: HostPlatform;
  readonly sentences: Sentences;
  readonly projects: ProjectGrants;
  readonly data: DataGrants;
  readonly closing: Closing;
  /** Throws when there is none: a call can only come from one. */
  readonly window: () => Window;
  readonly tell: (event: MainEvent) => void;
}

export function callHandlers(context: HandlerContext): CallHandlers {
  return { ...projectCalls(context), ...dataCalls(context), ...windowCalls(context) };
}

type ProjectCalls = Pick<
  CallHandlers,
  | 'openProjectDialog'
  | 'readProject'
  | 'projectRevision'
  | 'saveProject'
  | 'saveProjectAs'
  | 'recentProjects'
  | 'clearRecentProjects'
  | 'takeOpenRequests'
  | 'openDroppedProject'
  | 'saveBytes'
>;

function projectCalls({ electron, sentences, projects, window }: HandlerContext): ProjectCalls {
  const { dialog } = electron;
  const filters = [{ name: sentences.projects, extensions: [projectExtension.slice(1)] }];
  const chooseTarget = async (defaultPath: string, kinds: FileFilter[]) => {
    const properties = ['createDirectory', 'showOverwriteConfirmation'] as const;
    const options = { defaultPath, filters: kinds, properties: [...properties] };
    const { canceled, filePath } = await dialog.showSaveDialog(window(), options);
    return canceled || filePath === '' ? null : filePath;
  };
  return {
    openProjectDialog: async () => {
      const options = { filters, properties: ['openFile' as const] };
      const { canceled, filePaths } = await dialog.showOpenDialog(window(), options);
      const [path] = filePaths;
      return canceled || path === undefined ? null : projects.openPath(path);
    },
    readProject: (id) => projects.read(id),
    projectRevision: (id) => projects.revisionOf(id),
    saveProject: (id, text, expected) => projects.save(id, text, expected),
    saveProjectAs: async (name, text) => {
      const path = await chooseTarget(name, filters);
      return path === null ? null : projects.saveChosen(path, text);
    },
    recentProjects: () => projects.recent(),
    clearRecentProjects: () => {
      projects.clearRecent();
      return null;
    },
    takeOpenRequests: () => projects.takeRequests(),
    openDroppedProject: (path) => {
      if (extname(path).toLowerCase() !== projectExtension)
        throw new NetloomError('project-invalid', 'This file is not a Netloom project.');
      return projects.openPath(path);
    },
    saveBytes: async (name, bytes, { extension, description }) => {
      const kinds = [
        { name: description, extensions: [extension] },
        { name: sentences.allFiles, extensions: ['*'] },
      ];
      const path = await chooseTarget(name, kinds);
      if (path === null) return null;
      await writeAtomic(path, bytes);
      return path;
    },
  };
}

function dataCalls({
  electron,
  sentences,
  data,
  window,
}: HandlerContext): Pick<
  CallHandlers,
  'pickData' | 'restoreData' | 'requestData' | 'grantDroppedData' | 'fileBeside'
> {
  const { dialog } = electron;
  return {
    pickData: async (kind) => {
      const { canceled, filePaths } = await dialog.showOpenDialog(window(), {
        title: sentences.chooseData,
        properties: kind === 'folder' ? ['openDirectory'] : ['openFile', 'multiSelections'],
      });
      return canceled || filePaths.length === 0 ? null : data.give(filePaths);
    },
    restoreData: (root) => data.restore(root),
    requestData: async (root) => {
      const { canceled, filePaths } = await dialog.showOpenDialog(window(), {
        title: sentences.showData(root),
        message: sentences.showData(root),
        // Only where the dialog begins: the person chooses.
        defaultPath: root,
        properties: ['openDirectory'],
      });
      return canceled || filePaths.length === 0 ? null : data.give(filePaths);
    },
    grantDroppedData: (paths) => data.give(paths),
    fileBeside: (folder, location) => data.beside(folder, location),
  };
}

type WindowCalls = Pick<
  CallHandlers,
  | 'setTitle'
  | 'setProgress'
  | 'notify'
  | 'guardClosing'
  | 'savedBeforeClose'
  | 'setMenu'
  | 'openExternal'
>;

function windowCalls(context: HandlerContext): WindowCalls {
  const { electron, platform, closing, window, tell } = context;
  const awake = keepAwake(electron);
  return {
    setTitle: (name, dirty) => {
      window().setTitle(`${dirty && platform !== 'mac' ? '\u2022 ' : ''}${name} \u2013 Netloom`);
      if (platform === 'mac') window().setDocumentEdited(dirty);
      return null;
    },
    setProgress: (progress) => {
      awake(typeof progress === 'number');
      if (progress === null) window().setProgressBar(-1);
      else if (progress === 'error') window().setProgressBar(1, { mode: 'error' });
      else window().setProgressBar(progress);
      return null;
    },
    notify: (title, body) => {
      if (window().isFocused() || !electron.Notification.isSupported()) return null;
      const shown = new electron.Notification({ title, body });
      shown.on('click', () => {
        window().show();
        window().focus();
      });
      shown.show();
      return null;
    },
    guardClosing: (question) => {
      closing.set(question);
      return null;
    },
    savedBeforeClose: (mayClose) => {
      closing.saved(mayClose);
      return null;
    },
    setMenu: (model) => {
      showMenu(electron, platform, model, (id) => tell({ kind: 'action', id }));
      return null;
    },
    openExternal: (address) => {
      if (openOutside(address, electron)) return null;
      throw new NetloomError('link-refused', 'Netloom does not open this address.');
    },
  };
}

/** The machine does not fall asleep in the middle of a run; the screen may. */
function keepAwake({ powerSaveBlocker }: Electron): (running: boolean) => void {
  let blocker: number | null = null;
  return (running) => {
    if (running) blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else if (blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
  };
}
