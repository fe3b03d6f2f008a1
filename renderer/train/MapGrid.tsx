/** All channels of a map in a grid, of which only the rows in sight exist; pointer and keys say the pixel. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useView } from '../store/view.ts';
import { useCommitCounter } from '../ui/commitCounter.ts';
import {
  balancedColumns,
  cellHeight,
  columnsOf,
  fittingSize,
  mapGap,
  mapHeight,
} from './fitMaps.ts';
import { MapCanvas } from './MapCanvas.tsx';
import { PixelMarker } from './PixelMarker.tsx';
import { moved, pixelAt, pointAt } from './pixel.ts';

export interface GridShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

export function MapGrid({
  node,
  label,
  shape,
  zoom,
  onFit,
  samples,
}: {
  readonly node: string;
  readonly label: string;
  readonly shape: GridShape;
  /** Width of a map in CSS pixels; null: as large as all of them fit. */
  readonly zoom: number | null;
  /** Told the width that fits. */
  readonly onFit: (size: number) => void;
  /** 1, or 2 with a pinned one. */
  readonly samples: number;
}) {
  useCommitCounter('map');
  const { t } = useTranslation('train');
  const scroller = useRef<HTMLDivElement>(null);
  const held = useRef(false);
  const room = useRoom(scroller);
  const maps = { ...shape, samples };
  const fitting = fittingSize(maps, room);
  const size = zoom ?? fitting;
  const columns = balancedColumns(shape.channels, columnsOf(room.width, size));
  const tall = mapHeight(maps, size);
  const cell = cellHeight(maps, size);
  const rows = useVirtualizer({
    count: Math.ceil(shape.channels / columns),
    getScrollElement: () => scroller.current,
    estimateSize: () => cell + mapGap,
    overscan: 1,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: other sizes must be measured again.
  useEffect(() => rows.measure(), [cell, columns]);
  useEffect(() => () => pointAt(null), []);
  useEffect(() => onFit(fitting), [fitting, onFit]);

  const over = (event: PointerEvent) => {
    if (held.current) return;
    pointAt(pixelUnder(event, node, shape));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const now = useView.getState().pixel ?? { node, sample: 0, channel: 0, row: 0, column: 0 };
    if (event.key === 'Escape' && useView.getState().pixel) {
      held.current = false;
      pointAt(null);
    } else {
      const next = moved(now, event.key, event.shiftKey, shape);
      if (!next) return;
      held.current = true;
      pointAt(useView.getState().pixel ? next : now);
      rows.scrollToIndex(Math.floor(next.channel / columns));
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={scroller}
      role="application"
      aria-label={t('maps.grid', { node: label, count: shape.channels })}
      aria-describedby="map-keys"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys move over its pixels.
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerMove={over}
      onPointerLeave={() => {
        if (!held.current) pointAt(null);
      }}
      onClick={(event) => {
        const pixel = pixelUnder(event, node, shape);
        held.current = pixel !== null && !held.current;
        pointAt(pixel);
      }}
      onBlur={() => {
        held.current = false;
        pointAt(null);
      }}
      className="relative h-full min-w-0 flex-1 overflow-y-auto focus-visible:-outline-offset-2"
    >
      <div id="map-keys" hidden>
        {t('maps.keys')}
      </div>
      <div className="relative w-full" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((row) => (
          <div
            key={row.key}
            className="absolute flex"
            style={{ transform: `translateY(${row.start}px)`, gap: mapGap }}
          >
            {channelsOf(row.index, columns, shape.channels).map((channel) => (
              <div
                key={channel}
                title={t('maps.channel', { channel })}
                className="flex flex-col gap-0.5"
              >
                {Array.from({ length: samples }, (_, sample) => (
                  <MapCanvas
                    // biome-ignore lint/suspicious/noArrayIndexKey: samples are told apart by their place.
                    key={sample}
                    node={node}
                    sample={sample}
                    channel={channel}
                    width={size}
                    height={tall}
                  />
                ))}
              </div>
            ))}
          </div>
        ))}
        <PixelMarker container={scroller} shape={shape} />
      </div>
    </div>
  );
}

const channelsOf = (row: number, columns: number, count: number): readonly number[] =>
  Array.from({ length: Math.min(columns, count - row * columns) }, (_, i) => row * columns + i);

/** The pixel of the canvas that the event is over. */
function pixelUnder(
  { target, clientX, clientY }: { target: EventTarget; clientX: number; clientY: number },
  node: string,
  shape: GridShape,
) {
  if (!(target instanceof HTMLCanvasElement)) return null;
  const place = pixelAt(target.getBoundingClientRect(), { x: clientX, y: clientY }, shape);
  return (
    place && {
      node,
      sample: Number(target.dataset.sample),
      channel: Number(target.dataset.channel),
      ...place,
    }
  );
}

/** Of the content box, without a scroll bar. */
function useRoom(ref: React.RefObject<HTMLElement | null>): {
  readonly width: number;
  readonly height: number;
} {
  const [room, setRoom] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(() =>
      setRoom({ width: element.clientWidth, height: element.clientHeight }),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return room;
}
