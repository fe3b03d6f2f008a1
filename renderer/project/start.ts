/** Opens what was open before, what the system asks for, or the first example; then keeps window and store up to date. */
import i18next from 'i18next';
import { host } from '../host.ts';
import { isDirty, useDocument } from '../store/document.ts';
import { useSettings } from '../store/settings.ts';
import { notify } from '../ui/toasts.ts';
import { startData } from './data.ts';
import { openGiven, presentTemplate } from './open.ts';
import { reasonOf } from './reason.ts';
import { refreshRecent } from './recent.ts';
import { lastOpen, present, pruneStore, recover, startBackup, tabDocument } from './recovery.ts';
import { firstTemplate } from './templates.ts';
import { noticeChange, startWindow } from './title.ts';

export async function startProjects(): Promise<void> {
  startBackup();
  startData();
  if (!(await openLast())) await presentTemplate(firstTemplate);
  startWindow();
  void refreshRecent();
  void noticeChange();
  host.projects.onOpenRequest((opened) => void openGiven(opened));
  useSettings.subscribe((state, before) => {
    if (state.storeLimit !== before.storeLimit) void pruneStore();
  });
}

async function openLast(): Promise<boolean> {
  try {
    const last = await lastOpen();
    const opening = last && (await recover(last.id));
    if (!opening) return false;
    const reloaded = tabDocument() === last.id;
    await present(opening);
    const state = useDocument.getState();
    // After a reload of this tab nothing needs to be said; after a crash it is good to know.
    if (isDirty(state) && !state.readOnly && !reloaded)
      notify('information', i18next.t('project:recovery.done', { name: state.project.name }));
    return true;
  } catch (error) {
    notify('warning', i18next.t('project:recovery.unavailable', { reason: reasonOf(error) }));
    return false;
  }
}
