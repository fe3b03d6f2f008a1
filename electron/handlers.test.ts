import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { serializeProject } from '../engine/index.ts';
import { emptyProject } from '../files/testing/project.ts';
import type { MenuModel } from './api.ts';
import { type CallName, callNames } from './channels.ts';
import { startApp } from './testing/running.ts';

const text = serializeProject(emptyProject());
const id = '0'.repeat(32);
const revision = { modified: 0, size: 0, sha256: 'a'.repeat(64) };

/** Arguments that a call must refuse, besides those that every call must. */
const bad: Readonly<Record<CallName, readonly (readonly unknown[])[]>> = {
  openProjectDialog: [[1]],
  readProject: [[], ['../x'], ['/etc/passwd'], [id.toUpperCase().replace(/0/, 'G')], [id, id], [7]],
  projectRevision: [[], ['x'], [{}]],
  saveProject: [
    [id, text],
    [id, text, 'maybe'],
    [id, 7, 'any'],
    ['/etc/passwd', text, 'any'],
    [id, text, { ...revision, sha256: 'x' }],
    [id, text, { ...revision, path: '/' }],
  ],
  saveProjectAs: [['', text], ['x'], ['x', null], ['n'.repeat(256), text]],
  recentProjects: [['x']],
  clearRecentProjects: [[null]],
  takeOpenRequests: [[0]],
  openDroppedProject: [[], [''], [['a']], ['/x.netloom', 1]],
  saveBytes: [
    ['x', 'bytes', { extension: 'bin', description: 'b' }],
    ['x', new Uint8Array(1), { extension: '../x', description: 'b' }],
    ['x', new Uint8Array(1), { extension: 'bin' }],
  ],
  pickData: [[], ['file'], ['folder', '/']],
  restoreData: [[], [''], [{}], ['x'.repeat(5000)]],
  requestData: [[], [5]],
  grantDroppedData: [[], [[]], ['/x'], [[1]]],
  fileBeside: [[], ['/x'], ['/x', ''], ['/x', 'y'.repeat(1025)], ['/x', ['y']]],
  setTitle: [['x'], ['x'.repeat(301), true], [1, true]],
  setProgress: [[], [2], [-0.1], [Number.NaN], ['full']],
  notify: [[], ['', 'x'], ['x']],
  guardClosing: [[], [{}], [{ message: 'm', detail: '', close: 'c' }]],
  savedBeforeClose: [[], ['yes'], [1]],
  setMenu: [
    [],
    [{ menus: [{ label: 'x', items: [{ kind: 'role', role: 'toggleDevTools' }] }] }],
    [
      {
        menus: [{ label: 'x', items: [{ kind: 'action', id: '../x', label: 'x', enabled: true }] }],
      },
    ],
    [{ menus: [{ label: 'x', items: [], click: 'x' }] }],
  ],
  openExternal: [[], ['not an address'], [`https://arxiv.org/${'x'.repeat(2000)}`]],
};

describe('a call with arguments that it does not know', () => {
  it.each(callNames)('%s is refused', async (name) => {
    const { call, window, calls } = await startApp();
    const before = [calls.length, window.calls.length];
    for (const args of [...bad[name], undefined, null, 'args', { length: 0 }]) {
      expect(await call(name, args), JSON.stringify(args)).toMatchObject({
        ok: false,
        error: { code: 'call-refused' },
      });
    }
    expect([calls.length, window.calls.length]).toEqual(before);
  });

  it.each(['__proto__', 'constructor', 'toString', '', 'readFile', 7, null, ['readProject']])(
    'and no call is %j',
    async (name) => {
      const { call } = await startApp();
      expect(await call(name as CallName, [])).toMatchObject({ error: { code: 'call-refused' } });
    },
  );
});

describe('projects', () => {
  it('are opened, saved and saved elsewhere by the dialogs of the system', async () => {
    const { call, dialogs, folder, calls } = await startApp();
    const path = join(folder, 'one.netloom');
    writeFileSync(path, text);
    dialogs.push({ canceled: false, filePaths: [path] }, { canceled: false, filePath: `${path}2` });
    const opened = await call('openProjectDialog', []);
    expect(opened).toMatchObject({ ok: true, value: { text, reference: { name: 'one.netloom' } } });
    expect(calls.find(([name]) => name === 'showOpenDialog')?.[1]).toMatchObject({
      filters: [{ extensions: ['netloom'] }],
    });
    const saved = await call('saveProjectAs', ['one.netloom', text]);
    expect(saved).toMatchObject({ value: { reference: { name: 'one.netloom2.netloom' } } });
    expect(readFileSync(`${path}2.netloom`, 'utf8')).toBe(text);
  });

  it('stay as they are when a dialog is cancelled', async () => {
    const { call, dialogs } = await startApp();
    dialogs.push({ canceled: true, filePaths: [] }, { canceled: true, filePath: '' });
    expect(await call('openProjectDialog', [])).toEqual({ ok: true, value: null });
    expect(await call('saveProjectAs', ['x.netloom', text])).toEqual({ ok: true, value: null });
  });

  it('that were dropped must be projects by their name', async () => {
    const { call } = await startApp();
    expect(await call('openDroppedProject', ['/etc/passwd'])).toMatchObject({
      error: { code: 'project-invalid' },
    });
  });
});

