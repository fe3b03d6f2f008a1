import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { serializeProject } from '../engine/index.ts';
import { emptyProject } from '../files/testing/project.ts';
import { scratchFolder } from '../files/testing/scratch.ts';
import type { CloseQuestion } from './api.ts';
import { projectArguments } from './app.ts';
import { fakeEvent } from './testing/fakeElectron.ts';
import { startApp } from './testing/running.ts';

const text = serializeProject(emptyProject());
const project = (folder = scratchFolder()) => {
  const path = join(folder, 'one.netloom');
  writeFileSync(path, text);
  return path;
};
const taken = async ({ call }: Awaited<ReturnType<typeof startApp>>) => {
  const result = await call('takeOpenRequests', []);
  return (result.ok ? result.value : []) as {
    ok: boolean;
    value: { reference: { name: string } };
  }[];
};

describe('a start', () => {
  it('opens one window, shown when it has something to show', async () => {
    const { window, windows } = await startApp();
    expect(windows).toHaveLength(1);
    expect(window.options).toMatchObject({ show: false, title: 'Netloom' });
    window.events.emit('ready-to-show');
    expect(window.calls).toContainEqual(['show']);
  });

  it('in a second instance ends, and opens none', async () => {
    const { windows, calls } = await startApp({ locked: true });
    expect(windows).toHaveLength(0);
    expect(calls.map(([name]) => name)).toContain('quit');
    expect(calls.map(([name]) => name)).not.toContain('whenReady');
  });

  it('with a project as argument opens it', async () => {
    const path = project();
    const running = await startApp({ arguments: ['--flag', path, 'other.txt'] });
    expect(await taken(running)).toMatchObject([
      { ok: true, value: { reference: { name: 'one.netloom' } } },
    ]);
  });

  it.each([
    [
      ['a.netloom', '--b.netloom', 'c.txt', '/d/e.NETLOOM'],
      ['/w/a.netloom', '/d/e.NETLOOM'],
    ],
    [[], []],
  ])('of %j takes %j', (given, found) => {
    expect(projectArguments(given, '/w')).toEqual(found);
  });
});

describe('while it runs', () => {
  it('a second start brings the window forward and hands over its projects', async () => {
    const running = await startApp();
    const { app, window } = running;
    window.minimized = true;
    app.emit('second-instance', {}, ['netloom', 'one.netloom'], join(project(), '..'));
    expect(window.calls.map(([name]) => name)).toEqual(
      expect.arrayContaining(['restore', 'show', 'focus']),
    );
    expect(window.told).toContainEqual({ kind: 'open-requested' });
    expect(await taken(running)).toMatchObject([{ ok: true }]);
  });

  it('macOS asks to open a file, with or without a window', async () => {
    const running = await startApp({ platform: 'darwin' });
    const event = fakeEvent();
    running.app.emit('open-file', event, project());
    expect(event.prevented).toBe(true);
    expect(await taken(running)).toHaveLength(1);
    running.window.window.close();
    running.app.emit('open-file', fakeEvent(), project());
    expect(running.windows).toHaveLength(2);
    expect(await taken(running)).toHaveLength(1);
  });

  it('the last window ends it, but not on macOS, where it opens again', async () => {
    const linux = await startApp();
    linux.app.emit('window-all-closed');
    expect(linux.calls.map(([name]) => name)).toContain('quit');
    const mac = await startApp({ platform: 'darwin' });
    mac.window.window.close();
    mac.app.emit('window-all-closed');
    expect(mac.calls.map(([name]) => name)).not.toContain('quit');
    mac.app.emit('activate');
    expect(mac.windows).toHaveLength(2);
  });

  it('quitting waits for what is still being written', async () => {
    const { app, calls, call, userData } = await startApp();
    await call('openDroppedProject', [project()]);
    const first = fakeEvent();
    app.emit('will-quit', first);
    expect(first.prevented).toBe(true);
    await vi.waitFor(() => expect(calls.map(([name]) => name)).toContain('quit'));
    expect(readFileSync(join(userData, 'projects.json'), 'utf8')).toContain('one.netloom');
    const second = fakeEvent();
    app.emit('will-quit', second);
    expect(second.prevented).toBe(false);
  });
});

describe('a page that fails', () => {
  it('is loaded anew, and given up after three crashes in a minute', async () => {
    const { window, calls } = await startApp();
    const crash = (reason: string) =>
      window.contents.events.emit('render-process-gone', {}, { reason });
    crash('clean-exit');
    expect(window.calls).not.toContainEqual(['reload']);
    crash('crashed');
    crash('oom');
    expect(window.calls.filter(([name]) => name === 'reload')).toHaveLength(2);
    expect(calls.map(([name]) => name)).not.toContain('exit');
    crash('crashed');
    expect(calls).toContainEqual(['showErrorBox', 'Netloom', expect.stringMatching(/\.$/)]);
    expect(calls).toContainEqual(['exit', 1]);
  });

  it('that hangs is reloaded when the person says so', async () => {
    const { window, dialogs } = await startApp();
    dialogs.push({ response: 0 }, { response: 1 });
    window.events.emit('unresponsive');
    await vi.waitFor(() => expect(dialogs).toHaveLength(1));
    await Promise.resolve();
    expect(window.calls).not.toContainEqual(['reload']);
    window.events.emit('unresponsive');
    await vi.waitFor(() => expect(window.calls).toContainEqual(['reload']));
  });
});

