/** Before another document takes the window: edits are saved or given up, a training is stopped, or all stays as it is. */
import i18next from 'i18next';
import { runAction } from '../actions/registry.ts';
import { isDirty, useDocument } from '../store/document.ts';
import { isTraining, useRun } from '../store/run.ts';
import { confirm } from '../ui/confirm.ts';
import { forgetOpenDocument } from './recovery.ts';
import { save } from './save.ts';

/** Says whether the window is free for another document. */
export async function leaveDocument(): Promise<boolean> {
  return (await settleTraining()) && (await settleEdits());
}

async function settleTraining(): Promise<boolean> {
  if (!isTraining(useRun.getState())) return true;
  const t = i18next.getFixedT(null, 'project');
  const answer = await confirm({
    title: t('leave.trainingTitle'),
    sentence: t('leave.trainingSentence'),
    choices: [
      { value: 'stay', label: t('leave.keepTraining') },
      { value: 'stop', label: t('leave.stopTraining'), kind: 'primary' },
    ],
    cancel: 'stay',
  });
  if (answer === 'stop') runAction('stop');
  return answer === 'stop';
}

async function settleEdits(): Promise<boolean> {
  const state = useDocument.getState();
  if (!isDirty(state) || state.readOnly) return true;
  const t = i18next.getFixedT(null, 'project');
  const answer = await confirm({
    title: t('leave.title', { name: state.project.name }),
    sentence: t('leave.sentence'),
    choices: [
      { value: 'discard', label: t('leave.discard') },
      { value: 'cancel', label: t('cancel') },
      { value: 'save', label: t('leave.save'), kind: 'primary' },
    ],
    cancel: 'cancel',
  });
  if (answer === 'save') return save();
  if (answer === 'discard') await forgetOpenDocument();
  return answer === 'discard';
}
