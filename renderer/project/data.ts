/** Files and folders a person gives as data: handed to the engine, named in the document, found again after a reload. */
import i18next from 'i18next';
import { create } from 'zustand';
import type { Project, Result } from '../../engine/index.ts';
import { setDataSource, setSplit, usualSplit } from '../commands/training.ts';
import { type DataSource, host } from '../host.ts';
import { sentenceOf } from '../i18n/sentences.ts';
import { useDocument } from '../store/document.ts';
import { engine } from '../store/engine.ts';
import { dataOpened, openDocumentData } from '../store/inference.ts';
import { notify } from '../ui/toasts.ts';

export interface DataAccess {
  /** 'ask': a click allows it again. 'missing': a person must show where the data are. */
  readonly state: 'connected' | 'ask' | 'missing';
  /** The root that the document's path lies in, as far as that is known. */
  readonly root: string;
}
/** Of the document's data where they are files; null for built-in sets and none. Missing ones want `reconnectData`. */
export const useDataAccess = create<{ readonly access: DataAccess | null }>()(() => ({
  access: null,
}));

/** Roots that the engine has. */
const mounted = new Map<string, DataSource>();

type Source = Project['data']['source'];
const pathOf = (source: Source): string | null =>
  source !== null && typeof source === 'object' ? source.path : null;
const isBelow = (path: string, root: string): boolean =>
  path === root || path.startsWith(`${root}/`) || path.startsWith(`${root}\\`);

/** Where the document names a given source: its only file, or all of it. */
function pathIn({ root, files, kind }: DataSource): string {
  const [only] = files;
  return kind === 'files' && files.length === 1 && only ? `${root}/${only.path}` : root;
}

async function mount(source: DataSource): Promise<Result<null>> {
  const result = await engine.training.mount(source.root, source.files);
  if (result.ok) mounted.set(source.root, source);
  return result;
}

/** Before a document is shown: makes its data readable again, without asking anybody. */
export async function restoreData(project: Project): Promise<void> {
  const path = pathOf(project.data.source);
  useDataAccess.setState({ access: path === null ? null : await accessTo(path) });
}

async function accessTo(path: string): Promise<DataAccess> {
  const known = [...mounted.keys()].find((root) => isBelow(path, root));
  if (known !== undefined) return { state: 'connected', root: known };
  const parent = path.replace(/[/\\][^/\\]*$/, '');
  let asked: DataAccess | null = null;
  for (const root of new Set([path, parent])) {
    const restored = await host.data.restore(root);
    if (!restored.ok || restored.value.state === 'missing') continue;
    if (restored.value.state === 'ask') asked ??= { state: 'ask', root };
    else if ((await mount(restored.value.source)).ok) return { state: 'connected', root };
  }
  return asked ?? { state: 'missing', root: parent };
}

/** Follows the document, so that undoing back to other data connects them again; once. */
export function startData(): void {
  useDocument.subscribe((state, before) => {
    const path = pathOf(state.project.data.source);
    if (path === pathOf(before.project.data.source) || state.documentId !== before.documentId)
      return;
    void restoreData(state.project).then(() => {
      if (useDataAccess.getState().access?.state === 'connected') void openDocumentData();
    });
  });
}

/** From a click; says whether the document has the data now. */
export const openDataFiles = (): Promise<boolean> => pick(() => host.data.pickFiles());
export const openDataFolder = (): Promise<boolean> => pick(() => host.data.pickFolder());

async function pick(ask: () => Promise<Result<DataSource | null>>): Promise<boolean> {
  const picked = await ask();
  if (!picked.ok) {
    notify('bad', sentenceOf(picked.error));
    return false;
  }
  return picked.value !== null && (await takeData(picked.value));
}

/** The document's data from now on, as an edit. Options stay where they were waiting for data, or for these again. */
export async function takeData(source: DataSource): Promise<boolean> {
  if (source.files.length === 0) {
    notify('warning', i18next.t('project:data.empty'));
    return false;
  }
  const result = await mount(source);
  if (!result.ok) {
    notify('bad', sentenceOf(result.error));
    return false;
  }
  const { data } = useDocument.getState().project;
  const lost = useDataAccess.getState().access?.state !== 'connected';
  const options =
    data.source === null || (pathOf(data.source) !== null && lost) ? data.options : {};
  const path = pathIn(source);
  useDataAccess.setState({ access: { state: 'connected', root: source.root } });
  // The same path again is no edit, but there is something to read now.
  const chosen = setDataSource({ kind: 'path', path }, options);
  if (!chosen) void openDocumentData();
  else if ((await dataOpened())?.code === 'split-without-test') holdOut(path);
  return true;
}

/** Data without a held-out part, where the document asked for one: a share of them, unless the document has moved on. */
function holdOut(path: string): void {
  if (pathOf(useDocument.getState().project.data.source) !== path) return;
  if (!setSplit(usualSplit)) return;
  const percent = usualSplit.validation * 100;
  notify('information', i18next.t('project:data.heldOut', { percent }));
}

/** From a click: asks for access to the document's data again, or where they are now. */
export async function reconnectData(): Promise<boolean> {
  const path = pathOf(useDocument.getState().project.data.source);
  const access = useDataAccess.getState().access;
  if (path === null || !access) return false;
  // A browser that never saw them can only let them be picked anew; by the path, a file or a folder.
  if (access.state === 'missing' && host.kind === 'browser')
    return /\.[A-Za-z0-9]{1,8}$/.test(path) ? openDataFiles() : openDataFolder();
  const asked = await host.data.requestAccess(access.root);
  if (!asked.ok) {
    notify('bad', sentenceOf(asked.error));
    return false;
  }
  const source = asked.value;
  if (source === null) return false;
  const inside = path.slice(access.root.length).replace(/^[/\\]/, '');
  const same = source.files.some((file) => file.path === inside);
  // Elsewhere, the same file in another folder is meant; else whatever was shown.
  if (!same && inside !== '') return takeData(source);
  const result = await mount(source);
  if (!result.ok) {
    notify('bad', sentenceOf(result.error));
    return false;
  }
  useDataAccess.setState({ access: { state: 'connected', root: source.root } });
  const moved = inside === '' ? source.root : `${source.root}/${inside}`;
  const { options } = useDocument.getState().project.data;
  if (moved === path || !setDataSource({ kind: 'path', path: moved }, options))
    void openDocumentData();
  return true;
}