describe('closing', () => {
  const question: CloseQuestion = {
    message: 'Training is running.',
    detail: '',
    save: 'Save',
    close: 'Close',
    stay: 'Stay',
  };
  const guarded = async (...responses: number[]) => {
    const running = await startApp();
    running.dialogs.push(...responses.map((response) => ({ response })));
    await running.call('guardClosing', [question]);
    return running;
  };

  it('asks nothing when nothing is at stake', async () => {
    const { window, call } = await startApp();
    await call('guardClosing', [question]);
    await call('guardClosing', [null]);
    window.window.close();
    expect(window.destroyed).toBe(true);
  });

  it('asks in the words of the page, and stays', async () => {
    const { window, calls } = await guarded(2);
    window.window.close();
    await vi.waitFor(() => expect(calls.map(([name]) => name)).toContain('showMessageBox'));
    expect(calls.find(([name]) => name === 'showMessageBox')?.[1]).toMatchObject({
      message: question.message,
      buttons: ['Save', 'Close', 'Stay'],
      cancelId: 2,
    });
    expect(window.destroyed).toBe(false);
  });

  it('asks once, however often it is asked for', async () => {
    const { window, calls } = await guarded(2);
    window.window.close();
    window.window.close();
    await vi.waitFor(() => expect(calls.map(([name]) => name)).toContain('showMessageBox'));
    expect(calls.filter(([name]) => name === 'showMessageBox')).toHaveLength(1);
  });

  it('goes when the person says so, and goes on quitting', async () => {
    const { window, app, calls } = await guarded(1);
    app.emit('before-quit');
    window.window.close();
    await vi.waitFor(() => expect(window.destroyed).toBe(true));
    expect(calls.map(([name]) => name)).toContain('quit');
  });

  it.each([true, false])('saves first; that it may go then is %s', async (mayClose) => {
    const { window, call } = await guarded(0);
    window.window.close();
    await vi.waitFor(() => expect(window.told).toContainEqual({ kind: 'save-before-close' }));
    expect(window.destroyed).toBe(false);
    await call('savedBeforeClose', [mayClose]);
    await vi.waitFor(() => expect(window.destroyed).toBe(mayClose));
  });

  it('asks again after a page that went away while it saved', async () => {
    const { window, call, calls, dialogs } = await guarded(0);
    window.window.close();
    await vi.waitFor(() => expect(window.told).toContainEqual({ kind: 'save-before-close' }));
    const reload = { isMainFrame: true, isSameDocument: false };
    window.contents.events.emit('did-start-navigation', reload);
    await call('guardClosing', [question]);
    expect(window.destroyed).toBe(false);
    dialogs.push({ response: 1 });
    window.window.close();
    await vi.waitFor(() => expect(window.destroyed).toBe(true));
    expect(calls.filter(([name]) => name === 'showMessageBox')).toHaveLength(2);
  });

  it('does not ask for a page that is gone', async () => {
    const { window } = await guarded();
    const reload = { isMainFrame: true, isSameDocument: false };
    window.contents.events.emit('did-start-navigation', reload);
    window.window.close();
    expect(window.destroyed).toBe(true);
  });
});

describe('where the window opens', () => {
  const remembered = (state: object) => {
    const userData = scratchFolder();
    writeFileSync(join(userData, 'window.json'), JSON.stringify(state));
    return startApp({ userData });
  };
  const last = { x: 100, y: 50, width: 1200, height: 800, maximized: false };

  it('is where it was', async () => {
    const { window } = await remembered(last);
    expect(window.options).toMatchObject({ x: 100, y: 50, width: 1200, height: 800 });
  });
  it('may be maximized', async () => {
    const { window } = await remembered({ ...last, maximized: true });
    expect(window.calls).toContainEqual(['maximize']);
  });
  it.each([
    { ...last, x: 5000 },
    { ...last, x: -1190 },
    { ...last, y: -300 },
    { ...last, y: 1030 },
  ])('is in the middle when it was off every screen: %j', async (state) => {
    const { window } = await remembered(state);
    expect(window.options).not.toHaveProperty('x');
    expect(window.options).toMatchObject({ width: 1200, height: 800 });
  });
  it.each([{}, { ...last, width: 'wide' }, { ...last, width: -5 }, []])(
    'is the usual size after %j',
    async (state) => {
      const { window } = await remembered(state);
      expect(window.options).toMatchObject({ width: 1440, height: 900 });
    },
  );
  it('fits a small screen', async () => {
    const { window } = await startApp({ displays: [{ x: 0, y: 25, width: 1280, height: 700 }] });
    expect(window.options).toMatchObject({ width: 1280, height: 700 });
  });
  it('is remembered when it closes', async () => {
    const { window, userData } = await startApp();
    window.bounds = { x: 7, y: 8, width: 1000, height: 700 };
    window.window.close();
    await vi.waitFor(() =>
      expect(JSON.parse(readFileSync(join(userData, 'window.json'), 'utf8'))).toEqual({
        x: 7,
        y: 8,
        width: 1000,
        height: 700,
        maximized: false,
      }),
    );
  });
});
