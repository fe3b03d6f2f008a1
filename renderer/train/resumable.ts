/** Stored runs that were interrupted: which of them may be gone on with, newest first. */
import { useDocument } from '../store/document.ts';
import { engine } from '../store/engine.ts';
import { useRun } from '../store/run.ts';
import { isOfDocument } from './pending.ts';

/** Asks the store again which runs there are. */
export async function refreshResumable(): Promise<void> {
  const result = await engine.training.storedRuns();
  if (!result.ok) return;
  const { project } = useDocument.getState();
  const current = useRun.getState().run?.id;
  useRun.setState({
    resumable: result.value.filter(
      (stored) => !stored.finished && stored.id !== current && isOfDocument(project, stored),
    ),
  });
}
/** Deletes its checkpoints; it is offered no more. */
export async function discardStored(run: string): Promise<void> {
  await engine.training.deleteStored(run);
  useRun.setState(({ resumable }) => ({ resumable: resumable.filter(({ id }) => id !== run) }));
}
