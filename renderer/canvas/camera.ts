/** What is seen of the canvas: fit, zoom, centre on nodes, and from the screen's pixels to the drawing's. */
import type { ReactFlowInstance } from '@xyflow/react';
import { useDocument } from '../store/document.ts';
import { useView } from '../store/view.ts';
import { type Box, fitView, type View } from './fit.ts';
import type { LayerFlowNode, WireFlowEdge } from './flow.ts';
import { nodeHeight, nodeWidth, type Point } from './geometry.ts';
import { nodesById } from './lookup.ts';

export type Instance = ReactFlowInstance<LayerFlowNode, WireFlowEdge>;
let instance: Instance | null = null;
let element: HTMLElement | null = null;
/** What the last fit of the whole drawing showed. */
let fitted: View | null = null;
let sizes: ResizeObserver | null = null;

export function setCamera(next: Instance | null): void {
  instance = next;
}
/** The element that takes the keyboard and that the drawing is seen in. */
export function setCanvasElement(next: HTMLElement | null): void {
  sizes?.disconnect();
  element = next;
  if (!element) return;
  sizes ??= new ResizeObserver(keepFitted);
  sizes.observe(element);
}
/** Panels take their places after the drawing, and windows change: what was whole stays so until somebody moves it. */
function keepFitted(): void {
  const seen = instance?.getViewport();
  if (!seen || !fitted) return;
  const { x, y, zoom } = fitted;
  const isMoved = Math.abs(seen.x - x) + Math.abs(seen.y - y) > 1 || seen.zoom !== zoom;
  if (!isMoved) showOpened();
}
function show(view: View, milliseconds = 0): void {
  void instance?.setViewport(view, { duration: milliseconds });
}
export const canvasElement = (): HTMLElement | null => element;
export function focusCanvas(): void {
  element?.focus({ preventScroll: true });
}

export const isMotionReduced = (): boolean => document.documentElement.dataset.motion === 'reduced';
const duration = (): number => (isMotionReduced() ? 0 : 180);

/** Below this zoom nodes are only blocks. */
const readable = 0.38;
/** What lies over the canvas's corners: its tools, and its map, which goes where all is seen. */
function coversOf(box: DOMRect, withMap: boolean): readonly Box[] {
  const covers = element
    ?.closest('section')
    ?.querySelectorAll(withMap ? '[data-cover], .react-flow__minimap' : '[data-cover]');
  return [...(covers ?? [])].map((cover) => {
    const { left, top, width, height } = cover.getBoundingClientRect();
    return { x: left - box.left - 6, y: top - box.top - 6, width: width + 12, height: height + 12 };
  });
}
function viewOfAll(wanted?: ReadonlySet<string>): View | null {
  const box = element?.getBoundingClientRect();
  if (!box || box.width === 0) return null;
  const { nodes } = useDocument.getState().project;
  const corners = nodes
    .filter(({ id }) => !wanted || wanted.has(id))
    .map(({ position }) => position);
  const maximum = useView.getState().presentation ? 2 : 1;
  return fitView(corners, box, coversOf(box, wanted !== undefined), { minimum: 0.1, maximum });
}
/** All of the drawing, or some nodes; never larger than it is drawn, but before a class. */
export function fitCanvas(nodes?: readonly string[]): void {
  const view = viewOfAll(nodes && new Set(nodes));
  if (!view) return;
  fitted = nodes ? null : view;
  show(view, duration());
}
/** The panels take their places within the first frames; milliseconds. */
const settling = 500;
/** A presentation gives the canvas another size, and so does its end; returns how to end this. */
export function fitAfterPresenting(): () => void {
  return useView.subscribe(({ presentation }, before) => {
    if (presentation === before.presentation || !element) return;
    const sizes = new ResizeObserver(() => fitCanvas());
    sizes.observe(element);
    setTimeout(() => sizes.disconnect(), settling);
  });
}
/** Of a document that has just been opened: whole, or from its beginning where whole it could not be read. */
export function showOpened(): void {
  const { nodes } = useDocument.getState().project;
  const box = element?.getBoundingClientRect();
  if (!instance || !box) return;
  const whole = viewOfAll();
  if (!whole || whole.zoom >= readable) {
    fitted = whole;
    show(whole ?? { x: 0, y: 0, zoom: 1 });
    return;
  }
  const zoom = 0.7;
  const first = nodes.reduce((a, b) =>
    b.position.x + b.position.y < a.position.x + a.position.y ? b : a,
  ).position;
  fitted = { x: 32 - first.x * zoom, y: box.height / 3 - first.y * zoom, zoom };
  show(fitted);
}
export function zoomBy(steps: number): void {
  const zoom = instance?.getZoom() ?? 1;
  void instance?.zoomTo(zoom * 1.25 ** steps, { duration: duration() });
}
export function zoomToActual(): void {
  void instance?.zoomTo(1, { duration: duration() });
}
export const zoomLevel = (): number => instance?.getZoom() ?? 1;

export function toDrawing(screen: Point): Point {
  return instance?.screenToFlowPosition({ x: screen.x, y: screen.y }) ?? { x: 0, y: 0 };
}
export function toScreen(point: Point): Point {
  return instance?.flowToScreenPosition({ x: point.x, y: point.y }) ?? { x: 0, y: 0 };
}
/** The middle of what is seen. */
export function middleOfView(): Point {
  const box = element?.getBoundingClientRect();
  return box
    ? toDrawing({ x: box.left + box.width / 2, y: box.top + box.height / 2 })
    : { x: 0, y: 0 };
}

/** Moves what is seen so that the node lies in it; the zoom stays. */
export function revealNode(id: string): void {
  const node = nodesById(useDocument.getState().project.nodes).get(id);
  const box = element?.getBoundingClientRect();
  if (!node || !box || !instance) return;
  const margin = 24;
  const start = toScreen(node.position);
  const end = toScreen({ x: node.position.x + nodeWidth, y: node.position.y + nodeHeight });
  const inside =
    start.x >= box.left + margin &&
    end.x <= box.right - margin &&
    start.y >= box.top + margin &&
    end.y <= box.bottom - margin;
  if (!inside) centreNode(id, false);
}
/** The node in the middle, large enough to be read. */
export function centreNode(id: string, readable = true): void {
  const node = nodesById(useDocument.getState().project.nodes).get(id);
  if (!node || !instance) return;
  const zoom = readable ? Math.max(0.75, zoomLevel()) : zoomLevel();
  const { x, y } = node.position;
  void instance.setCenter(x + nodeWidth / 2, y + nodeHeight / 2, { zoom, duration: duration() });
}
