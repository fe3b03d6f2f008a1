import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CallName, ElectronApi, ListedData, MainEvent } from '../electron/api.ts';
import { platformOf } from './host/browser.ts';
import { electronHost } from './host/electron.ts';
import { host } from './host.ts';
import { fakeTransfer } from './testing/fakeHandles.ts';

/** A preload that answers what a test says, and rejects every other call. */
function fakeApi(answers: Partial<Record<CallName, unknown>>) {
  const calls: unknown[][] = [];
  const listeners = new Set<(event: MainEvent) => void>();
  const api: ElectronApi = {
    platform: 'mac',
    call: (async (name: CallName, ...args: unknown[]) => {
      calls.push([name, ...args]);
      if (!(name in answers)) throw new Error(`unexpected call ${name}`);
      return { ok: true, value: answers[name] };
    }) as ElectronApi['call'],
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    pathOf: (file) => (file.name.startsWith('made') ? '' : `/home/me/${file.name}`),
  };
  const tell = (event: MainEvent) => {
    for (const listener of listeners) listener(event);
  };
  return { api, calls, tell, listeners };
}
const reference = { id: 'f'.repeat(32), name: 'a.netloom', folder: '/home/me' };
const revision = { modified: 1, size: 2, sha256: 'a'.repeat(64) };
const project = {
  text: 'one',
  revision,
  generation: 'current',
  reason: null,
  other: null,
  reference,
};

afterEach(() => vi.unstubAllGlobals());

it('without a preload the host is a browser, and can be made where there is no page', () => {
  expect(host.kind).toBe('browser');
});
it.each([
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', 'mac'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64)', 'windows'],
  ['Mozilla/5.0 (X11; Linux x86_64)', 'linux'],
])('%s is %s', (agent, platform) => expect(platformOf(agent)).toBe(platform));

describe('projects in Electron', () => {
  it('are opened, read and saved by opaque references', async () => {
    const { api, calls } = fakeApi({
      openProjectDialog: project,
      readProject: project,
      saveProject: { reference, revision },
      projectRevision: revision,
    });
    const { projects } = electronHost(api);
    expect(await projects.open()).toEqual({ ok: true, value: { ...project, name: 'a.netloom' } });
    expect(await projects.read(reference)).toMatchObject({ value: { name: 'a.netloom' } });
    expect(await projects.save(reference, 'two', revision)).toEqual({
      kind: 'saved',
      reference,
      revision,
    });
    expect(await projects.revisionOf(reference)).toEqual({ ok: true, value: revision });
    expect(calls).toEqual([
      ['openProjectDialog'],
      ['readProject', reference.id],
      ['saveProject', reference.id, 'two', revision],
      ['projectRevision', reference.id],
    ]);
  });

  it('may be cancelled', async () => {
    const { projects } = electronHost(
      fakeApi({ openProjectDialog: null, saveProjectAs: null }).api,
    );
    expect(await projects.open()).toEqual({ ok: true, value: null });
    expect(await projects.saveAs('a.netloom', 'text')).toEqual({ kind: 'cancelled' });
  });

  it('that the system asks to open are told once, those of the start too', async () => {
    const answers: { takeOpenRequests: unknown[] } = {
      takeOpenRequests: [{ ok: true, value: project }],
    };
    const { api, tell } = fakeApi(answers);
    const told: string[] = [];
    const stop = electronHost(api).projects.onOpenRequest((found) =>
      told.push(found.ok ? found.value.name : found.error.code),
    );
    await vi.waitFor(() => expect(told).toEqual(['a.netloom']));
    answers.takeOpenRequests = [{ ok: false, error: { code: 'file-not-found', sentence: 'No.' } }];
    tell({ kind: 'open-requested' });
    await vi.waitFor(() => expect(told).toEqual(['a.netloom', 'file-not-found']));
    stop();
    tell({ kind: 'open-requested' });
    await Promise.resolve();
    expect(told).toHaveLength(2);
  });
});

