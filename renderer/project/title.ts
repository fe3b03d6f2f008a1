/** The window's title, the question before it closes, and what the file on disk becomes meanwhile. */
import i18next from 'i18next';
import { host } from '../host.ts';
import { isDirty, useDocument } from '../store/document.ts';
import { isTraining, useRun } from '../store/run.ts';
import { notify } from '../ui/toasts.ts';
import { openReference } from './open.ts';
import { save } from './save.ts';
import { bindingNow, useSession } from './session.ts';

/** Keeps title and question true; once. */
export function startWindow(): void {
  const told = { title: '', question: '' };
  const tell = () => {
    const state = useDocument.getState();
    if (state.documentId === '') return;
    const dirty = isDirty(state);
    const { name } = state.project;
    if (told.title !== `${dirty} ${name}`) {
      told.title = `${dirty} ${name}`;
      host.window.setTitle(name, dirty);
    }
    const question = questionNow(dirty && !state.readOnly, isTraining(useRun.getState()));
    const text = JSON.stringify(question);
    if (told.question === text) return;
    told.question = text;
    host.window.guardClosing(question);
  };
  useDocument.subscribe(tell);
  useRun.subscribe(tell);
  i18next.on('languageChanged', tell);
  host.window.onSaveBeforeClose(save);
  addEventListener('focus', () => void noticeChange());
  tell();
}

function questionNow(dirty: boolean, training: boolean) {
  if (!dirty && !training) return null;
  const t = i18next.getFixedT(null, 'project');
  return {
    message: t(training ? 'closing.training' : 'closing.dirty', {
      name: useDocument.getState().project.name,
    }),
    detail: t(training ? 'closing.trainingDetail' : 'closing.dirtyDetail'),
    ...(dirty && { save: t('leave.save') }),
    close: t(dirty ? 'leave.discard' : 'closing.close'),
    stay: t('closing.stay'),
  };
}

let noticed = '';

/** On coming back to the window: whether another program wrote the open file. Said once for each change. */
export async function noticeChange(): Promise<void> {
  const binding = bindingNow();
  if (!binding || useSession.getState().busy) return;
  const { reference, revision } = binding;
  const found = await host.projects.revisionOf(reference);
  if (!found.ok || bindingNow() !== binding) return;
  const now = found.value?.sha256 ?? 'gone';
  if (now === revision?.sha256 || now === noticed || (!found.value && !revision)) return;
  noticed = now;
  const t = i18next.getFixedT(null, 'project');
  if (!found.value) {
    notify('warning', t('onDisk.gone', { name: reference.name }));
    return;
  }
  if (isDirty(useDocument.getState())) {
    notify('warning', t('onDisk.changedDirty', { name: reference.name }));
    return;
  }
  notify('warning', t('onDisk.changed', { name: reference.name }), {
    label: t('onDisk.open'),
    run: () => void openReference(reference),
  });
}
