/** Tools of the loss chart: smoothing and scale behind one button, saving as PNG and CSV behind another. */
import { Download, SlidersHorizontal } from 'lucide-react';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { host } from '../host.ts';
import { sentenceOf } from '../i18n/sentences.ts';
import { useRun } from '../store/run.ts';
import { Button } from '../ui/Button.tsx';
import { Menu } from '../ui/Menu.tsx';
import { Popover } from '../ui/Popover.tsx';
import { Slider } from '../ui/Slider.tsx';
import { Switch } from '../ui/Switch.tsx';
import { notify } from '../ui/toasts.ts';
import { curveCsv } from './csv.ts';
import { curve } from './curve.ts';
import type { ChartSettings, LossChart } from './lossChart.ts';

export function ChartOptions({
  settings,
  onChange,
}: {
  readonly settings: ChartSettings;
  readonly onChange: (change: Partial<ChartSettings>) => void;
}) {
  const { t } = useTranslation('train');
  return (
    <Popover
      label={t('chart.options')}
      side="top"
      align="end"
      trigger={
        <Button
          size="small"
          kind="quiet"
          icon={SlidersHorizontal}
          aria-label={t('chart.options')}
          title={t('chart.options')}
          action="chart-options"
          className="w-6 px-0"
        />
      }
    >
      <div className="space-y-2">
        <Slider
          label={t('chart.smoothing')}
          layout="stack"
          value={settings.smoothing}
          minimum={0}
          maximum={0.99}
          step={0.01}
          format={(value) => value.toFixed(2)}
          onChange={(smoothing) => onChange({ smoothing })}
        />
        <Switch
          label={t('chart.logarithmic')}
          checked={settings.logarithmic}
          onChange={(logarithmic) => onChange({ logarithmic })}
        />
        <p className="text-xs text-faint">{t('chart.hint')}</p>
      </div>
    </Popover>
  );
}

export function SaveMenu({ chart }: { readonly chart: RefObject<LossChart | null> }) {
  const { t } = useTranslation('train');
  return (
    <Menu
      align="end"
      trigger={
        <Button
          size="small"
          kind="quiet"
          icon={Download}
          aria-label={t('chart.save')}
          title={t('chart.save')}
          action="chart-save"
          className="w-6 px-0"
        />
      }
      entries={() => {
        const disabled = curve().steps.length === 0;
        return [
          {
            kind: 'item',
            label: t('chart.savePng'),
            action: 'save-chart-png',
            disabled,
            onSelect: () => void savePng(chart.current),
          },
          {
            kind: 'item',
            label: t('chart.saveCsv'),
            action: 'save-chart-csv',
            disabled,
            onSelect: () => void saveCsv(t('chart.csvKind')),
          },
        ];
      }}
    />
  );
}

const baseName = (): string => useRun.getState().run?.project.name || 'netloom';

async function savePng(chart: LossChart | null): Promise<void> {
  const picture = await chart?.png();
  if (!picture) return;
  const bytes = new Uint8Array(await picture.arrayBuffer());
  await save(`${baseName()}-${chart?.quantity ?? 'loss'}.png`, bytes, {
    mime: 'image/png',
    extension: 'png',
    description: 'PNG',
  });
}
async function saveCsv(description: string): Promise<void> {
  const { run, epochs } = useRun.getState();
  if (!run) return;
  const { steps, losses } = curve();
  const text = curveCsv(steps, losses, epochs, run.stepsPerEpoch);
  await save(`${baseName()}-curves.csv`, new TextEncoder().encode(text), {
    mime: 'text/csv',
    extension: 'csv',
    description,
  });
}
async function save(
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  kind: Parameters<typeof host.saveBytes>[2],
): Promise<void> {
  const result = await host.saveBytes(name, bytes, kind);
  if (!result.ok) notify('bad', sentenceOf(result.error));
}
