/** The application from its start to its end: one instance, one window, what the system asks of it. */
import { isAbsolute, resolve } from 'node:path';
import { projectExtension } from '../files/projectName.ts';
import type { MainEvent } from './api.ts';
import { answerCalls } from './calls.ts';
import { eventChannel } from './channels.ts';
import { Closing } from './closing.ts';
import { DataGrants } from './data.ts';
import type { Electron, Window } from './electron.ts';
import { callHandlers } from './handlers.ts';
import { firstMenu, showMenu } from './menu.ts';
import { hostPlatform } from './platform.ts';
import { ProjectGrants } from './projects.ts';
import { registerScheme, serveWindow } from './protocol.ts';
import { lockContents, lockSession } from './security.ts';
import { sentencesFor } from './sentences.ts';
import { openWindow } from './window.ts';
import { WindowState } from './windowState.ts';

export interface AppOptions {
  readonly platform: NodeJS.Platform;
  /** Folder of the built window, and the preload's file. */
  readonly window: string;
  readonly preload: string;
  /** As the process was called, without the program. */
  readonly arguments: readonly string[];
  readonly workingFolder: string;
}

/** Resolves when the first window is opening, or at once in a second instance, which ends. */
export async function runApp(electron: Electron, options: AppOptions): Promise<void> {
  const { app } = electron;
  app.enableSandbox();
  registerScheme(electron);
  app.setName('Netloom');
  if (options.platform === 'win32') app.setAppUserModelId('app.netloom');
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  // Before anything may wait: macOS tells of files to open while the app still starts.
  const early: string[] = [...projectArguments(options.arguments, options.workingFolder)];
  const requests = { open: (path: string) => void early.push(path) };
  app.on('open-file', (event, path) => {
    event.preventDefault();
    requests.open(path);
  });
  app.on('web-contents-created', (_, contents) => lockContents(contents, electron));
  await app.whenReady();
  lockSession(electron.session.defaultSession);
  await start(electron, options, early, requests);
}

async function start(
  electron: Electron,
  options: AppOptions,
  early: readonly string[],
  requests: { open: (path: string) => void },
): Promise<void> {
  const { app } = electron;
  const platform = hostPlatform(options.platform);
  const sentences = sentencesFor(app.getLocale());
  const userData = app.getPath('userData');
  const [projects, data, state] = await Promise.all([
    ProjectGrants.open(userData, app),
    DataGrants.open(userData),
    WindowState.open(userData, electron.screen),
  ]);
  serveWindow(electron, options.window, data);
  let current: Window | null = null;
  const tell = (event: MainEvent) => {
    if (current && !current.isDestroyed()) current.webContents.send(eventChannel, event);
  };
  const closing = new Closing(electron, tell);
  const window = () => {
    if (!current) throw new Error('Internal error: there is no window.');
    return current;
  };
  const context = { electron, platform, sentences, projects, data, closing, window, tell };
  answerCalls(electron, () => current, callHandlers(context));
  showMenu(electron, platform, firstMenu(app.name, sentences), () => undefined);
  const open = () => {
    const opened = openWindow(electron, { preload: options.preload }, state, sentences);
    closing.guard(opened);
    opened.on('closed', () => {
      current = null;
    });
    current = opened;
  };
  const show = () => {
    if (!current) return open();
    if (current.isMinimized()) current.restore();
    current.show();
    current.focus();
  };
  requests.open = (path) => {
    projects.request(path);
    show();
    tell({ kind: 'open-requested' });
  };
  for (const path of early) projects.request(path);
  app.on('second-instance', (_, given, workingFolder) => {
    show();
    for (const path of projectArguments(given.slice(1), workingFolder)) requests.open(path);
  });
  app.on('activate', show);
  app.on('window-all-closed', () => {
    // On macOS an app stays when its windows are closed.
    if (platform !== 'mac') app.quit();
  });
  keepUntilWritten(electron, [projects, data, state]);
  open();
}

/** Quitting waits for what is still being written. */
function keepUntilWritten(
  { app }: Pick<Electron, 'app'>,
  stores: readonly { settled(): Promise<void> }[],
): void {
  let written = false;
  app.on('will-quit', (event) => {
    if (written) return;
    event.preventDefault();
    void Promise.all(stores.map((store) => store.settled())).then(() => {
      written = true;
      app.quit();
    });
  });
}

/** Projects among the arguments of a start, as absolute paths; switches and anything else are ignored. */
export function projectArguments(given: readonly string[], workingFolder: string): string[] {
  return given
    .filter((argument) => !argument.startsWith('-'))
    .filter((argument) => argument.toLowerCase().endsWith(projectExtension))
    .map((path) => (isAbsolute(path) ? path : resolve(workingFolder, path)));
}
