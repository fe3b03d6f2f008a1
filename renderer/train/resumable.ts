/** Stored runs that were interrupted: which of them may be gone on with, newest first. */
import type { Project, StoredRun } from '../../engine/index.ts';
import { useDocument } from '../store/document.ts';
import { engine } from '../store/engine.ts';
import { useRun } from '../store/run.ts';

/** At least half of what the run trained is still drawn: it is a run of this document, however much was edited since. */
export function isOfDocument(project: Project, run: Pick<StoredRun, 'project'>): boolean {
  const types = new Map(project.nodes.map(({ id, type }) => [id, type]));
  const kept = run.project.nodes.filter(({ id, type }) => types.get(id) === type).length;
  return kept > 0 && kept * 2 >= run.project.nodes.length;
}

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
