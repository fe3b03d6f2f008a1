/** A weight as a picture of all its planes, enlarged without smoothing; painted outside React. */
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { paintWeights } from '../live/kernels.ts';
import { addPainter } from '../live/painters.ts';
import { weightsOf } from '../store/live.ts';
import { useCommitCounter } from '../ui/commitCounter.ts';

export function KernelCanvas({
  node,
  weight,
  className = '',
}: {
  readonly node: string;
  readonly weight: string;
  readonly className?: string;
}) {
  useCommitCounter('map');
  const { t } = useTranslation('train');
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    return addPainter(element, (size) => {
      const found = weightsOf(node).find(({ name }) => name === weight);
      if (!found || !canvas.current || size.height < 1) return;
      paintWeights(canvas.current, found, size.width / size.height);
    }).remove;
  }, [node, weight]);
  return (
    <div ref={frame} className={className}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={t('weights.picture', { name: weight })}
        data-weight={weight}
        className="pixelated block size-full object-contain object-left-top"
      />
    </div>
  );
}
