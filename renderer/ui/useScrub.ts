/** Dragging a label sideways in, steps of its number out. */
import { type PointerEvent, useRef } from 'react';

const pixelsPerStep = 6;

export function useScrub(move: (steps: number) => void, disabled: boolean) {
  const start = useRef<{ readonly x: number; steps: number } | null>(null);
  if (disabled) return {};
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return;
      start.current = { x: event.clientX, steps: 0 };
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const drag = start.current;
      if (!drag) return;
      const steps = Math.trunc((event.clientX - drag.x) / pixelsPerStep);
      if (steps === drag.steps) return;
      move((steps - drag.steps) * (event.shiftKey ? 10 : 1));
      drag.steps = steps;
    },
    onPointerUp: () => {
      start.current = null;
    },
    onPointerCancel: () => {
      start.current = null;
    },
  };
}
