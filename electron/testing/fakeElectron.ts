/** Electron's API as far as Netloom uses it: it records what is asked, answers what a test queued, and rejects the rest. */
import { EventEmitter } from 'node:events';
import type {
  BrowserWindow,
  BrowserWindowConstructorOptions,
  IpcMainInvokeEvent,
  MenuItemConstructorOptions,
  OpenDialogOptions,
  SaveDialogOptions,
  Session,
  WebContents,
  WebFrameMain,
} from 'electron';
import type { MainEvent, Result } from '../api.ts';
import type { CallName } from '../channels.ts';
import type { Electron } from '../electron.ts';
import { strict } from './strict.ts';

type Listener = (...args: never[]) => unknown;
export interface FakeEvent {
  prevented: boolean;
  preventDefault(): void;
}
export const fakeEvent = <T extends object>(more?: T): FakeEvent & T =>
  Object.assign(
    {
      prevented: false,
      preventDefault() {
        this.prevented = true;
      },
    },
    more,
  ) as FakeEvent & T;

export interface FakeWindow {
  readonly window: BrowserWindow;
  readonly options: BrowserWindowConstructorOptions;
  readonly events: EventEmitter;
  readonly contents: FakeContents;
  /** Names of the methods that were called, and with what. */
  readonly calls: unknown[][];
  /** What main told the page. */
  readonly told: MainEvent[];
  focused: boolean;
  minimized: boolean;
  destroyed: boolean;
  bounds: { x: number; y: number; width: number; height: number };
}
export interface FakeContents {
  readonly contents: WebContents;
  readonly events: EventEmitter;
  readonly mainFrame: WebFrameMain;
  readonly openHandler: () => (details: { url: string }) => { action: string };
}
export interface FakeElectron {
  readonly electron: Electron;
  readonly app: EventEmitter;
  readonly windows: FakeWindow[];
  readonly session: FakeSession;
  /** In the order they were made. */
  readonly calls: unknown[][];
  /** Answers of the dialogs to come, oldest first. */
  readonly dialogs: unknown[];
  readonly notifications: { readonly title: string; readonly events: EventEmitter }[];
  readonly opened: string[];
  menu: MenuItemConstructorOptions[] | null;
  /** As the page of the newest window, or whatever `from` says, would call. */
  call(name: CallName, args: unknown, from?: Partial<IpcMainInvokeEvent>): Promise<Result<unknown>>;
}
export interface FakeSession {
  readonly events: EventEmitter;
  /** By the method that set it. */
  readonly handlers: Map<string, Listener>;
  handle: ((request: Request) => Promise<Response>) | null;
}

export interface FakeOptions {
  readonly userData: string;
  readonly locale?: string;
  readonly locked?: boolean;
  readonly packaged?: boolean;
  readonly displays?: readonly { x: number; y: number; width: number; height: number }[];
}

