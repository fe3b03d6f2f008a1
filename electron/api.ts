/** The contract between page and main: what the page may ask, the schema of each call, and what main tells it. */
import * as z from 'zod';
import type { Result } from '../engine/index.ts';
import type { Expectation, ProjectOnDisk, Revision } from '../files/projects.ts';
import { expectationSchema } from '../files/schemas.ts';
import type { CallName } from './channels.ts';

export type { CallName, Expectation, ProjectOnDisk, Result, Revision };

export type HostPlatform = 'mac' | 'windows' | 'linux';

/** A project file as the page knows it: the id is opaque, paths stay in main. */
export interface ProjectReference {
  readonly id: string;
  /** File name, `LeNet-5.netloom`. */
  readonly name: string;
  /** Where it lies, for people; null where that is not known. */
  readonly folder: string | null;
}
export interface ReferencedProject extends ProjectOnDisk {
  readonly reference: ProjectReference;
}
export interface RecentProject {
  readonly reference: ProjectReference;
  /** When it was last opened or saved, milliseconds since 1970. */
  readonly used: number;
}
export interface SavedProject {
  readonly reference: ProjectReference;
  readonly revision: Revision;
}
/** Files that a person gave to be read as data. */
export interface ListedData {
  /** Absolute path of the folder that they lie in. */
  readonly root: string;
  readonly kind: 'files' | 'folder';
  readonly files: readonly ListedFile[];
}
export interface ListedFile {
  /** Below the root, parted by '/'. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** Where the page fetches it. */
  readonly address: string;
}
export type RestoredData =
  | { readonly state: 'granted'; readonly data: ListedData }
  | { readonly state: 'ask' | 'missing' };

/** What a person is asked before a window closes; words come from the page, in its language. */
export interface CloseQuestion {
  readonly message: string;
  readonly detail: string;
  /** Labels of the buttons; without `save` there are two. */
  readonly save?: string | undefined;
  readonly close: string;
  readonly stay: string;
}

/** The native menu as plain data; on macOS the first menu is the one of the application. */
export interface MenuModel {
  readonly menus: readonly MenuPart[];
}
export interface MenuPart {
  readonly label: string;
  /** macOS gives some menus a meaning of their own. */
  readonly role?: 'window' | 'help' | undefined;
  readonly items: readonly MenuItem[];
}
export type MenuItem =
  | {
      readonly kind: 'action';
      /** Of the registered action that the item runs. */
      readonly id: string;
      readonly label: string;
      /** In Electron's notation, 'CommandOrControl+S'. */
      readonly accelerator?: string | undefined;
      readonly enabled: boolean;
      readonly checked?: boolean | undefined;
    }
  /** What the system does itself: clipboard, window. */
  | { readonly kind: 'role'; readonly role: MenuRole; readonly label?: string | undefined }
  | { readonly kind: 'submenu'; readonly label: string; readonly items: readonly MenuItem[] }
  | { readonly kind: 'separator' };
export type MenuRole = (typeof menuRoles)[number];
export const menuRoles = [
  'about',
  'services',
  'hide',
  'hideOthers',
  'unhide',
  'quit',
  'cut',
  'copy',
  'paste',
  'selectAll',
  'minimize',
  'zoom',
  'front',
  'togglefullscreen',
  'close',
] as const;

const words = z.string().min(1).max(500);
const reference = z.string().regex(/^[0-9a-f]{32}$/);
const fileName = z.string().min(1).max(255);
const text = z.string().max(64 * 2 ** 20);
const root = z.string().min(1).max(4096);
const dataKind = z.enum(['files', 'folder']);
const menuLeaf = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('action'),
    id: z.string().regex(/^[a-z0-9.-]{1,64}$/),
    label: words,
    accelerator: z.string().max(64).optional(),
    enabled: z.boolean(),
    checked: z.boolean().optional(),
  }),
  z.strictObject({ kind: z.literal('role'), role: z.enum(menuRoles), label: words.optional() }),
  z.strictObject({ kind: z.literal('separator') }),
]);
/** Menus are two levels deep: a menu, and submenus without further ones. */
const menuItem: z.ZodType<MenuItem> = z.union([
  menuLeaf,
  z.strictObject({
    kind: z.literal('submenu'),
    label: words,
    items: z.array(menuLeaf).max(100).readonly(),
  }),
]);

