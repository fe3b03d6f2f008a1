/** The head of the feature maps: whose they are, where they come from, how often they are refreshed, colours and size. */
import i18next from 'i18next';
import { Maximize } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNode } from '../canvas/lookup.ts';
import { colorMapNames } from '../live/colorMaps.ts';
import { useNodeOrigin } from '../live/origin.ts';
import { newestFrame, onFrame } from '../store/live.ts';
import { useRun } from '../store/run.ts';
import { changeSettings, useSettings } from '../store/settings.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { Select } from '../ui/Select.tsx';
import { Slider } from '../ui/Slider.tsx';
import { percentText } from './format.ts';

export function MapHead({
  node,
  spatial,
  zoom,
  fits,
  onZoom,
}: {
  readonly node: string;
  /** Whether it gives maps. */
  readonly spatial: boolean;
  readonly zoom: number;
  /** The size is the one at which all maps are in sight. */
  readonly fits: boolean;
  /** Null: as large as they fit. */
  readonly onZoom: (zoom: number | null) => void;
}) {
  const { t } = useTranslation('train');
  const label = useNode(node)?.label ?? '';
  const map = useSettings((state) => state.colorMap);
  return (
    <header className="flex h-8 shrink-0 items-center gap-3 px-3 text-xs text-dim">
      <h2 className="min-w-0 truncate font-normal! text-dim!">
        {t(spatial ? 'maps.of' : 'maps.valuesOf')}{' '}
        <b className="font-semibold text-text">{label}</b>
      </h2>
      <OriginChip node={node} />
      <div className="ml-auto flex min-w-0 shrink-0 items-center gap-2">
        <RefreshRate />
        {spatial && !fits && (
          <IconButton
            size="small"
            icon={Maximize}
            label={t('maps.fit')}
            action="fit-maps"
            onClick={() => onZoom(null)}
          />
        )}
        <div className={`w-20 @max-lg/maps:hidden ${spatial ? '' : 'hidden'}`}>
          <Slider
            label={t('maps.zoom')}
            layout="bare"
            showValue={false}
            value={zoom}
            minimum={24}
            maximum={240}
            step={1}
            format={(size) => `${size} px`}
            onChange={onZoom}
          />
        </div>
        <div className="w-26">
          <Select
            label={t('maps.colors')}
            layout="bare"
            value={map}
            options={colorMapNames.map((name) => ({ value: name, label: t(`color.${name}`) }))}
            onChange={(colorMap) => changeSettings({ colorMap })}
            action="color-map"
            className="h-6! text-xs"
          />
        </div>
      </div>
    </header>
  );
}

/** Says so where the maps are not those of the run. */
function OriginChip({ node }: { readonly node: string }) {
  const { t } = useTranslation('train');
  const origin = useNodeOrigin(node);
  const hasRun = useRun((state) => state.run !== null);
  if (origin !== 'preview') return null;
  return (
    <span
      data-origin={origin}
      title={t(hasRun ? 'origin.notInRunHelp' : 'origin.initialHelp')}
      className="shrink-0 rounded-md bg-hover px-1.5 py-0.5 text-[11px] text-text"
    >
      {t(hasRun ? 'origin.notInRun' : 'origin.initial')}
    </span>
  );
}

/** While training: frames a second and the share of training time that watching takes; it ticks outside React. */
function RefreshRate() {
  const running = useRun((state) => state.state === 'running');
  const ref = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const span = ref.current;
    if (!span || !running) return;
    let written = 0;
    const write = () => {
      const frame = newestFrame();
      const now = performance.now();
      if (!frame || frame.run === null || now - written < 500) return;
      written = now;
      span.textContent = i18next.t('train:maps.rate', {
        rate: frame.rate < 10 ? frame.rate.toFixed(1) : Math.round(frame.rate),
        share: percentText(frame.share),
      });
    };
    write();
    return onFrame(write);
  }, [running]);
  if (!running) return null;
  return (
    <span ref={ref} data-refresh className="whitespace-nowrap text-faint @max-2xl/maps:hidden" />
  );
}