export function fakeElectron(options: FakeOptions): FakeElectron {
  const calls: unknown[][] = [];
  const record =
    (name: string) =>
    (...args: unknown[]) => {
      calls.push([name, ...args]);
    };
  const app = new EventEmitter();
  const session: FakeSession = { events: new EventEmitter(), handlers: new Map(), handle: null };
  const windows: FakeWindow[] = [];
  const dialogs: unknown[] = [];
  const opened: string[] = [];
  const notifications: FakeElectron['notifications'] = [];
  const invoked = new Map<string, Listener>();
  const answerDialog =
    (name: string) => async (_: unknown, asked: OpenDialogOptions | SaveDialogOptions) => {
      calls.push([name, asked]);
      if (dialogs.length === 0) throw new Error(`no answer is queued for ${name}`);
      return dialogs.shift();
    };
  class Windows {
    constructor(made: BrowserWindowConstructorOptions) {
      const fake = fakeWindow(made, app);
      windows.push(fake);
      // biome-ignore lint/correctness/noConstructorReturn: the fake stands for the real class.
      return fake.window;
    }
  }
  class Notifications {
    static isSupported = () => true;
    constructor({ title }: { title: string }) {
      const events = new EventEmitter();
      notifications.push({ title, events });
      // biome-ignore lint/correctness/noConstructorReturn: the fake stands for the real class.
      return strict('Notification', { on: events.on.bind(events), show: record('notify') });
    }
  }
  const fake: FakeElectron = {
    app,
    windows,
    session,
    calls,
    dialogs,
    notifications,
    opened,
    menu: null,
    call: async (name, args, from = {}) => {
      const listener = invoked.get('netloom:call');
      if (!listener) throw new Error('nothing listens to calls');
      const contents = windows.at(-1)?.contents;
      const event = { sender: contents?.contents, senderFrame: contents?.mainFrame, ...from };
      return listener(...([event, name, args] as unknown as never[])) as Promise<Result<unknown>>;
    },
    electron: {
      app: strict<Electron['app']>('app', {
        ...emitterOf<Electron['app']>(app),
        name: 'Netloom',
        isPackaged: options.packaged ?? true,
        setName: record('setName'),
        setAppUserModelId: record('setAppUserModelId'),
        enableSandbox: record('enableSandbox'),
        requestSingleInstanceLock: () => options.locked !== true,
        whenReady: async () => {
          calls.push(['whenReady']);
        },
        getLocale: () => options.locale ?? 'en-US',
        getPath: (name) => {
          if (name !== 'userData') throw new Error(`the path ${name} was asked for`);
          return options.userData;
        },
        addRecentDocument: record('addRecentDocument'),
        clearRecentDocuments: record('clearRecentDocuments'),
        quit: record('quit'),
        exit: record('exit'),
      }),
      BrowserWindow: Windows as unknown as Electron['BrowserWindow'],
      dialog: strict<Electron['dialog']>('dialog', {
        showOpenDialog: answerDialog('showOpenDialog') as Electron['dialog']['showOpenDialog'],
        showSaveDialog: answerDialog('showSaveDialog') as Electron['dialog']['showSaveDialog'],
        showMessageBox: answerDialog('showMessageBox') as Electron['dialog']['showMessageBox'],
        showErrorBox: record('showErrorBox'),
      }),
      ipcMain: strict<Electron['ipcMain']>('ipcMain', {
        handle: (channel, listener) => void invoked.set(channel, listener as Listener),
      }),
      Menu: strict<Electron['Menu']>('Menu', {
        setApplicationMenu: (menu) => {
          fake.menu = menu as unknown as MenuItemConstructorOptions[] | null;
        },
        buildFromTemplate: (template) => template as unknown as Electron.Menu,
      }),
      Notification: Notifications as unknown as Electron['Notification'],
      powerSaveBlocker: strict<Electron['powerSaveBlocker']>('powerSaveBlocker', {
        start: (kind) => {
          calls.push(['powerSaveBlocker.start', kind]);
          return 7;
        },
        stop: (id) => {
          calls.push(['powerSaveBlocker.stop', id]);
          return true;
        },
      }),
      protocol: strict<Electron['protocol']>('protocol', {
        registerSchemesAsPrivileged: record('registerSchemesAsPrivileged'),
      }),
      screen: strict<Electron['screen']>('screen', {
        getAllDisplays: () => displays(options),
        getPrimaryDisplay: () => displays(options)[0] as Electron.Display,
      }),
      session: strict<Electron['session']>('session', { defaultSession: sessionOf(session) }),
      shell: strict<Electron['shell']>('shell', {
        openExternal: async (address) => void opened.push(address),
      }),
    },
  };
  return fake;
}

type Emitting = Pick<EventEmitter, 'on' | 'once'>;
const emitterOf = <T extends object>(events: EventEmitter): Partial<T> => {
  const methods: Emitting = { on: events.on.bind(events), once: events.once.bind(events) };
  return methods as unknown as Partial<T>;
};

