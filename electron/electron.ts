/** The parts of Electron's API that main uses; given to every module, so that tests give a fake of exactly these. */
import type * as electron from 'electron';

export type Electron = Pick<
  typeof electron,
  | 'app'
  | 'BrowserWindow'
  | 'dialog'
  | 'ipcMain'
  | 'Menu'
  | 'Notification'
  | 'powerSaveBlocker'
  | 'protocol'
  | 'screen'
  | 'session'
  | 'shell'
>;
export type Window = electron.BrowserWindow;
export type WebContents = electron.WebContents;
