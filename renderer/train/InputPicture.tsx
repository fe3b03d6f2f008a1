/** The watched sample as the network gets it, and on it what the pixel that is pointed at sees. */
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { planeShape } from '../live/kind.ts';
import { paintColors, paintPlane } from '../live/paint.ts';
import { addPainter, type Size } from '../live/painters.ts';
import { scaleOf } from '../live/scale.ts';
import { paintBars, surfaceOf } from '../live/surface.ts';
import { pictureRange } from '../live/thumbnail.ts';
import { viewOf } from '../store/live.ts';
import { useNetwork } from '../store/network.ts';
import { useSettings } from '../store/settings.ts';
import { useView } from '../store/view.ts';
import { useCommitCounter } from '../ui/commitCounter.ts';
import { inputRectangle } from './receptive.ts';

export function InputPicture({
  node,
  sample,
  shape,
  size,
}: {
  /** Of the input. */
  readonly node: string;
  readonly sample: number;
  readonly shape: readonly number[];
  /** Of the longer side in CSS pixels. */
  readonly size: number;
}) {
  useCommitCounter('map');
  const { t } = useTranslation('train');
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = ref.current;
    if (!canvas) return;
    return addPainter(canvas, (box) => paintInput(canvas, node, sample, box)).remove;
  }, [node, sample]);
  const picture = shape.length === 3;
  const { height, width } = planeShape(shape);
  const unit = size / Math.max(height, width);
  const box = picture
    ? { width: width * unit, height: height * unit }
    : { width: size, height: 56 };
  return (
    <div className="relative shrink-0 overflow-hidden rounded-sm" style={box}>
      <canvas
        ref={ref}
        role="img"
        aria-label={t(sample === 0 ? 'maps.input' : 'maps.pinnedInput')}
        data-input={sample}
        width={1}
        height={1}
        style={box}
        className="pixelated block rounded-sm bg-background"
      />
      {picture && <SeenByPixel sample={sample} height={height} width={width} />}
    </div>
  );
}

function paintInput(canvas: HTMLCanvasElement, node: string, sample: number, size: Size): void {
  const view = viewOf(node, sample)?.view;
  if (!view) return;
  const { height, width, count } = planeShape(view.shape);
  if (view.shape.length < 3) {
    const surface = surfaceOf(canvas, size);
    const box = surface && { x: 0, y: 0, width: surface.width, height: surface.height };
    if (!surface || !box) return;
    const names = columnNames(view.values.length);
    paintBars(surface, box, { values: view.values, names, target: 'none' });
    return;
  }
  const range = pictureRange(view.range);
  if (count === 3) paintColors(canvas, view.values, width, height, range);
  else if (count === 1) paintPlane(canvas, view.values, width, height, range, 'greys');
  else {
    const scale = scaleOf(view.range, useSettings.getState().colorMap);
    paintPlane(canvas, view.values, width, height, scale, scale.map);
  }
}

/** Of the data's columns, where there are as many. */
function columnNames(count: number): readonly string[] {
  const fields = useNetwork.getState().data?.fields ?? [];
  return fields.find(({ columns }) => columns?.length === count)?.columns ?? [];
}

/** The receptive field of the pixel, in per cent, so that it fits whatever size the picture has. */
function SeenByPixel({
  sample,
  height,
  width,
}: {
  readonly sample: number;
  readonly height: number;
  readonly width: number;
}) {
  const pixel = useView((state) => (state.pixel?.sample === sample ? state.pixel : null));
  const field = useNetwork((state) =>
    pixel ? (state.summary?.nodes[pixel.node]?.receptiveField ?? null) : null,
  );
  if (!pixel) return null;
  const seen = inputRectangle(field, pixel, { height, width });
  const percent = (part: number, whole: number) => `${(part / whole) * 100}%`;
  return (
    <div
      aria-hidden
      data-receptive-field={`${seen.top} ${seen.left} ${seen.height} ${seen.width}`}
      className="pointer-events-none absolute rounded-[1px] border-2 border-warning shadow-[0_0_0_400px_#0008]"
      style={{
        top: percent(seen.top, height),
        left: percent(seen.left, width),
        height: percent(seen.height, height),
        width: percent(seen.width, width),
      }}
    />
  );
}
