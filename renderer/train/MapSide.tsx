/** Beside the maps: their scale, the histogram of their values, and the kernels that made them; painted outside React. */
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { colorGradient } from '../live/colorMaps.ts';
import { addPainter } from '../live/painters.ts';
import { scaleOf } from '../live/scale.ts';
import { paintHistogram, surfaceOf } from '../live/surface.ts';
import { themeColors } from '../live/themeColors.ts';
import { viewOf } from '../store/live.ts';
import { useSettings } from '../store/settings.ts';
import { useCommitCounter } from '../ui/commitCounter.ts';
import { shortText } from './format.ts';
import { KernelCanvas } from './KernelCanvas.tsx';

export function MapSide({
  node,
  spatial,
  kernel,
}: {
  readonly node: string;
  /** Whether it gives maps. */
  readonly spatial: boolean;
  /** Whether the node has kernels to show. */
  readonly kernel: boolean;
}) {
  useCommitCounter('map');
  const { t } = useTranslation('train');
  return (
    <div className="flex h-full w-36 shrink-0 flex-col gap-2 overflow-hidden text-xs @max-2xl/maps:hidden">
      <ScaleLegend node={node} />
      <figure className="shrink-0">
        <figcaption className="mb-0.5 text-faint">{t('maps.histogram')}</figcaption>
        <ValueHistogram node={node} />
      </figure>
      {kernel && (
        <figure className="flex min-h-0 flex-1 flex-col">
          <figcaption className="mb-0.5 text-faint">
            {t(spatial ? 'maps.kernels' : 'maps.weights')}
          </figcaption>
          <KernelCanvas node={node} weight="kernel" className="min-h-0 w-full flex-1" />
        </figure>
      )}
    </div>
  );
}

/** The colour map and its ends, which are fixed within a run. */
function ScaleLegend({ node }: { readonly node: string }) {
  const { t } = useTranslation('train');
  const bar = useRef<HTMLDivElement>(null);
  const ends = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = bar.current;
    const [low, high] = ends.current?.children ?? [];
    if (!element || !low || !high) return;
    let shown = '';
    return addPainter(element, () => {
      const view = viewOf(node)?.view;
      if (!view) return;
      const scale = scaleOf(view.range, useSettings.getState().colorMap);
      const words = `${scale.map} ${shortText(scale.minimum)} ${shortText(scale.maximum)}`;
      if (words === shown) return;
      shown = words;
      element.style.backgroundImage = colorGradient(scale.map);
      low.textContent = shortText(scale.minimum);
      high.textContent = shortText(scale.maximum);
    }).remove;
  }, [node]);
  return (
    <div className="shrink-0" title={t('maps.scaleHelp')}>
      <div ref={bar} aria-hidden className="h-2 rounded-sm bg-line" />
      <div ref={ends} className="mt-0.5 flex justify-between text-dim" data-scale={node}>
        <span />
        <span />
      </div>
    </div>
  );
}

function ValueHistogram({ node }: { readonly node: string }) {
  const { t } = useTranslation('train');
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = ref.current;
    if (!canvas) return;
    return addPainter(canvas, (size) => {
      const surface = surfaceOf(canvas, size);
      const view = viewOf(node)?.view;
      if (!surface || !view) return;
      const box = { x: 0, y: 0, width: surface.width, height: surface.height };
      paintHistogram(surface, box, view.histogram, themeColors().accent);
    }).remove;
  }, [node]);
  return (
    <canvas
      ref={ref}
      role="img"
      aria-label={t('maps.histogram')}
      className="block h-10 w-full rounded-sm bg-background"
    />
  );
}
