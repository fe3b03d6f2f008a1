/** The small live picture in a node; a canvas that is painted outside React, so that a refresh costs no commit. */
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { onOrigins } from './origin.ts';
import { addPainter } from './painters.ts';
import { paintThumbnail } from './thumbnail.ts';
import { thumbnailSeen } from './visible.ts';

/** `className` gives the size; it fills the width of its parent and is 42 px high by default. */
export function Thumbnail({
  node,
  className = 'h-[42px] w-full',
}: {
  readonly node: string;
  readonly className?: string;
}) {
  const { t } = useTranslation('train');
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = ref.current;
    if (!canvas) return;
    const painter = addPainter(
      canvas,
      (size) => {
        const kind = paintThumbnail(canvas, node, size);
        // Attributes are written when they change, which is rarely.
        if (canvas.dataset.kind === kind) return;
        canvas.dataset.kind = kind;
        canvas.setAttribute('aria-label', t(`thumbnail.${kind}`));
      },
      (seen) => thumbnailSeen(node, seen),
    );
    const stop = onOrigins(painter.repaint);
    return () => {
      stop();
      painter.remove();
    };
  }, [node, t]);
  return (
    <canvas
      ref={ref}
      role="img"
      aria-label={t('thumbnail.none')}
      data-thumbnail={node}
      className={`pixelated block rounded-sm bg-background data-[kind=none]:opacity-60 ${className}`}
    />
  );
}
