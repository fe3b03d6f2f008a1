/** Keeps the open document in the app's store, gives it back after a reload or crash, and lets one window write it. */
import type { Project } from '../../engine/index.ts';
import { isDirty, openDocument, useDocument } from '../store/document.ts';
import { engine } from '../store/engine.ts';
import { emptyHistory, type History } from '../store/history.ts';
import { useSettings } from '../store/settings.ts';
import { select } from '../store/view.ts';
import { documents } from './appStore.ts';
import {
  Backup,
  type BackupTarget,
  type FileBinding,
  type Snapshot,
  systemClock,
} from './backup.ts';
import { restoreData } from './data.ts';
import type { RecoveredDocument, StoredDocument } from './documentStore.ts';
import { reasonOf } from './reason.ts';
import { bindingNow, useSession } from './session.ts';
import { historyOf } from './timeline.ts';
import { restoreWeights } from './weights.ts';
import { documentOfLock, Writer } from './writer.ts';

let writes = 0;
/** A long session outgrows the store's limit too: it is looked at again after so many writes. */
const writesBetweenLooks = 50;
const target: BackupTarget = {
  write: async (change) => {
    await documents.write(change);
    useSession.setState({ backupFailure: null });
    if (++writes % writesBetweenLooks === 0) void pruneStore();
  },
};

const backup = new Backup(target, systemClock, (error) => {
  useSession.setState({ backupFailure: reasonOf(error) });
  void pruneStore();
});

const channel = new BroadcastChannel('netloom-writers');
const writer = new Writer({
  locks: navigator.locks,
  channel: {
    post: (message) => channel.postMessage(message),
    listen: (listener) => channel.addEventListener('message', ({ data }) => listener(data)),
  },
  beforeHandOver: () => {
    // An edit after the last write would be in no window and in no store.
    useDocument.setState({ readOnly: true });
    return backup.flush();
  },
  onLost: () => {
    void backup.stop();
    useDocument.setState({ readOnly: true });
  },
  patienceMilliseconds: 1_500,
});

/** This tab's document, remembered over a reload; other tabs have their own. */
const tabKey = 'netloom-document';
export const tabDocument = (): string | null => sessionStorage.getItem(tabKey);

function snapshotNow(): Snapshot {
  const state = useDocument.getState();
  const { documentId, revision, project, history } = state;
  return { documentId, revision, project, history, dirty: isDirty(state), binding: bindingNow() };
}

/** Begins to back up; once, before the first document is opened. */
export function startBackup(): void {
  useDocument.subscribe((state, before) => {
    if (state.readOnly || state.documentId === '') return;
    const changed =
      state.revision !== before.revision ||
      state.savedRevision !== before.savedRevision ||
      state.documentId !== before.documentId;
    if (changed) backup.observe(snapshotNow());
  });
  addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') void backup.flush();
  });
  addEventListener('pagehide', () => void backup.flush());
}
export const flushBackup = (): Promise<void> => backup.flush();

export interface Opening {
  readonly project: Project;
  readonly binding: FileBinding | null;
  /** Of a document that the store has; a new one is made otherwise. */
  readonly documentId?: string | undefined;
  readonly history?: History | undefined;
  /** Number of the first of the steps that the store has of it. */
  readonly firstStep?: number | undefined;
  readonly saved: boolean;
}

/** Puts a document in the window, in the place of the one before; read-only where another window writes it. */
export async function present(opening: Opening): Promise<void> {
  const { project, binding, saved, history = emptyHistory } = opening;
  const documentId = opening.documentId ?? crypto.randomUUID();
  await Promise.all([restoreData(project), restoreWeights(documentId, project)]);
  const before = useDocument.getState();
  if (before.documentId !== '' && !before.readOnly) await backup.flush();
  const isWriter = await writer.claim(documentId);
  await backup.stop();
  if (before.documentId !== documentId && !before.readOnly) await leave(before.documentId);
  useSession.setState({ binding });
  select([]);
  sessionStorage.setItem(tabKey, documentId);
  if (isWriter && opening.firstStep !== undefined)
    backup.adopt({ documentId, history, first: opening.firstStep });
  openDocument(project, { documentId, history, saved, readOnly: !isWriter });
  void pruneStore();
}

/** A document that was never saved or changed is nothing to come back to. */
async function leave(id: string): Promise<void> {
  if (id === '') return;
  try {
    const stored = (await documents.list()).find((candidate) => candidate.id === id);
    if (stored && !stored.dirty && !stored.binding) await documents.forget([id]);
    else await documents.close(id);
  } catch {
    // Without a store there is nothing to remember.
  }
}

/** The document is thrown away: nothing of it shall come back. */
export async function forgetOpenDocument(): Promise<void> {
  const { documentId, readOnly } = useDocument.getState();
  if (documentId === '' || readOnly) return;
  await backup.stop();
  await documents.forget([documentId]).catch(() => {});
}

/**
 * What was open in this tab, or was left open by a window that is gone, or is open in another; null where nothing is to
 * be had.
 */
export async function lastOpen(): Promise<StoredDocument | null> {
  const id = tabDocument();
  const [stored, held] = await Promise.all([documents.list(), openElsewhere()]);
  const open = stored.filter((candidate) => candidate.open);
  return (
    stored.find((candidate) => candidate.id === id) ??
    open.find((candidate) => !held.has(candidate.id)) ??
    open[0] ??
    null
  );
}
/** Ids of the documents that some window writes now, this one's too. */
export async function openElsewhere(): Promise<ReadonlySet<string>> {
  const { held = [] } = await navigator.locks.query();
  return new Set(held.flatMap(({ name }) => documentOfLock(name) ?? []));
}

/** Reads and checks a stored document; null where it cannot be used any more. */
export async function recover(id: string): Promise<Opening | null> {
  const found = await documents.read(id).catch(() => null);
  return found && openingOf(found);
}

async function openingOf({ document, project, steps }: RecoveredDocument): Promise<Opening | null> {
  const parsed = await engine.graph.parse(JSON.stringify(project));
  if (!parsed.ok || 'issues' in parsed.value) return null;
  // Steps describe the document as it was stored: one of an older version was changed by its migration.
  const current = (project as Project).version === parsed.value.project.version;
  const history = historyOf({
    steps: current ? steps : [],
    cursor: current ? document.cursor - document.first : 0,
  });
  return {
    project: parsed.value.project,
    documentId: document.id,
    binding: document.binding,
    history,
    firstStep: current && steps.length > 0 ? document.first : document.end,
    saved: !document.dirty,
  };
}

/** Takes the document over from the window that writes it, with everything it has done. */
export async function takeOver(): Promise<void> {
  const { documentId } = useDocument.getState();
  await writer.takeOver(documentId);
  const opening = await recover(documentId);
  if (opening) await present(opening);
  else useDocument.setState({ readOnly: writer.id !== documentId });
}

/** Keeps the store within the limit that the person set; open documents stay. */
export async function pruneStore(): Promise<void> {
  try {
    const bytes = useSettings.getState().storeLimit * 1_000_000;
    await documents.prune(bytes, await openElsewhere());
  } catch {
    // It is tried again with the next document.
  }
}
