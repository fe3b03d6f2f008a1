/** Takes what is dropped anywhere on the window, and says over it what will happen. */
import { FolderInput } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { takeDrop } from './drop.ts';
import { type DropHint, hintOf } from './dropHint.ts';

export function DropArea() {
  const { t } = useTranslation('project');
  const hint = useFileDrag();
  if (!hint) return null;
  return (
    <div
      data-drop={hint}
      className="pointer-events-none fixed inset-0 z-50 flex items-center justify-center bg-background/80 p-6"
    >
      <div className="flex max-w-120 flex-col items-center gap-2 rounded-lg border-2 border-dashed border-accent bg-panel px-10 py-8 text-center shadow-[var(--shadow)]">
        <FolderInput aria-hidden className="size-8 text-accent" strokeWidth={1.5} />
        <p className="text-[1rem] font-semibold">{t('drop.title')}</p>
        <p className="text-dim">{t(`drop.${hint}`)}</p>
      </div>
    </div>
  );
}

/** What is being dragged over the window from outside; null while nothing is. Drops are taken here. */
function useFileDrag(): DropHint | null {
  const [hint, setHint] = useState<DropHint | null>(null);
  useEffect(() => {
    const over = (event: DragEvent) => {
      const { dataTransfer } = event;
      if (!dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      dataTransfer.dropEffect = 'copy';
      setHint(hintOf(dataTransfer.items) ?? 'any');
    };
    const leave = (event: DragEvent) => {
      // Only leaving the window leaves everything.
      if (event.relatedTarget === null) setHint(null);
    };
    const drop = (event: DragEvent) => {
      setHint(null);
      const { dataTransfer } = event;
      if (!dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      void takeDrop(dataTransfer);
    };
    addEventListener('dragenter', over);
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragenter', over);
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, []);
  return hint;
}
