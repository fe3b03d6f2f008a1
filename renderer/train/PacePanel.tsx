/** Speed and learning rate of the run, changed while it goes on: events of the run, never edits of the document. */
import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDocument } from '../store/document.ts';
import { useNetwork } from '../store/network.ts';
import { isTraining, useRun } from '../store/run.ts';
import { Button } from '../ui/Button.tsx';
import { NumberField } from '../ui/NumberField.tsx';
import { Slider } from '../ui/Slider.tsx';
import { setLearningRate, setPace } from './commands.ts';
import { learningRateText, shortText } from './format.ts';
import { documentRate } from './learningRate.ts';
import { batchesPerSecond, paceStop, paces, rateToSlider, sliderToRate } from './pace.ts';

export function PacePanel() {
  const { t } = useTranslation('train');
  const pace = useRun((state) => state.pace);
  const paceText = (stop: number) => {
    const rate = batchesPerSecond(paces[stop] ?? 0);
    return rate === null ? t('pace.full') : t('pace.batches', { rate: shortText(rate) });
  };
  return (
    <div className="space-y-3">
      <Slider
        label={t('pace.speed')}
        layout="stack"
        help={t('pace.speedHelp')}
        // Fast is on the right.
        value={paces.length - 1 - paceStop(pace)}
        minimum={0}
        maximum={paces.length - 1}
        step={1}
        format={(place) => paceText(paces.length - 1 - place)}
        onChange={(place) => void setPace(paces[paces.length - 1 - place] ?? 0)}
      />
      <LearningRate />
    </div>
  );
}

function LearningRate() {
  const { t } = useTranslation('train');
  const running = useRun(isTraining);
  const run = useRun((state) => state.run);
  const changed = useRun((state) => state.learningRate);
  const effective = useRun((state) => state.progress?.learningRate ?? null);
  const catalogue = useNetwork((state) => state.catalogue);
  const project = useDocument((state) => state.project);
  const own = documentRate(running && run ? run.project : project, catalogue);
  const [dragged, setDragged] = useState<number | null>(null);
  if (own === null) return null;
  const rate = changed ?? own;
  const place = dragged ?? rateToSlider(rate);
  const commit = (next: number) => {
    setDragged(null);
    void setLearningRate(next);
  };
  return (
    <div>
      <Slider
        label={t('pace.learningRate')}
        layout="stack"
        value={place}
        minimum={Math.min(-600, rateToSlider(rate))}
        maximum={Math.max(0, rateToSlider(rate))}
        step={5}
        disabled={!running}
        showValue={false}
        format={(at) => learningRateText(sliderToRate(at))}
        onChange={setDragged}
        onCommit={(at) => commit(sliderToRate(at))}
      />
      <div className="flex items-center gap-2">
        <div className="min-w-0 flex-1">
          <NumberField
            label={t('pace.learningRateExact')}
            layout="bare"
            value={dragged === null ? rate : sliderToRate(dragged)}
            minimum={0}
            step="decades"
            disabled={!running}
            onCommit={commit}
          />
        </div>
        <Button
          size="small"
          kind="quiet"
          icon={RotateCcw}
          disabled={!running || changed === null || changed === own}
          action="reset-learning-rate"
          onClick={() => commit(own)}
        >
          {learningRateText(own)}
        </Button>
      </div>
      <p className="mt-1.5 text-xs text-faint">
        {running
          ? t('pace.learningRateHelp', {
              rate: learningRateText(effective ?? rate),
              own: learningRateText(own),
            })
          : t('pace.learningRateIdle')}
      </p>
    </div>
  );
}
