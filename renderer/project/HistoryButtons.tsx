/** Undo and redo, which say what they would take back or do again. */
import { Redo2, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useDocument } from '../store/document.ts';
import type { HistoryStep } from '../store/history.ts';
import { ActionButton } from '../ui/ActionButton.tsx';

export function HistoryButtons() {
  const { t } = useTranslation('edits');
  const undone = useDocument(({ history }) => history.past.at(-1));
  const redone = useDocument(({ history }) => history.future.at(-1));
  const text = (step: HistoryStep | undefined) =>
    step && t(step.label.key, { ...step.label.values });
  return (
    <div className="flex shrink-0 items-center">
      <ActionButton id="undo" icon={Undo2} kind="quiet" labelHidden detail={text(undone)} />
      <ActionButton id="redo" icon={Redo2} kind="quiet" labelHidden detail={text(redone)} />
    </div>
  );
}
