/** The host that the page runs in; the only file through which the page knows whether it is Electron or a browser. */
import type { ElectronApi } from '../electron/api.ts';
import { browserHost } from './host/browser.ts';
import { electronHost } from './host/electron.ts';
import type { Host } from './host/types.ts';

export type * from './host/types.ts';

declare global {
  interface Window {
    /** Given by Electron's preload; absent in a browser. */
    readonly netloom?: ElectronApi;
  }
}

function findHost(): Host {
  const api = globalThis.window?.netloom;
  return api ? electronHost(api) : browserHost();
}

export const host: Host = findHost();
