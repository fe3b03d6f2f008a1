/** The learning rate over a phase as a small curve, computed by the graph service as the trainer will. */
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RatePreview } from '../../../engine/index.ts';
import { countText } from '../../canvas/text.ts';
import type { ObjectivePlace } from '../../commands/training.ts';
import { useDocument } from '../../store/document.ts';
import { engine } from '../../store/engine.ts';
import { numberText } from '../numbers.ts';
import { ratePath } from './ratePath.ts';
import { useStepsPerEpoch } from './steps.ts';

const width = 240;
const height = 44;

export function RateCurve({ at }: { readonly at: ObjectivePlace }) {
  const { t } = useTranslation('inspector');
  const id = useId();
  const phases = useDocument((state) => state.project.training.phases);
  const steps = useStepsPerEpoch();
  const { phase, objective } = at;
  const [preview, setPreview] = useState<RatePreview | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `phases` is what the service's answer depends on.
  useEffect(() => {
    let wanted = true;
    const { project } = useDocument.getState();
    void engine.graph.ratePreview(project, { phase, objective }, steps.count).then((result) => {
      if (wanted) setPreview(result.ok ? result.value : null);
    });
    return () => {
      wanted = false;
    };
  }, [phases, phase, objective, steps.count]);
  if (!preview) return null;
  const highest = Math.max(...preview.rates);
  const last = preview.rates.at(-1) ?? 0;
  return (
    <figure className="mt-2" aria-labelledby={id}>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        aria-hidden
        className="block h-11 w-full rounded-sm bg-background"
      >
        <path
          d={ratePath(preview, { width, height, inset: 2 })}
          fill="none"
          stroke="var(--accent)"
          strokeWidth={1.5}
          strokeLinejoin="round"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <figcaption
        id={id}
        className="mt-1 flex flex-wrap justify-between gap-x-2 text-xs text-faint"
      >
        <span>{t('schedule.highest', { rate: numberText(highest) })}</span>
        <span>
          {t('schedule.end', {
            rate: numberText(last),
            count: preview.total,
            steps: countText(preview.total),
          })}
        </span>
        {!steps.known && (
          <span className="basis-full">{t('schedule.assumed', { count: steps.count })}</span>
        )}
      </figcaption>
    </figure>
  );
}
