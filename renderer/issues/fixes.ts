/** A fix in: what it would cost, asked of the graph service; and the document mended by it as one undoable edit. */
import type { Consequences, Fix } from '../../engine/index.ts';
import { failureSentence } from '../canvas/failures.ts';
import { nodesById } from '../canvas/lookup.ts';
import { replaceProject } from '../commands/edits.ts';
import { useDocument } from '../store/document.ts';
import { engine } from '../store/engine.ts';
import { useNetwork } from '../store/network.ts';
import { select } from '../store/view.ts';
import { notify } from '../ui/toasts.ts';
import { fixLabel } from './sentences.ts';

const fields = () => useNetwork.getState().data?.fields ?? null;

/** Null where the service could not tell. */
export async function considerFix(fix: Fix): Promise<Consequences | null> {
  const result = await engine.graph.considerFix(useDocument.getState().project, fields(), fix);
  return result.ok ? result.value : null;
}
/** Selects what the fix added, else what it changed. */
export async function applyFix(fix: Fix): Promise<void> {
  const { project, readOnly } = useDocument.getState();
  if (readOnly) return;
  const label = { key: 'fix', values: { fix: fixLabel(project, fix) } };
  const result = await engine.graph.applyFix(project, fix);
  if (useDocument.getState().project !== project) return;
  if (!result.ok) {
    notify('warning', failureSentence(result.error));
    return;
  }
  const known = nodesById(project.nodes);
  const added = result.value.nodes.filter(({ id }) => !known.has(id)).map(({ id }) => id);
  replaceProject(label, result.value);
  if (added.length > 0) select(added);
}