/** Arguments of each call, checked in main before anything is done. */
export const callSchemas = {
  openProjectDialog: z.tuple([]),
  readProject: z.tuple([reference]),
  projectRevision: z.tuple([reference]),
  saveProject: z.tuple([reference, text, expectationSchema]),
  /** A suggested name; the person chooses where. */
  saveProjectAs: z.tuple([fileName, text]),
  recentProjects: z.tuple([]),
  clearRecentProjects: z.tuple([]),
  /** Projects that the system asked to open (a double click, a drop on the dock), each given once. */
  takeOpenRequests: z.tuple([]),
  /** Path of a file that a person dropped on the page, which the preload alone can tell. */
  openDroppedProject: z.tuple([root]),
  saveBytes: z.tuple([
    fileName,
    z.instanceof(Uint8Array),
    z.strictObject({ extension: z.string().regex(/^[a-z0-9]{1,16}$/), description: words }),
  ]),
  pickData: z.tuple([dataKind]),
  restoreData: z.tuple([root]),
  /** Asks the person to show where the data of that root are. */
  requestData: z.tuple([root]),
  /** Paths as `openDroppedProject`'s. */
  grantDroppedData: z.tuple([z.array(root).min(1).max(1000).readonly()]),
  /** Of the folder that a model was given from, and the name that the model has for a file in it. */
  fileBeside: z.tuple([root, z.string().min(1).max(1024)]),
  setTitle: z.tuple([z.string().max(300), z.boolean()]),
  setProgress: z.tuple([z.union([z.number().min(0).max(1), z.null(), z.literal('error')])]),
  notify: z.tuple([words, z.string().max(1000)]),
  guardClosing: z.tuple([
    z.union([
      z.null(),
      z.strictObject({
        message: words,
        detail: z.string().max(1000),
        save: words.optional(),
        close: words,
        stay: words,
      }),
    ]),
  ]),
  /** The answer to 'save-before-close': whether the window may go. */
  savedBeforeClose: z.tuple([z.boolean()]),
  setMenu: z.tuple([
    z.strictObject({
      menus: z
        .array(
          z.strictObject({
            label: words,
            role: z.enum(['window', 'help']).optional(),
            items: z.array(menuItem).max(100).readonly(),
          }),
        )
        .max(20)
        .readonly(),
    }),
  ]),
  openExternal: z.tuple([z.url().max(2000)]),
} as const satisfies Readonly<Record<CallName, z.ZodType>>;

export type CallArguments<Name extends CallName> = z.infer<(typeof callSchemas)[Name]>;
/** What each call answers; a failure keeps its code and sentence. */
export interface CallResults {
  /** Null when the person cancelled. */
  openProjectDialog: ReferencedProject | null;
  readProject: ReferencedProject;
  projectRevision: Revision | null;
  saveProject: SavedProject;
  saveProjectAs: SavedProject | null;
  recentProjects: readonly RecentProject[];
  clearRecentProjects: null;
  takeOpenRequests: readonly Result<ReferencedProject>[];
  openDroppedProject: ReferencedProject;
  /** The path it was saved at, for people; null when the person cancelled. */
  saveBytes: string | null;
  pickData: ListedData | null;
  restoreData: RestoredData;
  requestData: ListedData | null;
  grantDroppedData: ListedData;
  fileBeside: ListedData;
  setTitle: null;
  setProgress: null;
  notify: null;
  guardClosing: null;
  savedBeforeClose: null;
  setMenu: null;
  openExternal: null;
}

/** What main tells the page without being asked. */
export type MainEvent =
  | { readonly kind: 'action'; readonly id: string }
  | { readonly kind: 'open-requested' }
  | { readonly kind: 'save-before-close' };

/** What the preload gives the page, as `window.netloom`. */
export interface ElectronApi {
  readonly platform: HostPlatform;
  call<Name extends CallName>(
    name: Name,
    ...args: CallArguments<Name>
  ): Promise<Result<CallResults[Name]>>;
  /** Returns how to stop listening. */
  listen(listener: (event: MainEvent) => void): () => void;
  /** Absolute path of a file that a person dropped or picked; '' for one that a page made. */
  pathOf(file: File): string;
}
