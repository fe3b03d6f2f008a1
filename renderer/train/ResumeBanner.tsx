/** Offers to go on with a run that a reload or a crash interrupted. */
import { History, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isTraining, useRun } from '../store/run.ts';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { resumeStored } from './commands.ts';
import { countText } from './format.ts';
import { discardStored } from './resumable.ts';

export function ResumeBanner() {
  const { t } = useTranslation('train');
  const newest = useRun((state) => state.resumable[0]);
  const hasRun = useRun((state) => state.run !== null || isTraining(state));
  const [hidden, setHidden] = useState<string | null>(null);
  if (!newest || hasRun || newest.id === hidden) return null;
  const step = countText(newest.step);
  return (
    <div
      data-banner="resume"
      className="flex shrink-0 items-center gap-3 border-b border-line bg-hover px-3 py-1.5"
    >
      <History aria-hidden className="size-4 shrink-0 text-accent" />
      <p className="min-w-0 flex-1">
        {t('resume.sentence', {
          step,
          steps: countText(newest.steps),
          date: new Date(newest.savedOn),
        })}
      </p>
      <Button
        size="small"
        kind="primary"
        action="resume-stored"
        onClick={() => void resumeStored(newest)}
      >
        {t('resume.resume', { step })}
      </Button>
      <Button size="small" action="discard-stored" onClick={() => void discardStored(newest.id)}>
        {t('resume.discard')}
      </Button>
      <IconButton
        size="small"
        icon={X}
        label={t('resume.later')}
        onClick={() => setHidden(newest.id)}
      />
    </div>
  );
}