describe('data in Electron', () => {
  const listed: ListedData = {
    root: '/home/me/digits',
    kind: 'folder',
    files: Array.from({ length: 40 }, (_, i) => ({
      path: `one/${i}.png`,
      size: 1,
      modified: i,
      address: `app://netloom/data/x/${i}`,
    })),
  };
  it('are fetched file by file, in their order', async () => {
    vi.stubGlobal('fetch', async (address: string) => new Response(address.split('/').at(-1)));
    const { data } = electronHost(fakeApi({ pickData: listed }).api);
    const picked = await data.pickFolder();
    if (!picked.ok || !picked.value) throw new Error('nothing picked');
    expect(picked.value.root).toBe('/home/me/digits');
    expect(picked.value.files.map(({ path }) => path)).toEqual(
      listed.files.map(({ path }) => path),
    );
    expect(await picked.value.files[39]?.file.text()).toBe('39');
  });

  it('that cannot be read fail with a sentence', async () => {
    vi.stubGlobal('fetch', async () => new Response('', { status: 404 }));
    const { data } = electronHost(fakeApi({ restoreData: { state: 'granted', data: listed } }).api);
    expect(await data.restore('/home/me/digits')).toMatchObject({
      error: { code: 'file-unreadable', sentence: expect.stringContaining('/home/me/digits/one/') },
    });
  });

  it('are asked for when they were never given', async () => {
    const { data } = electronHost(
      fakeApi({ restoreData: { state: 'ask' }, requestData: null }).api,
    );
    expect(await data.restore('/x')).toEqual({ ok: true, value: { state: 'ask' } });
    expect(await data.requestAccess('/x')).toEqual({ ok: true, value: null });
  });

  it('are granted by the paths of dropped files, which the preload alone knows', async () => {
    vi.stubGlobal('fetch', async () => new Response('x'));
    const { api, calls } = fakeApi({ grantDroppedData: listed, openDroppedProject: project });
    const { data } = electronHost(api);
    const file = (name: string) => ({ file: new File(['x'], name) });
    const dropped = await data.fromDrop(fakeTransfer([file('a.csv'), file('b.csv')]));
    expect(dropped).toMatchObject({ value: { kind: 'data' } });
    expect(await data.fromDrop(fakeTransfer([file('p.netloom')]))).toMatchObject({
      value: { kind: 'project', opened: { reference } },
    });
    expect(calls).toEqual([
      ['grantDroppedData', ['/home/me/a.csv', '/home/me/b.csv']],
      ['openDroppedProject', '/home/me/p.netloom'],
    ]);
    expect(await data.fromDrop(fakeTransfer([file('made.netloom')]))).toMatchObject({
      value: { kind: 'project', opened: { text: 'x', reference: null } },
    });
    expect(await data.fromDrop(fakeTransfer([file('made.csv')]))).toMatchObject({
      value: { kind: 'unknown', names: ['made.csv'] },
    });
  });
});

describe('a model in Electron', () => {
  const listing = (...paths: string[]): ListedData => ({
    root: '/home/me',
    kind: 'files',
    files: paths.map((path) => ({
      path,
      size: 1,
      modified: 1,
      address: `app://netloom/data/x/${path}`,
    })),
  });
  it('comes with the way to what lies beside it, picked or dropped', async () => {
    vi.stubGlobal('fetch', async (address: string) => new Response(address.split('/').at(-1)));
    const { api, calls } = fakeApi({
      pickData: listing('net.onnx'),
      grantDroppedData: listing('net.onnx'),
      fileBeside: listing('net.data'),
    });
    const { data } = electronHost(api);
    const picked = await data.pickModel();
    const dropped = await data.fromDrop(fakeTransfer([{ file: new File(['x'], 'net.onnx') }]));
    if (!picked.ok || !dropped.ok || dropped.value.kind !== 'model') throw new Error('no model');
    for (const given of [picked.value, dropped.value.given]) {
      expect(given?.files.map(({ path }) => path)).toEqual(['net.onnx']);
      const beside = await given?.beside?.('net.data');
      if (!beside?.ok) throw new Error('nothing beside it');
      expect([beside.value.path, await beside.value.file.text()]).toEqual(['net.data', 'net.data']);
    }
    expect(calls).toEqual([
      ['pickData', 'files'],
      ['grantDroppedData', ['/home/me/net.onnx']],
      ['fileBeside', '/home/me', 'net.data'],
      ['fileBeside', '/home/me', 'net.data'],
    ]);
  });
});

describe('the window in Electron', () => {
  it('answers the wish to save before it closes, with no when saving fails', async () => {
    const { api, calls, tell } = fakeApi({ savedBeforeClose: null });
    let result: Promise<boolean> = Promise.resolve(true);
    electronHost(api).window.onSaveBeforeClose(() => result);
    tell({ kind: 'save-before-close' });
    await vi.waitFor(() => expect(calls).toEqual([['savedBeforeClose', true]]));
    result = Promise.reject(new Error('full'));
    tell({ kind: 'save-before-close' });
    await vi.waitFor(() => expect(calls.at(-1)).toEqual(['savedBeforeClose', false]));
  });

  it('tells which item of the native menu was chosen', () => {
    const { api, tell, listeners } = fakeApi({});
    const chosen: string[] = [];
    const { window } = electronHost(api);
    const stop = window.onAction((id) => chosen.push(id));
    expect(window.nativeMenu).toBe(true);
    tell({ kind: 'action', id: 'undo' });
    tell({ kind: 'open-requested' });
    stop();
    expect([chosen, listeners.size]).toEqual([['undo'], 0]);
  });
});
