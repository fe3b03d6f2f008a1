/** The one window: how it is made, locked, and brought back when its page crashes or hangs. */

import { windowAddress } from './address.ts';
import type { Electron, Window } from './electron.ts';
import type { Sentences } from './sentences.ts';
import { smallest, type WindowState } from './windowState.ts';

export interface WindowPaths {
  /** The bundled preload, one CommonJS file. */
  readonly preload: string;
}

/** Each line is one of Electron's defaults or safer, and said, so that no later default changes it. */
export const webPreferences = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  safeDialogs: true,
  spellcheck: false,
  // Training goes on, and its pictures with it, while the window is behind others.
  backgroundThrottling: false,
} as const;

export function openWindow(
  electron: Pick<Electron, 'app' | 'BrowserWindow' | 'dialog'>,
  paths: WindowPaths,
  state: WindowState,
  sentences: Sentences,
): Window {
  const { app, BrowserWindow } = electron;
  const window = new BrowserWindow({
    ...state.bounds(),
    minWidth: smallest.width,
    minHeight: smallest.height,
    title: 'Netloom',
    backgroundColor: '#101216',
    show: false,
    autoHideMenuBar: true,
    webPreferences: { ...webPreferences, preload: paths.preload, devTools: !app.isPackaged },
  });
  if (state.maximized) window.maximize();
  state.follow(window);
  window.once('ready-to-show', () => window.show());
  // Title and dot are main's; the page's own title would lose them.
  window.on('page-title-updated', (event) => event.preventDefault());
  bringBack(electron, window, sentences);
  void window.loadURL(windowAddress);
  return window;
}

const mostCrashes = 3;
const crashMilliseconds = 60_000;

/** A page that is gone or hangs is loaded anew; it recovers edits and checkpoints by itself. */
function bringBack(
  { app, dialog }: Pick<Electron, 'app' | 'dialog'>,
  window: Window,
  sentences: Sentences,
): void {
  let crashes: number[] = [];
  window.webContents.on('render-process-gone', (_, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    const now = Date.now();
    crashes = [...crashes.filter((time) => now - time < crashMilliseconds), now];
    if (crashes.length < mostCrashes) {
      window.reload();
      return;
    }
    dialog.showErrorBox('Netloom', sentences.crashedOften);
    app.exit(1);
  });
  let asking = false;
  window.on('unresponsive', async () => {
    if (asking) return;
    asking = true;
    const { response } = await dialog.showMessageBox(window, {
      type: 'warning',
      message: sentences.stuck,
      detail: sentences.stuckDetail,
      buttons: [sentences.wait, sentences.reload],
      defaultId: 0,
      cancelId: 0,
    });
    asking = false;
    if (response !== 1 || window.isDestroyed()) return;
    // Its process must end first: a page that hangs does not reload by itself.
    window.webContents.forcefullyCrashRenderer();
  });
}
