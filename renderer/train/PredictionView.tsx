/** The answer of the network to a watched sample: class and probability, right or wrong, a bar a class; painted outside React. */
import type { TFunction } from 'i18next';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { addPainter } from '../live/painters.ts';
import { paintBars, surfaceOf } from '../live/surface.ts';
import { onFrame, sampleOf } from '../store/live.ts';
import { useCommitCounter } from '../ui/commitCounter.ts';
import { lossText, percentText } from './format.ts';
import { predictionOf } from './prediction.ts';

export function PredictionView({
  sample,
  compact = false,
}: {
  readonly sample: number;
  /** Only the answer: what is right is seen at the bars. */
  readonly compact?: boolean;
}) {
  useCommitCounter('map');
  const { t } = useTranslation('train');
  const text = useRef<HTMLParagraphElement>(null);
  const bars = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const paragraph = text.current;
    if (!paragraph) return;
    const write = () => writePrediction(paragraph, sample, compact, t);
    write();
    return onFrame(write);
  }, [sample, compact, t]);
  useEffect(() => {
    const canvas = bars.current;
    if (!canvas) return;
    return addPainter(canvas, (size) => {
      const surface = surfaceOf(canvas, size);
      const view = sampleOf(sample);
      const output = view?.outputs[0];
      // One number is said above.
      if (!surface || !view || !output || output.values.length < 2) return;
      const box = { x: 0, y: 0, width: surface.width, height: surface.height };
      paintBars(surface, box, {
        values: output.values,
        names: output.classes,
        target: output.classes.length > 0 ? view.target : 'none',
      });
    }).remove;
  }, [sample]);
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col gap-1">
      <p
        ref={text}
        data-prediction={sample}
        className="shrink-0 truncate text-xs text-dim data-[right=false]:text-bad data-[right=true]:text-good"
      />
      <canvas
        ref={bars}
        role="img"
        aria-label={t('maps.bars')}
        className="block min-h-0 w-full flex-1"
      />
    </div>
  );
}

/** Written only when it says something else: at full speed most frames say the same. */
function writePrediction(
  paragraph: HTMLElement,
  sample: number,
  compact: boolean,
  t: TFunction<'train'>,
): void {
  const found = predictionOf(sampleOf(sample), lossText);
  const words = found
    ? [
        t(found.share === null ? 'maps.value' : 'maps.predicted', {
          answer: found.answer,
          share: found.share === null ? '' : percentText(found.share),
        }),
        ...(compact || found.target === null || found.right === true
          ? []
          : [t('maps.target', { target: found.target })]),
      ]
    : [];
  const mark = found?.right === true ? '✓ ' : found?.right === false ? '✗ ' : '';
  const text = mark + words.join(' · ');
  if (paragraph.textContent !== text) paragraph.textContent = text;
  const right = String(found?.right ?? '');
  if (paragraph.dataset.right !== right) paragraph.dataset.right = right;
}
