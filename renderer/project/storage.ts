/** What the app keeps on this machine: its size by kind, and the way to be rid of it. */
import { isDirty, useDocument } from '../store/document.ts';
import { engine } from '../store/engine.ts';
import { emptyHistory } from '../store/history.ts';
import { isTraining, useRun } from '../store/run.ts';
import { documents } from './appStore.ts';
import { flushBackup, openElsewhere } from './recovery.ts';

export interface StoreSize {
  readonly documents: number;
  /** Bytes of documents and their undo histories. */
  readonly documentBytes: number;
  readonly runs: number;
  /** Bytes of everything, runs too, as the browser counts them; null where it does not say. */
  readonly used: number | null;
  /** Bytes the browser would allow. */
  readonly quota: number | null;
}

export async function storeSize(): Promise<StoreSize> {
  const [stored, runs, estimate] = await Promise.all([
    documents.list().catch(() => []),
    engine.training.storedRuns(),
    navigator.storage.estimate().catch(() => ({}) as StorageEstimate),
  ]);
  return {
    documents: stored.length,
    documentBytes: stored.reduce((sum, each) => sum + each.documentBytes + each.historyBytes, 0),
    runs: runs.ok ? runs.value.length : 0,
    used: estimate.usage ?? null,
    quota: estimate.quota ?? null,
  };
}

/**
 * Forgets stored runs, other documents and undo histories; what is open here or in other windows stays, and a run that
 * trains. Says whether all of it went well.
 */
export async function clearStore(): Promise<boolean> {
  try {
    const open = await openElsewhere();
    const stored = await documents.list();
    await documents.forget(stored.map(({ id }) => id).filter((id) => !open.has(id)));
    if (!useDocument.getState().readOnly) {
      // As an edit would: the backup writes that there are no steps any more.
      useDocument.setState((state) => ({
        history: emptyHistory,
        revision: state.revision + 1,
        ...(isDirty(state)
          ? { savedStep: undefined }
          : { savedRevision: state.revision + 1, savedStep: null }),
      }));
      await flushBackup();
    }
    return await clearRuns();
  } catch {
    return false;
  }
}

async function clearRuns(): Promise<boolean> {
  const runs = await engine.training.storedRuns();
  if (!runs.ok) return false;
  const state = useRun.getState();
  const kept = isTraining(state) ? state.run?.id : undefined;
  const results = await Promise.all(
    runs.value.filter(({ id }) => id !== kept).map(({ id }) => engine.training.deleteStored(id)),
  );
  useRun.setState({ resumable: [] });
  return results.every(({ ok }) => ok);
}
