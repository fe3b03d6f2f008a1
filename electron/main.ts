/** Electron's entry: the one file that imports the real API, and hands it to the application. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  Notification,
  powerSaveBlocker,
  protocol,
  screen,
  session,
  shell,
} from 'electron';
import { runApp } from './app.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
/** `screen` may only be touched once the app is ready, so all are given by name. */
const electron = {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  Notification,
  powerSaveBlocker,
  protocol,
  screen,
  session,
  shell,
};

// Not awaited: Electron becomes ready only once this file has run to its end.
runApp(electron, {
  platform: process.platform,
  window: join(here, '..', 'window'),
  preload: join(here, 'preload.cjs'),
  // Packaged, the program is the app; else the app's folder comes first.
  arguments: process.argv.slice(app.isPackaged ? 1 : 2),
  workingFolder: process.cwd(),
}).catch((error: unknown) => {
  dialog.showErrorBox('Netloom', error instanceof Error ? error.message : String(error));
  app.exit(1);
});
