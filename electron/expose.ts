/** What the preload gives the page: named calls, events, and the path of a dropped file; nothing of Electron itself. */
import type { ContextBridge, IpcRenderer, WebUtils } from 'electron';
import type { ElectronApi, MainEvent } from './api.ts';
import { callChannel, callNames, eventChannel } from './channels.ts';
import { hostPlatform } from './platform.ts';

export interface PreloadElectron {
  readonly contextBridge: Pick<ContextBridge, 'exposeInMainWorld'>;
  readonly ipcRenderer: Pick<IpcRenderer, 'invoke' | 'on' | 'removeListener'>;
  readonly webUtils: Pick<WebUtils, 'getPathForFile'>;
}

export function exposeApi(
  { contextBridge, ipcRenderer, webUtils }: PreloadElectron,
  platform: NodeJS.Platform,
): void {
  const api: ElectronApi = {
    platform: hostPlatform(platform),
    call: async (name, ...args) => {
      if (!callNames.includes(name)) throw new Error('There is no such call.');
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
    pathOf: (file) => webUtils.getPathForFile(file),
  };
  contextBridge.exposeInMainWorld('netloom', api);
}
