/** The training controls of the top bar: Train with its menu, Pause or Resume, Step, Stop, speed and learning rate. */
import type { TFunction } from 'i18next';
import { ChevronDown, Gauge, Pause, Play, Square, StepForward } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useRun } from '../store/run.ts';
import { ActionButton } from '../ui/ActionButton.tsx';
import { Button } from '../ui/Button.tsx';
import { Menu } from '../ui/Menu.tsx';
import type { MenuEntry } from '../ui/menuEntries.ts';
import { separator } from '../ui/menuEntries.ts';
import { Popover } from '../ui/Popover.tsx';
import { resumeStored, train } from './commands.ts';
import { countText } from './format.ts';
import { PacePanel } from './PacePanel.tsx';

export function TrainControls() {
  const { t } = useTranslation('train');
  const paused = useRun((run) => run.state === 'paused');
  const slowed = useRun((run) => run.pace > 0 || run.learningRate !== null);
  return (
    <fieldset aria-label={t('controls')} className="flex items-center gap-2">
      <div className="flex">
        <ActionButton id="train" icon={Play} kind="primary" className="rounded-r-none" />
        <Menu
          trigger={
            <Button
              kind="primary"
              icon={ChevronDown}
              aria-label={t('ways')}
              action="train-menu"
              className="w-6 rounded-l-none border-l border-l-panel px-0"
            />
          }
          entries={() => waysToBegin(t)}
        />
      </div>
      {paused ? <ActionButton id="resume" icon={Play} /> : <ActionButton id="pause" icon={Pause} />}
      <ActionButton id="step" icon={StepForward} />
      <ActionButton id="stop" icon={Square} />
      <Popover
        label={t('pace.title')}
        trigger={
          <Button
            kind="quiet"
            icon={Gauge}
            action="pace"
            aria-label={t('pace.title')}
            title={t('pace.title')}
            className={`w-7.5 px-0 ${slowed ? 'text-accent' : ''}`}
          />
        }
      >
        <PacePanel />
      </Popover>
    </fieldset>
  );
}

/** Made when the menu opens. */
function waysToBegin(t: TFunction<'train'>): readonly MenuEntry[] {
  const { run, resumable } = useRun.getState();
  return [
    {
      kind: 'item',
      label: t('begin.fresh'),
      action: 'train-fresh',
      onSelect: () => void train(),
    },
    {
      kind: 'item',
      label: t('begin.continue'),
      action: 'train-continue',
      disabled: run === null,
      onSelect: () => void train(run ? { continueFrom: run.id } : {}),
    },
    separator,
    ...(resumable.length > 0 ? [{ kind: 'heading' as const, label: t('begin.interrupted') }] : []),
    ...resumable.slice(0, 5).map((stored) => ({
      kind: 'item' as const,
      label: t('begin.resume', {
        name: stored.project.name,
        step: countText(stored.step),
        date: new Date(stored.savedOn),
      }),
      action: 'resume-stored',
      onSelect: () => void resumeStored(stored),
    })),
  ];
}
