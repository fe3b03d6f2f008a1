/** Saves the whole canvas as a picture: SVG or PNG, in either theme, with a preview. */
import i18next from 'i18next';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { host } from '../../host.ts';
import { sentenceOf } from '../../i18n/sentences.ts';
import { useDocument } from '../../store/document.ts';
import { openDialog } from '../../store/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { SegmentedControl } from '../../ui/SegmentedControl.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { notify } from '../../ui/toasts.ts';
import { fileNameOf } from '../export/exportRuns.ts';
import { drawNetwork } from './draw.ts';
import { colorsOf, gatherNodes, gatherWires, textMeasure } from './gather.ts';
import { fitsCanvas, paint, pngOf } from './raster.ts';
import type { Drawn } from './shapes.ts';
import { svgOf } from './svg.ts';

type Format = 'svg' | 'png';
type Theme = 'dark' | 'light';
const scales = ['1', '2', '4'] as const;
const mimes = { svg: 'image/svg+xml', png: 'image/png' } as const;

export function PictureDialog({ open }: { readonly open: boolean }) {
  // Mounted only while it is open: the picture shows what the canvas shows then.
  return open ? <OpenPictureDialog /> : null;
}

function OpenPictureDialog() {
  const { t } = useTranslation('project');
  const [format, setFormat] = useState<Format>('svg');
  const [theme, setTheme] = useState<Theme>(() =>
    document.documentElement.dataset.theme === 'light' ? 'light' : 'dark',
  );
  const [chosenScale, setScale] = useState<(typeof scales)[number] | null>(null);
  const [thumbnails, setThumbnails] = useState(true);
  const [saving, setSaving] = useState(false);
  const drawn = useMemo(
    () => drawNetwork(gatherNodes(thumbnails), gatherWires(), colorsOf(theme), textMeasure()),
    [theme, thumbnails],
  );
  const scale = chosenScale ?? (fitsCanvas(drawn, 2) ? '2' : '1');
  const factor = format === 'png' ? Number(scale) : 1;
  const size = { width: Math.ceil(drawn.width * factor), height: Math.ceil(drawn.height * factor) };
  const fits = format === 'svg' || fitsCanvas(drawn, factor);
  const save = async () => {
    setSaving(true);
    await savePicture(drawn, format, factor, t(`picture.${format}`));
    setSaving(false);
  };
  return (
    <Dialog
      open
      onClose={() => openDialog(null)}
      title={t('picture.title')}
      description={t('picture.description')}
      footer={
        <>
          <Button onClick={() => openDialog(null)}>{t('close')}</Button>
          <Button
            kind="primary"
            action="save-picture"
            disabled={!fits}
            busy={saving}
            onClick={() => void save()}
          >
            {t('picture.do')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <Preview drawn={drawn} />
        <SegmentedControl
          label={t('picture.format')}
          value={format}
          segments={[
            { value: 'svg', label: 'SVG' },
            { value: 'png', label: 'PNG' },
          ]}
          onChange={setFormat}
        />
        <SegmentedControl
          label={t('picture.theme')}
          value={theme}
          segments={[
            { value: 'dark', label: t('picture.dark') },
            { value: 'light', label: t('picture.light') },
          ]}
          onChange={setTheme}
        />
        <SegmentedControl
          label={t('picture.scale')}
          value={scale}
          segments={scales.map((value) => ({ value, label: `${value}×` }))}
          disabled={format === 'svg'}
          onChange={setScale}
        />
        <Switch label={t('picture.thumbnails')} checked={thumbnails} onChange={setThumbnails} />
        <p className={`text-right text-xs ${fits ? 'text-faint' : 'text-bad'}`} aria-live="polite">
          {t(fits ? 'picture.size' : 'picture.tooLarge', size)}
        </p>
      </div>
    </Dialog>
  );
}

const preview = { width: 520, height: 190 };
function Preview({ drawn }: { readonly drawn: Drawn }) {
  const { t } = useTranslation('project');
  const ref = useRef<HTMLCanvasElement>(null);
  const shown = Math.min(preview.width / drawn.width, preview.height / drawn.height, 1);
  useEffect(() => {
    const canvas = ref.current;
    if (canvas) paint(canvas, drawn, shown * Math.min(2, devicePixelRatio));
  }, [drawn, shown]);
  return (
    <div className="flex h-50 items-center justify-center overflow-hidden rounded-md border border-line bg-background">
      <canvas
        ref={ref}
        role="img"
        aria-label={t('picture.preview')}
        style={{ width: drawn.width * shown, height: drawn.height * shown }}
      />
    </div>
  );
}

async function savePicture(
  drawn: Drawn,
  format: Format,
  scale: number,
  description: string,
): Promise<void> {
  const { name } = useDocument.getState().project;
  const bytes =
    format === 'svg'
      ? (new TextEncoder().encode(svgOf(drawn, name)) as Uint8Array<ArrayBuffer>)
      : await pngOf(drawn, scale);
  const t = i18next.getFixedT(null, 'project');
  if (!bytes) {
    notify('bad', t('picture.tooLarge', { width: drawn.width, height: drawn.height }));
    return;
  }
  const kind = { mime: mimes[format], extension: format, description };
  const result = await host.saveBytes(fileNameOf(name, 'canvas', format), bytes, kind);
  if (!result.ok) notify('bad', sentenceOf(result.error));
  else if (result.value !== null) {
    notify('good', t('picture.saved', { name: result.value }));
    openDialog(null);
  }
}
