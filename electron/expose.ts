/** What the preload gives the page: named calls, events, and the path of a dropped file; nothing of Electron itself. */
import type { ContextBridge, IpcRenderer, WebUtils } from 'electron';
import type { ElectronApi, MainEvent } from './api.ts';
import { type CallName, callChannel, callNames, eventChannel } from './channels.ts';
import { hostPlatform } from './platform.ts';

export interface PreloadElectron {
  readonly contextBridge: Pick<ContextBridge, 'exposeInMainWorld'>;
  readonly ipcRenderer: Pick<IpcRenderer, 'invoke' | 'on' | 'removeListener'>;
  readonly webUtils: Pick<WebUtils, 'getPathForFile'>;
}

const takesDropped = (name: CallName): boolean =>
  name === 'openDroppedProject' || name === 'grantDroppedData';

export function exposeApi(
  { contextBridge, ipcRenderer, webUtils }: PreloadElectron,
  platform: NodeJS.Platform,
): void {
  /** What it told the page: of other paths the page cannot say that a person dropped them. */
  const told = new Set<unknown>();
  const api: ElectronApi = {
    platform: hostPlatform(platform),
    call: async (name, ...args) => {
      if (!callNames.includes(name)) throw new Error('There is no such call.');
      if (takesDropped(name) && !args.flat().every((path) => told.has(path)))
        throw new Error('This file was not dropped.');
      return ipcRenderer.invoke(callChannel, name, args);
    },
    listen: (listener) => {
      // The event of IPC stays here: it holds the sender.
      const heard = (_: unknown, event: MainEvent) => listener(event);
      ipcRenderer.on(eventChannel, heard);
      return () => {
        ipcRenderer.removeListener(eventChannel, heard);
      };
    },
    pathOf: (file) => {
      const path = webUtils.getPathForFile(file);
      told.add(path);
      return path;
    },
  };
  contextBridge.exposeInMainWorld('netloom', api);
}
