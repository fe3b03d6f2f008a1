/** Nodes, the size of the canvas and what lies over its corners in; the view that shows all of them, and covers none, out. */
import { nodeHeight, nodeWidth, type Point } from './geometry.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}
export interface Box extends Size {
  readonly x: number;
  readonly y: number;
}
export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}
interface Insets {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
}
const margin = 0.05;

/** The box around nodes at these corners, in the drawing's pixels; null without nodes. */
export function boundsOf(corners: readonly Point[]): Box | null {
  if (corners.length === 0) return null;
  const xs = corners.map(({ x }) => x);
  const ys = corners.map(({ y }) => y);
  const [x, y] = [least(xs), least(ys)];
  return {
    x,
    y,
    width: -least(xs.map((one) => -one)) + nodeWidth - x,
    height: -least(ys.map((one) => -one)) + nodeHeight - y,
  };
}
/** Whether a view of this size shows all of a box of the drawing. */
export function isInSight(box: Box, { x, y, zoom }: View, size: Size): boolean {
  const left = box.x * zoom + x;
  const top = box.y * zoom + y;
  return (
    left >= 0 &&
    top >= 0 &&
    left + box.width * zoom <= size.width &&
    top + box.height * zoom <= size.height
  );
}

/** Null without nodes. `covers`: boxes on the screen, at the lower corners. */
export function fitView(
  corners: readonly Point[],
  size: Size,
  covers: readonly Box[],
  zooms: { readonly minimum: number; readonly maximum: number },
): View | null {
  const bounds = boundsOf(corners);
  if (bounds === null) return null;
  const plain = { left: 0, right: 0, bottom: 0 };
  const inTheCorner = (x: number) => x + 1 < size.width / 2;
  const beside = (right: boolean) =>
    Math.max(
      0,
      ...covers
        .filter(({ x }) => inTheCorner(x) !== right)
        .map(({ x, width }) => (right ? size.width - x : x + width)),
    );
  const below = (boxes: readonly Box[]) => Math.max(0, ...boxes.map(({ y }) => size.height - y));
  const small = covers.filter(({ x }) => inTheCorner(x));
  const candidates: readonly Insets[] = [
    plain,
    { ...plain, right: beside(true) },
    { ...plain, left: beside(false), right: beside(true) },
    { ...plain, bottom: below(small), right: beside(true) },
    { ...plain, bottom: below(covers) },
  ];
  const views = candidates.map((insets) => viewOf(bounds, size, insets, zooms));
  const clear = views.filter((view) => !isCovered(corners, view, covers));
  return clear.reduce(
    (best, view) => (view.zoom > best.zoom ? view : best),
    clear[0] ?? (views[0] as View),
  );
}

function viewOf(
  bounds: Box,
  size: Size,
  { left, right, bottom }: Insets,
  { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
): View {
  const { x, y, width, height } = bounds;
  const room = {
    width: (size.width - left - right) * (1 - 2 * margin),
    height: (size.height - bottom) * (1 - 2 * margin),
  };
  const fitting = Math.min(room.width / width, room.height / height);
  const zoom = Math.min(maximum, Math.max(minimum, fitting));
  return {
    x: left + (size.width - left - right - width * zoom) / 2 - x * zoom,
    y: (size.height - bottom - height * zoom) / 2 - y * zoom,
    zoom,
  };
}
/** Thousands of arguments would be too many for Math.min. */
const least = (values: readonly number[]): number =>
  values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);

function isCovered(
  corners: readonly Point[],
  { x, y, zoom }: View,
  covers: readonly Box[],
): boolean {
  return corners.some((corner) => {
    const left = corner.x * zoom + x;
    const top = corner.y * zoom + y;
    return covers.some(
      (box) =>
        left < box.x + box.width &&
        left + nodeWidth * zoom > box.x &&
        top < box.y + box.height &&
        top + nodeHeight * zoom > box.y,
    );
  });
}
