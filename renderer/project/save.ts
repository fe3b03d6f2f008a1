/** The open document in, a project file out: save, save under a name, go back to what the file holds. */
import i18next from 'i18next';
import { becomeProject } from '../commands/project.ts';
import { type Expectation, host, type SaveOutcome } from '../host.ts';
import { sentenceOf } from '../i18n/sentences.ts';
import { edit, markSaved, useDocument } from '../store/document.ts';
import { engine } from '../store/engine.ts';
import { confirm } from '../ui/confirm.ts';
import { notify } from '../ui/toasts.ts';
import type { FileBinding } from './backup.ts';
import { stemOf } from './names.ts';
import { readProject } from './read.ts';
import { refreshRecent } from './recent.ts';
import { askForName } from './saveAsDialog.ts';
import { bindingNow, useSession, whileBusy } from './session.ts';

/** The text of the document as it is now, and the revision that it is. Null where the engine failed, which was said. */
async function textNow(
  name?: string,
): Promise<{ readonly text: string; readonly revision: number } | null> {
  const { project, revision } = useDocument.getState();
  const serialized = await engine.graph.serialize(
    name === undefined ? project : { ...project, name },
  );
  if (serialized.ok) return { text: serialized.value, revision };
  notify('bad', sentenceOf(serialized.error));
  return null;
}

/** Says whether the document is in its file now; whatever stood in the way was said or answered. */
export async function save(): Promise<boolean> {
  if (refusedAsReadOnly()) return false;
  const binding = bindingNow();
  if (!binding) return saveAs();
  return (await whileBusy('saving', () => saveTo(binding, binding.revision ?? 'absent'))) ?? false;
}

async function saveTo(binding: FileBinding, expected: Expectation): Promise<boolean> {
  const now = await textNow();
  if (!now) return false;
  const outcome = await host.projects.save(binding.reference, now.text, expected);
  return settle(outcome, now.revision, () => saveTo(binding, 'any'));
}

/** Under a name that the person gives; the project takes that name. */
export async function saveAs(): Promise<boolean> {
  if (host.projects.dialogs === 'window') return askForName();
  return (await whileBusy('saving', saveWhereChosen)) ?? false;
}

async function saveWhereChosen(): Promise<boolean> {
  const now = await textNow();
  if (!now) return false;
  const { name } = useDocument.getState().project;
  const outcome = await host.projects.saveAs(`${name}.netloom`, now.text);
  const saved = await settle(outcome, now.revision, async () => false);
  if (!saved || outcome.kind !== 'saved' || !rename(stemOf(outcome.reference.name))) return saved;
  // The name that was chosen in the system's dialog is written too.
  return saveTo(outcome, outcome.revision);
}

/** For the window's own dialog. 'exists': there is such a project, and it was not replaced. */
export async function saveNamed(name: string, replace: boolean): Promise<boolean | 'exists'> {
  const now = await textNow(name);
  if (!now) return false;
  const file = `${name}.netloom`;
  const outcome = await host.projects.saveAs(file, now.text, { name: file, replace });
  if (outcome.kind === 'exists') return 'exists';
  const unchanged = useDocument.getState().revision === now.revision;
  if (outcome.kind === 'saved') rename(name);
  // The file has the new name already; edits made meanwhile are not in it.
  const revision = unchanged ? useDocument.getState().revision : now.revision;
  return settle(outcome, revision, async () => false);
}

/** An edit like any other; says whether the name is another now. */
export function rename(name: string): boolean {
  return edit({ key: 'renameProject', values: { name } }, (draft) => {
    draft.name = name;
  });
}

async function settle(
  outcome: SaveOutcome,
  revision: number,
  overwrite: () => Promise<boolean>,
): Promise<boolean> {
  const t = i18next.getFixedT(null, 'project');
  switch (outcome.kind) {
    case 'saved': {
      const { reference, revision: written } = outcome;
      useSession.setState({ binding: { reference, revision: written } });
      markSaved(revision);
      notify('good', t('saved', { name: reference.name }));
      void refreshRecent();
      return true;
    }
    case 'changed-on-disk':
      return settleConflict(overwrite);
    case 'failed': {
      const answer = await confirm({
        title: t('saveFailed.title'),
        sentence: sentenceOf(outcome),
        choices: [
          { value: 'close', label: t('close') },
          { value: 'save-as', label: t('saveFailed.elsewhere'), kind: 'primary' },
        ],
        cancel: 'close',
      });
      return answer === 'save-as' ? saveElsewhere() : false;
    }
    case 'exists':
    case 'cancelled':
      return false;
    default:
      return outcome satisfies never;
  }
}

/** Another program wrote the file since it was opened: nothing is overwritten unasked. */
async function settleConflict(overwrite: () => Promise<boolean>): Promise<boolean> {
  const t = i18next.getFixedT(null, 'project');
  const answer = await confirm({
    title: t('conflict.title', { name: bindingNow()?.reference.name }),
    sentence: t('conflict.sentence'),
    choices: [
      { value: 'cancel', label: t('cancel') },
      { value: 'theirs', label: t('conflict.theirs') },
      { value: 'save-as', label: t('conflict.saveAs') },
      { value: 'mine', label: t('conflict.mine'), kind: 'primary' },
    ],
    cancel: 'cancel',
  });
  if (answer === 'mine') return overwrite();
  if (answer === 'save-as') return saveElsewhere();
  if (answer === 'theirs') await becomeSaved();
  return false;
}

/** After this save is over: one at a time. */
function saveElsewhere(): Promise<boolean> {
  useSession.setState({ busy: null });
  return saveAs();
}

/** Back to what the file holds, as an edit: undo brings the present back. */
export async function revert(): Promise<void> {
  if (refusedAsReadOnly()) return;
  await whileBusy('opening', becomeSaved);
}

async function becomeSaved(): Promise<void> {
  const binding = bindingNow();
  if (!binding) return;
  const opened = await readProject(() => host.projects.read(binding.reference));
  if (!opened) return;
  edit({ key: 'revert' }, (draft) => becomeProject(draft, opened.project));
  useSession.setState({
    binding: { reference: binding.reference, revision: opened.binding?.revision ?? null },
  });
  // An older generation is not what the file holds.
  if (!opened.older) markSaved(useDocument.getState().revision);
  notify('information', i18next.t('project:reverted', { name: binding.reference.name }));
}

function refusedAsReadOnly(): boolean {
  const { readOnly } = useDocument.getState();
  if (readOnly) notify('warning', i18next.t('project:readOnly.refused'));
  return readOnly;
}
