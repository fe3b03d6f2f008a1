import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { securityHeaders } from '../files/served/headers.ts';
import { exposeApi, type PreloadElectron } from './expose.ts';
import { isAllowedLink } from './links.ts';
import { type FakeContents, fakeContents, fakeEvent } from './testing/fakeElectron.ts';
import { startApp } from './testing/running.ts';
import { strict } from './testing/strict.ts';

const root = new URL('..', import.meta.url).pathname;
const outside = [
  'https://evil.example/',
  'http://evil.example/',
  'http://127.0.0.1:5280/',
  'file:///etc/passwd',
  'ftp://evil.example/',
  'ws://evil.example/',
  'wss://evil.example/',
  'chrome://settings',
  'javascript:alert(1)',
  'app://evil/',
  'app://netloom.evil/',
  'netloom://netloom/',
];

/** Sources of a folder that are no tests. */
function sources(folder: string): { readonly path: string; readonly text: string }[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:tsx?|html)$/.test(entry.name))
    .filter((entry) => !/\.test\.|testing/.test(join(entry.parentPath, entry.name)))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
}

describe("Electron's security checklist", () => {
  it('1. Only load secure content', async () => {
    const { calls, session, window } = await startApp();
    expect(window.calls).toContainEqual(['loadURL', 'app://netloom/']);
    expect(calls).toContainEqual([
      'registerSchemesAsPrivileged',
      [{ scheme: 'app', privileges: expect.objectContaining({ standard: true, secure: true }) }],
    ]);
    const before = session.handlers.get('beforeRequest') as unknown as (
      request: { url: string },
      answer: (verdict: { cancel: boolean }) => void,
    ) => void;
    const cancelled = (url: string) => {
      let verdict: boolean | null = null;
      before({ url }, ({ cancel }) => {
        verdict = cancel;
      });
      return verdict;
    };
    for (const url of outside.filter((address) => !address.startsWith('app:')))
      expect(cancelled(url), url).toBe(true);
    for (const url of ['app://netloom/index.html', 'blob:app://netloom/1', 'data:image/png,'])
      expect(cancelled(url), url).toBe(false);
  });

  it('2. Do not enable Node.js integration for remote content', async () => {
    const { webPreferences } = (await startApp()).window.options;
    expect(webPreferences).toMatchObject({
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
    });
  });

  it('3. Enable context isolation in all renderers', async () => {
    const { window, windows } = await startApp();
    expect(windows).toHaveLength(1);
    expect(window.options.webPreferences?.contextIsolation).toBe(true);
  });

  it('4. Enable process sandboxing', async () => {
    const { calls, window } = await startApp();
    expect(window.options.webPreferences?.sandbox).toBe(true);
    const names = calls.map(([name]) => name);
    expect(names.indexOf('enableSandbox')).toBeLessThan(names.indexOf('whenReady'));
    expect(names).toContain('enableSandbox');
  });

  it('5. Handle session permission requests from remote content', async () => {
    const { session } = await startApp();
    const ask = (permission: string, url: string) => {
      const handler = session.handlers.get('permissionRequest') as unknown as (
        contents: { getURL(): string } | null,
        permission: string,
        answer: (granted: boolean) => void,
      ) => void;
      let granted: boolean | null = null;
      handler({ getURL: () => url }, permission, (answer) => {
        granted = answer;
      });
      return granted;
    };
    const check = session.handlers.get('permissionCheck') as unknown as (
      contents: null,
      permission: string,
      origin: string,
    ) => boolean;
    const denied = [
      'accessibility-events',
      'display-capture',
      'fileSystem',
      'geolocation',
      'hid',
      'idle-detection',
      'keyboardLock',
      'media',
      'mediaKeySystem',
      'midi',
      'midiSysex',
      'notifications',
      'openExternal',
      'pointerLock',
      'serial',
      'speaker-selection',
      'storage-access',
      'top-level-storage-access',
      'usb',
      'window-management',
      'unknown',
    ];
    for (const permission of denied) {
      expect(ask(permission, 'app://netloom/'), permission).toBe(false);
      expect(check(null, permission, 'app://netloom'), permission).toBe(false);
    }
    for (const permission of ['clipboard-read', 'clipboard-sanitized-write', 'fullscreen']) {
      expect(ask(permission, 'app://netloom/')).toBe(true);
      expect(check(null, permission, 'app://netloom/')).toBe(true);
      for (const url of outside) {
        expect(ask(permission, url), url).toBe(false);
        expect(check(null, permission, url), url).toBe(false);
      }
    }
    const device = session.handlers.get('devicePermission') as unknown as () => boolean;
    expect(device()).toBe(false);
    expect(session.handlers.get('displayMedia')).toBeNull();
  });

  it('6. Do not disable webSecurity', async () => {
    expect((await startApp()).window.options.webPreferences?.webSecurity).toBe(true);
  });

  it('7. Define a Content Security Policy', async () => {
    const { session } = await startApp();
    for (const [method, url] of [
      ['GET', 'app://netloom/'],
      ['HEAD', 'app://netloom/'],
      ['GET', 'app://netloom/none.js'],
      ['GET', 'app://evil/'],
      ['POST', 'app://netloom/'],
      ['GET', `app://netloom/data/${'0'.repeat(32)}/0`],
    ]) {
      const response = await session.handle?.({ method, url } as Request);
      for (const [name, value] of Object.entries(securityHeaders))
        expect(response?.headers.get(name), `${method} ${url} ${name}`).toBe(value);
    }
  });

  it('8. Do not enable allowRunningInsecureContent', async () => {
    const { webPreferences } = (await startApp()).window.options;
    expect(webPreferences?.allowRunningInsecureContent).toBe(false);
  });

  it('9. Do not enable experimental features', async () => {
    expect((await startApp()).window.options.webPreferences?.experimentalFeatures).toBe(false);
    for (const { path, text } of sources('electron'))
      expect(text, path).not.toMatch(/appendSwitch|enable-features/);
  });

  it('10. Do not use enableBlinkFeatures', async () => {
    const { webPreferences = {} } = (await startApp()).window.options;
    expect(Object.keys(webPreferences)).not.toContain('enableBlinkFeatures');
    for (const { path, text } of sources('electron'))
      expect(text, path).not.toMatch(/enableBlinkFeatures|enable-blink-features/);
  });

  it('11. Do not use allowpopups for WebViews', async () => {
    expect((await startApp()).window.options.webPreferences?.webviewTag).toBe(false);
    for (const { path, text } of [...sources('renderer'), ...sources('electron')])
      expect(text, path).not.toMatch(/<webview|allowpopups/i);
  });

  it('12. Verify WebView options before creation', async () => {
    const { window, app } = await startApp();
    const later = fakeContents();
    app.emit('web-contents-created', {}, later.contents);
    for (const { events } of [window.contents, later]) {
      const event = fakeEvent();
      events.emit('will-attach-webview', event, {}, {});
      expect(event.prevented).toBe(true);
    }
  });

  it('13. Disable or limit navigation', async () => {
    const { window, app } = await startApp();
    const later = fakeContents();
    app.emit('web-contents-created', {}, later.contents);
    const navigate = ({ events }: FakeContents, kind: string, url: string) => {
      const event = fakeEvent({ url });
      events.emit(kind, event);
      return !event.prevented;
    };
    for (const contents of [window.contents, later]) {
      for (const kind of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
        for (const url of [...outside, 'app://netloom/other.html', 'app://netloom', ''])
          expect(navigate(contents, kind, url), `${kind} ${url}`).toBe(false);
        // Reloading is a navigation to where the window is.
        expect(navigate(contents, kind, 'app://netloom/')).toBe(true);
      }
    }
  });

  it('14. Disable or limit creation of new windows', async () => {
    const { window, windows, opened } = await startApp();
    for (const url of [...outside, 'app://netloom/', 'about:blank', 'https://arxiv.org/abs/1'])
      expect(window.contents.openHandler()({ url }), url).toEqual({ action: 'deny' });
    expect(windows).toHaveLength(1);
    expect(opened).toEqual(['https://arxiv.org/abs/1']);
  });

  it('15. Do not use shell.openExternal with untrusted content', async () => {
    const { call, opened } = await startApp();
    const hostile = [
      ...outside,
      'http://arxiv.org/',
      'https://arxiv.org.evil.example/',
      'https://evil.example/arxiv.org',
      'https://arxiv.org@evil.example/',
      'https://user:password@arxiv.org/',
      'https://arxiv.org:8443/',
      'https://sub.arxiv.org/',
      'https://arxiv.org\\@evil.example',
      'smb://server/share',
      'ms-msdt:/id',
      'mailto:a@b.c',
      'vbscript:x',
      'search-ms:query=x',
      '',
      'arxiv.org',
      'https://',
    ];
    for (const address of hostile) {
      expect(isAllowedLink(address), address).toBe(false);
      expect(await call('openExternal', [address]), address).toMatchObject({ ok: false });
    }
    expect(opened).toEqual([]);
    expect(await call('openExternal', ['https://doi.org/10.1/x'])).toEqual({
      ok: true,
      value: null,
    });
    expect(opened).toEqual(['https://doi.org/10.1/x']);
  });

  it('16. Use a current version of Electron', () => {
    const read = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));
    const pinned: string = read('package.json').devDependencies.electron;
    expect(pinned).toMatch(/^\d+\.\d+\.\d+$/);
    expect(Number(pinned.split('.')[0])).toBeGreaterThanOrEqual(45);
    expect(read('package-lock.json').packages['node_modules/electron'].version).toBe(pinned);
    expect(read('node_modules/electron/package.json').version).toBe(pinned);
  });

  it('17. Validate the `sender` of all IPC messages', async () => {
    const { call, window, opened } = await startApp();
    const address = ['https://arxiv.org/'];
    const { contents, mainFrame } = window.contents;
    const frame = (origin: string, url: string) =>
      strict('WebFrameMain', { origin, url }) as typeof mainFrame;
    const other = fakeContents();
    const strangers: Parameters<typeof call>[2][] = [
      { sender: other.contents, senderFrame: other.mainFrame },
      { senderFrame: null },
      { senderFrame: frame('app://netloom', 'app://netloom/') },
      { senderFrame: other.mainFrame },
      { sender: other.contents },
    ];
    for (const from of strangers)
      expect(await call('openExternal', address, from)).toMatchObject({
        ok: false,
        error: { code: 'call-refused' },
      });
    for (const url of [...outside.filter((url) => URL.canParse(url)), 'about:blank']) {
      const elsewhere = fakeContents(url);
      const sender = strict('WebContents', { mainFrame: elsewhere.mainFrame }) as typeof contents;
      expect(
        await call('openExternal', address, { sender, senderFrame: elsewhere.mainFrame }),
        url,
      ).toMatchObject({ ok: false });
    }
    window.destroyed = true;
    expect(await call('openExternal', address)).toMatchObject({ ok: false });
    expect(opened).toEqual([]);
    window.destroyed = false;
    expect(await call('openExternal', address)).toMatchObject({ ok: true });
    // One place listens; nothing goes around it.
    const listening = sources('electron').filter(({ text }) => /ipcMain\s*\.\s*\w+/.test(text));
    expect(listening.map(({ path }) => path.split('/').at(-1))).toEqual(['calls.ts']);
  });

  it('18. Avoid usage of the `file://` protocol and prefer usage of custom protocols', async () => {
    const { session } = await startApp();
    const response = await session.handle?.({
      method: 'GET',
      url: 'file:///etc/passwd',
    } as Request);
    expect(response?.status).toBe(403);
    for (const { path, text } of sources('electron'))
      expect(text, path).not.toMatch(/loadFile|file:\/\//);
  });

  it('19. Check which fuses you can change', async () => {
    // @ts-expect-error: a script without types.
    const { fuses } = await import('../scripts/fuses.mjs');
    const decided: { name: string; on: boolean }[] = fuses;
    expect(decided).toHaveLength(9);
    const off = decided.filter(({ on }) => !on).map(({ name }) => name);
    expect(off).toEqual([
      'RunAsNode',
      'NodeOptionsEnvironmentVariable',
      'NodeCliInspectArguments',
      'LoadBrowserProcessSpecificV8Snapshot',
      'GrantFileProtocolExtraPrivileges',
    ]);
    const packaging = readFileSync(join(root, 'electron-builder.yml'), 'utf8');
    expect(packaging).toMatch(/^afterPack: \.\/scripts\/fuses\.mjs$/m);
    expect(packaging).toMatch(/^asar: true$/m);
  });

  it('20. Do not expose Electron APIs to untrusted web content', async () => {
    const exposed: Record<string, unknown> = {};
    const invoked: unknown[][] = [];
    let hear: ((event: unknown, message: unknown) => void) | undefined;
    const removed: unknown[] = [];
    const electron: PreloadElectron = {
      contextBridge: strict('contextBridge', {
        exposeInMainWorld: (name, api) => {
          exposed[name] = api;
        },
      }),
      ipcRenderer: strict('ipcRenderer', {
        invoke: async (...args) => void invoked.push(args),
        on: (channel, listener) => {
          if (channel === 'netloom:event') hear = listener as typeof hear;
          return undefined as never;
        },
        removeListener: (_, listener) => {
          removed.push(listener);
          return undefined as never;
        },
      }),
      webUtils: strict('webUtils', { getPathForFile: () => '/home/me/x' }),
    };
    exposeApi(electron, 'darwin');
    expect(Object.keys(exposed)).toEqual(['netloom']);
    const api = exposed.netloom as {
      call(name: string, ...args: unknown[]): Promise<unknown>;
      listen(listener: (...args: unknown[]) => void): () => void;
      pathOf(file: object): string;
    };
    expect(Object.keys(api).sort()).toEqual(['call', 'listen', 'pathOf', 'platform']);
    await expect(api.call('shell.openPath', '/bin/sh')).rejects.toThrow('no such call');
    await expect(api.call('__proto__')).rejects.toThrow('no such call');
    await api.call('recentProjects');
    expect(invoked).toEqual([['netloom:call', 'recentProjects', []]]);
    // Of dropped files the page passes on what the preload told it, and cannot make up more.
    const dropped = api.pathOf({ name: 'x' });
    for (const [name, path] of [
      ['openDroppedProject', '/etc/secret.netloom'],
      ['grantDroppedData', ['/etc/passwd']],
      ['grantDroppedData', [dropped, '/etc/passwd']],
      ['grantDroppedData', [['/home/me/x']]],
    ] as const)
      await expect(api.call(name, path)).rejects.toThrow('was not dropped');
    expect(invoked).toHaveLength(1);
    await api.call('grantDroppedData', [dropped]);
    expect(invoked[1]).toEqual(['netloom:call', 'grantDroppedData', [['/home/me/x']]]);
    const heard: unknown[][] = [];
    const stop = api.listen((...args) => heard.push(args));
    hear?.({ sender: 'secret' }, { kind: 'open-requested' });
    expect(heard).toEqual([[{ kind: 'open-requested' }]]);
    stop();
    expect(removed).toEqual([hear]);
  });
});
