/** Ways to another document: a file of any kind of origin, an example, an empty one; the present one is never lost. */
import i18next from 'i18next';
import type { Result } from '../../engine/index.ts';
import { host, type OpenedProject, type ProjectReference, type RecentProject } from '../host.ts';
import { engine } from '../store/engine.ts';
import { openDialog } from '../store/view.ts';
import { confirm } from '../ui/confirm.ts';
import { notify } from '../ui/toasts.ts';
import { documents } from './appStore.ts';
import type { StoredDocument } from './documentStore.ts';
import { leaveDocument } from './leave.ts';
import { explain, type ReadProject, readProject } from './read.ts';
import { reasonOf } from './reason.ts';
import { refreshRecent } from './recent.ts';
import { present, recover } from './recovery.ts';
import { whileBusy } from './session.ts';
import { templateText } from './templates.ts';

/** From anywhere, by the system's dialog. */
export const openFromComputer = (): Promise<boolean> => openBy(() => host.projects.open());
export const openReference = (reference: ProjectReference): Promise<boolean> =>
  openBy(() => host.projects.read(reference));
export const openRecent = ({ reference }: RecentProject): Promise<boolean> =>
  openReference(reference);
/** What was dropped, or what the system asked to open. */
export const openGiven = (opened: Result<OpenedProject>): Promise<boolean> =>
  openBy(async () => opened);

/** Says whether another document is in the window now. */
async function openBy(read: () => Promise<Result<OpenedProject | null>>): Promise<boolean> {
  const opened = await whileBusy('opening', async () => {
    const found = await readProject(read);
    if (!found || !(await leaveDocument())) return false;
    const shown = await presentFile(found);
    if (shown && found.changed)
      notify('warning', i18next.t('project:changedByHand', { name: found.name }));
    return shown;
  });
  if (opened) openDialog(null);
  void refreshRecent();
  return opened ?? false;
}

/** With its undo history, where the store has it; with unsaved edits that a crash left, where the person wants them. */
async function presentFile(found: ReadProject): Promise<boolean> {
  const { project, binding, older } = found;
  const fresh = { project, binding, saved: !older };
  const known = binding && (await storedOf(binding.reference));
  if (!known) {
    await present(fresh);
    return true;
  }
  const stored = await recover(known.id);
  const sameFile = known.binding?.revision?.sha256 === binding.revision?.sha256;
  if (stored && known.dirty) {
    const answer = await askAboutEdits(found.name, sameFile);
    if (answer === 'cancel') return false;
    if (answer === 'edits') {
      // What the file held when the edits were made stays: saving over other changes asks.
      await present(sameFile ? { ...stored, binding } : stored);
      return true;
    }
  } else if (stored && sameFile && !older) {
    await present({ ...stored, project, binding });
    return true;
  }
  await present({ ...fresh, documentId: known.id, firstStep: undefined });
  return true;
}

async function storedOf({ id }: ProjectReference): Promise<StoredDocument | undefined> {
  const stored = await documents.list().catch(() => []);
  return stored.find(({ binding }) => binding?.reference.id === id);
}

function askAboutEdits(name: string, sameFile: boolean): Promise<'cancel' | 'file' | 'edits'> {
  const t = i18next.getFixedT(null, 'project');
  return confirm({
    title: t('edits.title', { name }),
    sentence: t(sameFile ? 'edits.sentence' : 'edits.sentenceChanged'),
    choices: [
      { value: 'cancel', label: t('cancel') },
      { value: 'file', label: t('edits.file') },
      { value: 'edits', label: t('edits.recover'), kind: 'primary' },
    ],
    cancel: 'cancel',
  });
}

/** A document that only the store has. */
export async function openStored(id: string): Promise<boolean> {
  const opened = await whileBusy('opening', async () => {
    if (!(await leaveDocument())) return false;
    const found = await recover(id);
    if (found) await present(found);
    else await explain(i18next.t('project:recovery.lost'));
    return found !== null;
  });
  if (opened) openDialog(null);
  return opened ?? false;
}

/** An example, or the empty document, as a new project. */
export async function openTemplate(id: string): Promise<boolean> {
  const opened = await whileBusy('opening', async () => {
    if (!(await leaveDocument())) return false;
    try {
      await presentTemplate(id);
      return true;
    } catch (error) {
      notify('bad', reasonOf(error));
      return false;
    }
  });
  if (opened) openDialog(null);
  return opened ?? false;
}

/** Nobody is asked: for the start. */
export async function presentTemplate(id: string): Promise<void> {
  const name = i18next.t('project:untitled');
  if (id === 'empty') {
    const catalogue = await engine.graph.catalogue();
    if (!catalogue.ok) throw new Error(catalogue.error.sentence);
    return present({
      project: { ...catalogue.value.emptyProject, name },
      binding: null,
      saved: true,
    });
  }
  const parsed = await engine.graph.parse(await templateText(id));
  if (!parsed.ok) throw new Error(parsed.error.sentence);
  if ('issues' in parsed.value) throw new Error(`Internal error: the example "${id}" is broken.`);
  await present({ project: parsed.value.project, binding: null, saved: true });
}
