/** What the page needs of whatever it runs in, Electron or a browser; the one interface both give. */

import type {
  CloseQuestion,
  Expectation,
  HostPlatform,
  MenuItem,
  MenuModel,
  MenuPart,
  MenuRole,
  ProjectOnDisk,
  ProjectReference,
  RecentProject,
  Revision,
} from '../../electron/api.ts';
import type { MountedFile, Result } from '../../engine/index.ts';

export type {
  CloseQuestion,
  Expectation,
  HostPlatform,
  MenuItem,
  MenuModel,
  MenuPart,
  MenuRole,
  ProjectReference,
  RecentProject,
  Revision,
};

/** A project that was read. `text`, `revision`, `generation`, `reason` and `other` are explained in files/projects.ts. */
export interface OpenedProject extends ProjectOnDisk {
  /** Where Save writes it back; null where that cannot be (a file given by value): Save asks for a place. */
  readonly reference: ProjectReference | null;
  /** File name. */
  readonly name: string;
}
export interface ListedProject {
  readonly reference: ProjectReference;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** Bytes. */
  readonly size: number;
}
/** How a save ended. Only after 'saved' has anything been written. */
export type SaveOutcome =
  | { readonly kind: 'saved'; readonly reference: ProjectReference; readonly revision: Revision }
  /** Another program changed or deleted the file: ask, then save again expecting 'any'. */
  | { readonly kind: 'changed-on-disk' }
  /** `saveAs` only: there is such a project already. Ask, then save again with `replace`. */
  | { readonly kind: 'exists' }
  | { readonly kind: 'cancelled' }
  /** `code` translates; `sentence` is English and names the file. */
  | { readonly kind: 'failed'; readonly code: string; readonly sentence: string };

export interface Projects {
  /** 'native': open and saveAs show the system's dialogs. 'window': the page shows its own, of `list` and with a name. */
  readonly dialogs: 'native' | 'window';
  /** By the system's dialog, from anywhere; null when cancelled. In a browser this is "from this computer". */
  open(): Promise<Result<OpenedProject | null>>;
  /** The folder of projects, newest first. With native dialogs there is none: what was used lately. */
  list(): Promise<
    Result<{ readonly folder: string | null; readonly projects: readonly ListedProject[] }>
  >;
  /** Lately used, newest first. */
  recent(): Promise<Result<readonly RecentProject[]>>;
  clearRecent(): Promise<Result<null>>;
  /** References stay good after a reload and, for files that are still there, after a restart. */
  read(reference: ProjectReference): Promise<Result<OpenedProject>>;
  /** What the file holds now, null where it is gone: compare `sha256` to notice a change on disk. */
  revisionOf(reference: ProjectReference): Promise<Result<Revision | null>>;
  /** Atomic, the previous generation kept. Expect the revision that was opened or last saved. */
  save(reference: ProjectReference, text: string, expected: Expectation): Promise<SaveOutcome>;
  /** With native dialogs `chosen` is not looked at; else it is the name that the person typed in the page's dialog. */
  saveAs(
    suggestedName: string,
    text: string,
    chosen?: { readonly name: string; readonly replace: boolean },
  ): Promise<SaveOutcome>;
  /**
   * Told of projects that the system or a drop on the dock asks to open, those of the start too. A failure says why one
   * could not be read. Returns how to stop listening.
   */
  onOpenRequest(listener: (opened: Result<OpenedProject>) => void): () => void;
}

/** Files given as data. A document names one as `${root}/${path}`, a whole folder as `root`. */
export interface DataSource {
  /** Absolute path in Electron; in a browser a name that no other given files have. */
  readonly root: string;
  readonly kind: 'files' | 'folder';
  readonly files: readonly MountedFile[];
}
export type Restored =
  | { readonly state: 'granted'; readonly source: DataSource }
  /** A person must allow it, or show where they are, by `requestAccess` from a click. */
  | { readonly state: 'ask' }
  /** This host has never seen them. */
  | { readonly state: 'missing' };
export type Dropped =
  | { readonly kind: 'project'; readonly opened: OpenedProject }
  | { readonly kind: 'weights'; readonly file: File }
  | { readonly kind: 'model'; readonly given: GivenModel }
  | { readonly kind: 'data'; readonly source: DataSource }
  /** No file, or none that Netloom knows; `names` for the sentence. */
  | { readonly kind: 'unknown'; readonly names: readonly string[] };

/** One model, and the files that were given with it. */
export interface GivenModel {
  readonly files: readonly MountedFile[];
  /** Reads a file that the model names from its folder; null where the host knows no folder. */
  readonly beside: ((location: string) => Promise<Result<MountedFile>>) | null;
}

export interface Data {
  /** From a click; null when cancelled. */
  pickFiles(): Promise<Result<DataSource | null>>;
  pickFolder(): Promise<Result<DataSource | null>>;
  /** From a click: a model, with the files that it keeps its weights in; null when cancelled. */
  pickModel(): Promise<Result<GivenModel | null>>;
  /** After a reload or restart: the files of a root that was given before. Asks nobody. */
  restore(root: string): Promise<Result<Restored>>;
  /** From a click: asks for access, or where the data are now; null when refused or cancelled. The root may be another. */
  requestAccess(root: string): Promise<Result<DataSource | null>>;
  /** Call it in the drop event itself: what was dropped is gone after it. */
  fromDrop(transfer: DataTransfer): Promise<Result<Dropped>>;
}

export interface HostWindow {
  /** `dirty` shows the dot of unsaved changes. */
  setTitle(projectName: string, dirty: boolean): void;
  /** 0…1 in the task bar (a browser: in the title); null takes it away. */
  setProgress(progress: number | null | 'error'): void;
  /** Only while the window has no focus. */
  notify(title: string, body: string): void;
  /** Browsers ask before the first notification; call it from a click. Says whether `notify` will show anything. */
  allowNotifications(): Promise<boolean>;
  /**
   * Asks before the window closes for as long as a question is set; null lets it go. Browsers show words of their own and
   * offer no saving. Set it when training starts or edits are unsaved, clear it after.
   */
  guardClosing(question: CloseQuestion | null): void;
  /** The person answered that question with "save": resolve to whether the window may close now. */
  onSaveBeforeClose(save: () => Promise<boolean>): () => void;
  /** True where the system shows the menu (macOS): the page then shows none of its own. */
  readonly nativeMenu: boolean;
  /** Nothing happens without a native menu. */
  setMenu(model: MenuModel): void;
  /**
   * Items of the native menu that were chosen, by the id of their action. Keys come to the page first: an accelerator
   * chooses its item only where the page has left the key alone, as it does in text fields. There the listener runs the
   * field's own undo and the like.
   */
  onAction(listener: (id: string) => void): () => void;
  /** Opens https addresses of the hosts in electron/links.ts in the system's browser; others are refused silently. */
  openExternal(address: string): void;
}

export interface Host {
  readonly kind: 'electron' | 'browser';
  readonly platform: HostPlatform;
  readonly projects: Projects;
  readonly data: Data;
  readonly window: HostWindow;
  /**
   * Saves exported bytes where the person chooses (a browser without save dialogs downloads them). Resolves to a name
   * for people, or null when cancelled.
   */
  saveBytes(
    suggestedName: string,
    bytes: Uint8Array<ArrayBuffer>,
    kind: {
      readonly mime: string;
      /** Without point. */
      readonly extension: string;
      readonly description: string;
    },
  ): Promise<Result<string | null>>;
}