const displays = ({ displays: given }: FakeOptions): Electron.Display[] =>
  (given ?? [{ x: 0, y: 0, width: 1920, height: 1040 }]).map((workArea) =>
    strict<Electron.Display>('Display', { workArea }),
  );

/** Every handler that is set is kept under its name; none other can be. */
function sessionOf(fake: FakeSession): Session {
  const keep = (name: string) => (handler: unknown) =>
    void fake.handlers.set(name, handler as Listener);
  return strict<Session>('Session', {
    ...emitterOf<Session>(fake.events),
    setPermissionRequestHandler: keep('permissionRequest'),
    setPermissionCheckHandler: keep('permissionCheck'),
    setDevicePermissionHandler: keep('devicePermission'),
    setDisplayMediaRequestHandler: keep('displayMedia'),
    webRequest: strict<Electron.WebRequest>('WebRequest', {
      onBeforeRequest: keep('beforeRequest') as Electron.WebRequest['onBeforeRequest'],
    }),
    protocol: strict<Electron.Protocol>('Protocol', {
      handle: (scheme, handler) => {
        if (scheme !== 'app') throw new Error(`the scheme ${scheme} was handled`);
        fake.handle = handler as unknown as FakeSession['handle'];
      },
    }),
  });
}

export function fakeContents(address = 'app://netloom/', told: MainEvent[] = []): FakeContents {
  const events = new EventEmitter();
  const mainFrame = strict<WebFrameMain>('WebFrameMain', {
    origin: new URL(address).protocol === 'app:' ? 'app://netloom' : new URL(address).origin,
    url: address,
  });
  let openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });
  const contents = strict<WebContents>('WebContents', {
    ...emitterOf<WebContents>(events),
    mainFrame,
    getURL: () => address,
    send: (channel, event) => {
      if (channel !== 'netloom:event') throw new Error(`the channel ${channel} was used`);
      told.push(event as MainEvent);
    },
    setWindowOpenHandler: (handler) => {
      openHandler = handler as unknown as typeof openHandler;
    },
    forcefullyCrashRenderer: () => events.emit('render-process-gone', {}, { reason: 'killed' }),
  });
  return { contents, events, mainFrame, openHandler: () => openHandler };
}

function fakeWindow(options: BrowserWindowConstructorOptions, app: EventEmitter): FakeWindow {
  const events = new EventEmitter();
  const calls: unknown[][] = [];
  const told: MainEvent[] = [];
  const contents = fakeContents('app://netloom/', told);
  const record =
    (name: string) =>
    (...args: unknown[]) => {
      calls.push([name, ...args]);
    };
  const { x = 0, y = 0, width = 0, height = 0 } = options;
  const fake: FakeWindow = {
    options,
    events,
    contents,
    calls,
    told,
    focused: true,
    minimized: false,
    destroyed: false,
    bounds: { x, y, width, height },
    window: strict<BrowserWindow>('BrowserWindow', {
      ...emitterOf<BrowserWindow>(events),
      webContents: contents.contents,
      loadURL: async (address) => void calls.push(['loadURL', address]),
      isDestroyed: () => fake.destroyed,
      isFocused: () => fake.focused,
      isMinimized: () => fake.minimized,
      isMaximized: () => calls.some(([name]) => name === 'maximize'),
      getNormalBounds: () => fake.bounds,
      show: record('show'),
      focus: record('focus'),
      restore: record('restore'),
      reload: record('reload'),
      maximize: record('maximize'),
      setTitle: record('setTitle'),
      setDocumentEdited: record('setDocumentEdited'),
      setProgressBar: record('setProgressBar'),
      close: () => {
        const event = fakeEvent();
        events.emit('close', event);
        if (event.prevented) return;
        fake.destroyed = true;
        events.emit('closed');
      },
    }),
  };
  app.emit('web-contents-created', {}, contents.contents);
  return fake;
}
