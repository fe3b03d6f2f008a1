/** A canvas that is painted after each live frame while it is in sight; its height may follow from its width. */
import { useEffect, useRef } from 'react';
import { addPainter, type Size } from '../../live/painters.ts';

/** Before it has been laid out. */
const assumedWidth = 240;

export function Painted({
  label,
  heightFor,
  draw,
}: {
  readonly label: string;
  /** CSS pixels. */
  readonly heightFor: (width: number) => number;
  readonly draw: (canvas: HTMLCanvasElement, size: Size) => void;
}) {
  const ref = useRef<HTMLCanvasElement>(null);
  const current = useRef({ draw, heightFor });
  current.current = { draw, heightFor };
  useEffect(() => {
    const canvas = ref.current;
    if (!canvas) return;
    const painter = addPainter(canvas, ({ width }) => {
      const height = current.current.heightFor(width);
      const wanted = `${height}px`;
      if (canvas.style.height !== wanted) canvas.style.height = wanted;
      current.current.draw(canvas, { width, height });
    });
    canvas.style.height = `${current.current.heightFor(assumedWidth)}px`;
    return painter.remove;
  }, []);
  return (
    <canvas
      ref={ref}
      role="img"
      aria-label={label}
      className="pixelated block w-full rounded-sm bg-background"
    />
  );
}