it('bytes are saved whole where the person chose', async () => {
  const { call, dialogs, folder } = await startApp();
  const path = join(folder, 'w.safetensors');
  const kind = { extension: 'safetensors', description: 'Weights' };
  dialogs.push({ canceled: false, filePath: path }, { canceled: true, filePath: '' });
  expect(await call('saveBytes', ['w.safetensors', Uint8Array.of(1, 2), kind])).toEqual({
    ok: true,
    value: path,
  });
  expect([...readFileSync(path)]).toEqual([1, 2]);
  expect(await call('saveBytes', ['w', Uint8Array.of(3), kind])).toEqual({ ok: true, value: null });
  dialogs.push({ canceled: false, filePath: join(folder, 'none', 'w') });
  expect(await call('saveBytes', ['w', Uint8Array.of(3), kind])).toMatchObject({
    error: { code: 'folder-not-found' },
  });
});

it('data are picked, restored, and asked for where they were', async () => {
  const { call, dialogs, folder, calls } = await startApp();
  writeFileSync(join(folder, 'a.csv'), 'x');
  dialogs.push({ canceled: false, filePaths: [join(folder, 'a.csv')] });
  expect(await call('pickData', ['files'])).toMatchObject({
    value: { root: folder, files: [{ path: 'a.csv' }] },
  });
  expect(await call('restoreData', [folder])).toMatchObject({ value: { state: 'granted' } });
  expect(await call('restoreData', [join(folder, 'window')])).toEqual({
    ok: true,
    value: { state: 'ask' },
  });
  dialogs.push({ canceled: true, filePaths: [] });
  expect(await call('requestData', ['/was/here'])).toEqual({ ok: true, value: null });
  expect(calls.at(-1)?.[1]).toMatchObject({
    defaultPath: '/was/here',
    properties: ['openDirectory'],
  });
});

describe('the window', () => {
  it('has name and dot in its title; on macOS the dot is the system’s', async () => {
    const linux = await startApp();
    await linux.call('setTitle', ['LeNet-5', true]);
    expect(linux.window.calls.at(-1)).toEqual(['setTitle', '• LeNet-5 – Netloom']);
    const mac = await startApp({ platform: 'darwin' });
    await mac.call('setTitle', ['LeNet-5', true]);
    expect(mac.window.calls.slice(-2)).toEqual([
      ['setTitle', 'LeNet-5 – Netloom'],
      ['setDocumentEdited', true],
    ]);
  });

  it('shows progress in the task bar, and keeps the machine awake meanwhile', async () => {
    const { call, window, calls } = await startApp();
    for (const progress of [0.25, 0.5, 'error', null]) await call('setProgress', [progress]);
    expect(window.calls.filter(([name]) => name === 'setProgressBar')).toEqual([
      ['setProgressBar', 0.25],
      ['setProgressBar', 0.5],
      ['setProgressBar', 1, { mode: 'error' }],
      ['setProgressBar', -1],
    ]);
    expect(calls.filter(([name]) => String(name).startsWith('powerSaveBlocker'))).toEqual([
      ['powerSaveBlocker.start', 'prevent-app-suspension'],
      ['powerSaveBlocker.stop', 7],
    ]);
  });

  it('notifies only while it has no focus, and comes forward at a click', async () => {
    const { call, window, notifications } = await startApp();
    await call('notify', ['Done', 'LeNet-5: 98 %']);
    expect(notifications).toHaveLength(0);
    window.focused = false;
    await call('notify', ['Done', 'LeNet-5: 98 %']);
    notifications[0]?.events.emit('click');
    expect(window.calls.slice(-2)).toEqual([['show'], ['focus']]);
  });

  const model: MenuModel = {
    menus: [
      {
        label: 'Edit',
        items: [
          {
            kind: 'action',
            id: 'undo',
            label: 'Undo',
            accelerator: 'CommandOrControl+Z',
            enabled: true,
          },
          { kind: 'separator' },
          { kind: 'role', role: 'copy' },
          {
            kind: 'submenu',
            label: 'More',
            items: [{ kind: 'action', id: 'grid', label: 'Grid', enabled: false, checked: true }],
          },
        ],
      },
    ],
  };
  it('has a menu on macOS before the page has said more', async () => {
    const { menu } = await startApp({ platform: 'darwin' });
    expect(menu?.map(({ label }) => label)).toEqual(['Netloom', 'Edit']);
    expect((await startApp()).menu).toBeNull();
  });
  it('has its menu in the system on macOS, whose items tell the page', async () => {
    const running = await startApp({ platform: 'darwin' });
    await running.call('setMenu', [model]);
    const edit = running.menu?.[0];
    expect(edit).toMatchObject({
      label: 'Edit',
      submenu: [
        { id: 'undo', accelerator: 'CommandOrControl+Z', enabled: true },
        { type: 'separator' },
        { role: 'copy' },
        {
          label: 'More',
          submenu: [{ id: 'grid', enabled: false, type: 'checkbox', checked: true }],
        },
      ],
    });
    const [undo] = (edit?.submenu ?? []) as { click(): void }[];
    undo?.click();
    expect(running.window.told).toContainEqual({ kind: 'action', id: 'undo' });
  });
  it('has no menu of the system elsewhere', async () => {
    const running = await startApp({ platform: 'win32' });
    await running.call('setMenu', [model]);
    expect(running.menu).toBeNull();
  });
});

it('an error of our own says nothing of the inside', async () => {
  const { call, folder } = await startApp();
  // No answer is queued: the fake throws an error that is no NetloomError.
  const result = await call('openProjectDialog', []);
  expect(result).toEqual({
    ok: false,
    error: { code: 'internal', sentence: 'Netloom ran into an error of its own.' },
  });
  expect(existsSync(join(folder, 'none'))).toBe(false);
});
