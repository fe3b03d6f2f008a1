/** A pad to draw on, by pointer or keys: every node follows the pen, because the drawing is the watched sample. */
import i18next from 'i18next';
import { Check, Eraser, Undo2 } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { themeColors } from '../live/themeColors.ts';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { showDrawing } from './drawing.ts';
import { drawStrokes, type Point, penMoved, type Stroke } from './strokes.ts';

export function DrawPad({ size, onDone }: { readonly size: number; readonly onDone: () => void }) {
  const { t } = useTranslation('train');
  const pad = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [strokes, setStrokes] = useState<readonly Stroke[]>([]);
  /** The stroke under the pen, which React does not follow. */
  const current = useRef<Point[] | null>(null);
  const [pen, setPen] = useState<{ readonly at: Point; readonly down: boolean } | null>(null);
  const frame = useRef(0);

  // Who asked for the pad wants to draw.
  useEffect(() => pad.current?.focus(), []);

  const all = () => (current.current ? [...strokes, current.current] : strokes);
  const refresh = () => {
    if (frame.current !== 0) return;
    frame.current = requestAnimationFrame(() => {
      frame.current = 0;
      if (!canvas.current) return;
      paintPad(canvas.current, all(), size, pen);
      showDrawing(all());
    });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: painted anew when strokes or pen change.
  useEffect(() => {
    refresh();
    return () => {
      cancelAnimationFrame(frame.current);
      frame.current = 0;
    };
  }, [strokes, pen, size]);

  const pointOf = (event: { clientX: number; clientY: number }): Point => {
    const box = canvas.current?.getBoundingClientRect();
    return {
      x: (event.clientX - (box?.left ?? 0)) / (box?.width || 1),
      y: (event.clientY - (box?.top ?? 0)) / (box?.height || 1),
    };
  };
  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    current.current = [pointOf(event)];
    setPen(null);
    refresh();
  };
  const onPointerMove = (event: PointerEvent) => {
    const stroke = current.current;
    if (!stroke) return;
    // A fast pen is asked for more often than the screen is drawn.
    const events = event.nativeEvent.getCoalescedEvents?.() ?? [];
    stroke.push(...(events.length > 0 ? events : [event]).map(pointOf));
    refresh();
  };
  const lift = () => {
    const stroke = current.current;
    current.current = null;
    if (stroke) setStrokes([...strokes, stroke]);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const now = pen ?? { at: { x: 0.5, y: 0.5 }, down: false };
    const next = penMoved(now.at, event.key, event.shiftKey);
    if (event.key === ' ') {
      if (!now.down) setStrokes([...strokes, [now.at]]);
      setPen({ ...now, down: !now.down });
    } else if (next) {
      if (now.down) setStrokes([...strokes.slice(0, -1), [...(strokes.at(-1) ?? []), next]]);
      setPen({ ...now, at: next });
    } else if (event.key === 'Escape') onDone();
    else if (event.key === 'Backspace' || event.key === 'Delete') undo();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const undo = () => {
    setStrokes(strokes.slice(0, -1));
    setPen(pen && { ...pen, down: false });
  };
  return (
    <div className="flex flex-col gap-1.5">
      <div
        ref={pad}
        role="application"
        aria-label={t('draw.pad')}
        aria-describedby="draw-keys"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys draw on it.
        tabIndex={0}
        data-pad
        style={{ width: size, height: size }}
        className="cursor-crosshair touch-none overflow-hidden rounded-md border border-field bg-background"
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={lift}
        onPointerCancel={lift}
        onKeyDown={onKeyDown}
      >
        <canvas ref={canvas} className="block size-full" />
      </div>
      <div id="draw-keys" hidden>
        {t('draw.keys')}
      </div>
      <div className="flex items-center gap-1" style={{ width: size }}>
        <IconButton
          size="small"
          icon={Undo2}
          label={t('draw.undo')}
          action="undo-stroke"
          disabled={strokes.length === 0}
          onClick={undo}
        />
        <IconButton
          size="small"
          icon={Eraser}
          label={t('draw.clear')}
          action="clear-drawing"
          disabled={strokes.length === 0}
          onClick={() => {
            setStrokes([]);
            setPen(null);
          }}
        />
        <Button size="small" icon={Check} action="end-drawing" className="ml-auto" onClick={onDone}>
          {t('draw.done')}
        </Button>
      </div>
    </div>
  );
}

function paintPad(
  canvas: HTMLCanvasElement,
  strokes: readonly Stroke[],
  size: number,
  pen: { readonly at: Point; readonly down: boolean } | null,
): void {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(size * ratio);
  canvas.height = canvas.width;
  const context = canvas.getContext('2d');
  if (!context) return;
  const colors = themeColors();
  if (strokes.length === 0 && !pen) writeHint(context, canvas.width, ratio);
  drawStrokes(context, strokes, canvas.width, colors.text);
  if (!pen) return;
  context.beginPath();
  context.arc(pen.at.x * canvas.width, pen.at.y * canvas.width, 5 * ratio, 0, 2 * Math.PI);
  context.lineWidth = 2 * ratio;
  context.strokeStyle = colors.accent;
  context.fillStyle = colors.accent;
  if (pen.down) context.fill();
  else context.stroke();
}

/** Gone with the first stroke. */
function writeHint(context: CanvasRenderingContext2D, size: number, ratio: number): void {
  const colors = themeColors();
  context.font = `${12 * ratio}px ${colors.font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = colors.faint;
  context.fillText(i18next.t('train:draw.hint'), size / 2, size / 2);
}
