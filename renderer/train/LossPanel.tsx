/** The region "Loss": curves of training and validation, their newest values, smoothing, scale, zoom, saving; a table for the ear. */
import { RotateCcw } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRun } from '../store/run.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { Legend, QuantityChoice } from './ChartHead.tsx';
import { ChartOptions, SaveMenu } from './ChartTools.tsx';
import { LossTable } from './LossTable.tsx';
import { type ChartSettings, LossChart } from './lossChart.ts';

/** Where the chart will have its own; what is to come is seen to be a chart. */
const gridLines = [0, 1, 2, 3, 4];
const first: ChartSettings = { quantity: 'loss', smoothing: 0.9, logarithmic: false };

export function LossPanel() {
  const { t } = useTranslation('train');
  const [settings, setSettings] = useState(first);
  const [zoomed, setZoomed] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<LossChart | null>(null);
  const run = useRun((state) => state.run);
  const metrics = run?.metricNames ?? [];
  const quantity = metrics.includes(settings.quantity) ? settings.quantity : 'loss';
  useEffect(() => {
    if (!frame.current) return;
    const made = new LossChart(frame.current, first, setZoomed);
    chart.current = made;
    return () => made.destroy();
  }, []);
  useEffect(() => chart.current?.change({ ...settings, quantity }), [settings, quantity]);
  const change = (next: Partial<ChartSettings>) => setSettings({ ...settings, ...next });
  return (
    <section aria-label={t('loss')} className="@container/loss flex h-full min-w-0 flex-col">
      <header className="flex h-8 shrink-0 items-center gap-3 pr-1 pl-4 text-xs">
        {metrics.length > 0 ? (
          <QuantityChoice
            value={quantity}
            metrics={metrics}
            onChange={(next) => change({ quantity: next })}
          />
        ) : (
          <h2 className="text-text">{t('loss')}</h2>
        )}
        <Legend quantity={quantity} />
        <div className="ml-auto flex shrink-0">
          {zoomed && (
            <IconButton
              size="small"
              icon={RotateCcw}
              label={t('chart.reset')}
              action="reset-zoom"
              onClick={() => chart.current?.resetZoom()}
            />
          )}
          <ChartOptions settings={settings} onChange={change} />
          <SaveMenu chart={chart} />
        </div>
      </header>
      {/* biome-ignore lint/a11y/useSemanticElements: a chart that keys move over is no field set. */}
      <div
        ref={frame}
        role="group"
        aria-label={t('chart.label')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys read its values.
        tabIndex={0}
        onKeyDown={(event) => chart.current && chartKey(event, chart.current)}
        className="relative mx-1 mb-1 min-h-0 flex-1 overflow-hidden focus-visible:-outline-offset-2"
      >
        {!run && (
          <>
            <div
              aria-hidden
              className="absolute inset-x-3 top-2 bottom-6 flex flex-col justify-between"
            >
              {gridLines.map((line) => (
                <span key={line} className="h-px bg-line/60" />
              ))}
            </div>
            <p className="absolute inset-0 flex items-center justify-center px-6 pb-4 text-center">
              <span className="max-w-72 rounded-md bg-panel px-3 py-1 text-balance text-dim">
                {t('chart.empty')}
              </span>
            </p>
          </>
        )}
      </div>
      <LossTable />
    </section>
  );
}

function chartKey(event: KeyboardEvent, chart: LossChart): void {
  const keys: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => chart.moveCursor(event.shiftKey ? -10 : -1),
    ArrowRight: () => chart.moveCursor(event.shiftKey ? 10 : 1),
    '+': () => chart.zoomBy(0.5),
    '-': () => chart.zoomBy(2),
    '0': () => chart.resetZoom(),
  };
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}
