/** One channel of a map for one sample, a pixel a value, painted outside React. */
import { useEffect, useRef } from 'react';
import { planeShape } from '../live/kind.ts';
import { paintPlane } from '../live/paint.ts';
import { addPainter } from '../live/painters.ts';
import { scaleOf } from '../live/scale.ts';
import { viewOf } from '../store/live.ts';
import { useSettings } from '../store/settings.ts';
import { useCommitCounter } from '../ui/commitCounter.ts';

/** Paints the channel of the newest view; leaves the canvas as it is while there is none. */
export function paintChannel(
  canvas: HTMLCanvasElement,
  node: string,
  sample: number,
  channel: number,
): void {
  const view = viewOf(node, sample)?.view;
  if (!view) return;
  const { height, width } = planeShape(view.shape);
  const place = view.channels.indexOf(channel);
  if (place < 0) return;
  const scale = scaleOf(view.range, useSettings.getState().colorMap);
  paintPlane(
    canvas,
    view.values,
    width,
    height,
    scale,
    scale.map,
    place * width * height,
    view.mask,
  );
}

export function MapCanvas({
  node,
  sample,
  channel,
  width,
  height,
}: {
  readonly node: string;
  readonly sample: number;
  readonly channel: number;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}) {
  useCommitCounter('map');
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = ref.current;
    if (!canvas) return;
    const painter = addPainter(canvas, () => paintChannel(canvas, node, sample, channel));
    return painter.remove;
  }, [node, sample, channel]);
  return (
    <canvas
      ref={ref}
      aria-hidden
      data-node={node}
      data-channel={channel}
      data-sample={sample}
      width={1}
      height={1}
      style={{ width, height }}
      className="pixelated block rounded-[3px] bg-background"
    />
  );
}
