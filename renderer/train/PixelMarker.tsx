/** A frame around the pixel that is pointed at, over its map. */
import { type RefObject, useLayoutEffect, useRef } from 'react';
import { useView } from '../store/view.ts';
import type { GridShape } from './MapGrid.tsx';

export function PixelMarker({
  container,
  shape,
}: {
  readonly container: RefObject<HTMLElement | null>;
  readonly shape: GridShape;
}) {
  const pixel = useView((state) => state.pixel);
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const marker = ref.current;
    const canvas =
      pixel &&
      container.current?.querySelector<HTMLElement>(
        `canvas[data-channel="${pixel.channel}"][data-sample="${pixel.sample}"]`,
      );
    if (!marker) return;
    marker.hidden = !canvas;
    if (!canvas || !pixel) return;
    const box = canvas.getBoundingClientRect();
    const origin = marker.parentElement?.getBoundingClientRect();
    const [wide, tall] = [box.width / shape.width, box.height / shape.height];
    marker.style.left = `${box.left - (origin?.left ?? 0) + pixel.column * wide - 1}px`;
    marker.style.top = `${box.top - (origin?.top ?? 0) + pixel.row * tall - 1}px`;
    marker.style.width = `${wide + 2}px`;
    marker.style.height = `${tall + 2}px`;
  });
  return (
    <div
      ref={ref}
      hidden
      aria-hidden
      className="pointer-events-none absolute border border-white outline outline-black"
    />
  );
}
