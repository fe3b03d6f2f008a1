/** Everything that paints live pictures, once a frame of the screen at most, only where it can be seen, outside React. */
import { onFrame } from '../store/live.ts';
import { useSettings } from '../store/settings.ts';
import { onThemeColors } from './themeColors.ts';

export interface Size {
  /** CSS pixels of the content box. */
  readonly width: number;
  readonly height: number;
}
interface Painter {
  readonly element: Element;
  readonly draw: (size: Size) => void;
  readonly seen: ((visible: boolean) => void) | null;
  size: Size;
  visible: boolean;
}
export interface PainterHandle {
  /** Paints again in the next frame of the screen. */
  repaint(): void;
  remove(): void;
}

/** Milliseconds of one frame of the screen that painting may take; what is left waits for the next. */
const budget = 8;
const painters = new Map<Element, Painter>();
const waiting = new Set<Painter>();
let requested = 0;
let started = false;
let sizes: ResizeObserver;
let sights: IntersectionObserver;

function ask(painter: Painter): void {
  if (!painter.visible || painter.size.width === 0) return;
  waiting.add(painter);
  if (requested === 0) requested = requestAnimationFrame(paint);
}

function paint(start: number): void {
  requested = 0;
  const end = Math.max(start, performance.now()) + budget;
  for (const painter of waiting) {
    waiting.delete(painter);
    painter.draw(painter.size);
    if (performance.now() > end) break;
  }
  if (waiting.size > 0) requested = requestAnimationFrame(paint);
}

export function repaintAll(): void {
  for (const painter of painters.values()) ask(painter);
}

/** Watches sizes, sight, theme and frames; begun by the first painter, so that tests of pure code need no page. */
function startPainting(): void {
  started = true;
  sizes = new ResizeObserver((entries) => {
    for (const { target, contentRect } of entries) {
      const painter = painters.get(target);
      if (!painter) continue;
      painter.size = { width: contentRect.width, height: contentRect.height };
      ask(painter);
    }
  });
  sights = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const painter = painters.get(target);
        if (!painter || painter.visible === isIntersecting) continue;
        painter.visible = isIntersecting;
        painter.seen?.(isIntersecting);
        ask(painter);
      }
    },
    { rootMargin: '100px' },
  );
  onFrame(repaintAll);
  useSettings.subscribe(({ colorMap }, before) => {
    if (colorMap !== before.colorMap) repaintAll();
  });
  onThemeColors(repaintAll);
}

/** `draw` is called with the element's size after each live frame, and whenever the picture may have changed. */
export function addPainter(
  element: Element,
  draw: (size: Size) => void,
  seen: ((visible: boolean) => void) | null = null,
): PainterHandle {
  if (!started) startPainting();
  const painter: Painter = {
    element,
    draw,
    seen,
    size: { width: 0, height: 0 },
    visible: false,
  };
  painters.set(element, painter);
  sizes.observe(element);
  sights.observe(element);
  return {
    repaint: () => ask(painter),
    remove() {
      painters.delete(element);
      waiting.delete(painter);
      sizes.unobserve(element);
      sights.unobserve(element);
      if (painter.visible) seen?.(false);
    },
  };
}
