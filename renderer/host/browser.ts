/** The host that an ordinary browser is: projects by the local server and by handles, files by the browser's dialogs. */
import { fileSave } from 'browser-fs-access';
import type { HostPlatform } from '../../electron/api.ts';
import { browserData } from './browserData.ts';
import { browserProjects } from './browserProjects.ts';
import { browserWindow } from './browserWindow.ts';
import { handleStore } from './handleStore.ts';
import { localServer, type PageContext, takeToken } from './localServer.ts';
import { unlessCancelled } from './result.ts';
import type { Host } from './types.ts';

export function browserHost(): Host {
  const page = pageContext();
  takeToken(page);
  const store = handleStore();
  return {
    kind: 'browser',
    platform: platformOf(globalThis.navigator?.userAgent ?? ''),
    projects: browserProjects(localServer(page), store),
    data: browserData(store),
    window: browserWindow(),
    saveBytes: (suggestedName, bytes, { mime, extension, description }) =>
      unlessCancelled(async () => {
        const handle = await fileSave(new Blob([bytes], { type: mime }), {
          fileName: suggestedName,
          extensions: [`.${extension}`],
          description,
          id: 'netloom-export',
        });
        return handle?.name ?? suggestedName;
      }),
  };
}

export function platformOf(userAgent: string): HostPlatform {
  if (/mac os|iphone|ipad/i.test(userAgent)) return 'mac';
  return /windows/i.test(userAgent) ? 'windows' : 'linux';
}

/** What is asked of the page is looked up when it is used: modules that import the host run in tests without one. */
function pageContext(): PageContext {
  return {
    location: globalThis.location ?? { hash: '', pathname: '/', search: '' },
    history: globalThis.history ?? { state: null, replaceState: () => undefined },
    storage: {
      getItem: (key) => {
        try {
          return localStorage.getItem(key);
        } catch {
          return null;
        }
      },
      setItem: (key, value) => localStorage.setItem(key, value),
    },
    fetch: (...args) => fetch(...args),
  };
}
