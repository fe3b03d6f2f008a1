/** What a node without maps gives: a vector as cells, answers as named bars, one number as itself; painted outside React. */
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { addPainter } from '../live/painters.ts';
import { paintThumbnail } from '../live/thumbnail.ts';
import { useCommitCounter } from '../ui/commitCounter.ts';

export function VectorView({ node, samples }: { readonly node: string; readonly samples: number }) {
  return (
    <div className="flex h-full min-w-0 flex-1 flex-col gap-2">
      {Array.from({ length: samples }, (_, sample) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: samples are told apart by their place.
        <VectorCanvas key={sample} node={node} sample={sample} />
      ))}
    </div>
  );
}

function VectorCanvas({ node, sample }: { readonly node: string; readonly sample: number }) {
  useCommitCounter('map');
  const { t } = useTranslation('train');
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = ref.current;
    if (!canvas) return;
    return addPainter(canvas, (size) => {
      const kind = paintThumbnail(canvas, node, size, sample, true);
      if (canvas.dataset.kind !== kind) {
        canvas.dataset.kind = kind;
        canvas.setAttribute('aria-label', t(`thumbnail.${kind}`));
      }
    }).remove;
  }, [node, sample, t]);
  return (
    <canvas
      ref={ref}
      role="img"
      aria-label={t('thumbnail.none')}
      data-node={node}
      data-sample={sample}
      className="block min-h-0 w-full flex-1 rounded-sm bg-background"
    />
  );
}
