/** What is seen of the canvas: fit, zoom, centre on nodes, and from the screen's pixels to the drawing's. */
import type { ReactFlowInstance } from '@xyflow/react';
import { useDocument } from '../store/document.ts';
import type { LayerFlowNode, WireFlowEdge } from './flow.ts';
import { nodeHeight, nodeWidth, type Point } from './geometry.ts';
import { nodesById } from './lookup.ts';

export type Instance = ReactFlowInstance<LayerFlowNode, WireFlowEdge>;
let instance: Instance | null = null;
let element: HTMLElement | null = null;

export function setCamera(next: Instance | null): void {
  instance = next;
}
/** The element that takes the keyboard and that the drawing is seen in. */
export function setCanvasElement(next: HTMLElement | null): void {
  element = next;
}
export const canvasElement = (): HTMLElement | null => element;
export function focusCanvas(): void {
  element?.focus({ preventScroll: true });
}

export const isMotionReduced = (): boolean => document.documentElement.dataset.motion === 'reduced';
/** Below this zoom nodes are only blocks. */
const readable = 0.38;
const duration = (): number => (isMotionReduced() ? 0 : 180);

/** All of the drawing, or some nodes; never larger than it is drawn. */
export function fitCanvas(nodes?: readonly string[], animated = true): void {
  if (!instance) return;
  if (useDocument.getState().project.nodes.length === 0) {
    // React Flow would wait for the first node, and move it away from where it was dropped.
    void instance.setViewport({ x: 0, y: 0, zoom: 1 });
    return;
  }
  void instance.fitView({
    padding: 0.08,
    maxZoom: 1,
    minZoom: 0.1,
    duration: animated ? duration() : 0,
    ...(nodes && { nodes: nodes.map((id) => ({ id })) }),
  });
}
/** Of a document that has just been opened: whole, or from its beginning where whole it could not be read. */
export function showOpened(): void {
  const { nodes } = useDocument.getState().project;
  const box = element?.getBoundingClientRect();
  if (!instance || !box || box.width === 0) return;
  if (nodes.length === 0) {
    void instance.setViewport({ x: 0, y: 0, zoom: 1 });
    return;
  }
  const xs = nodes.map(({ position }) => position.x);
  const ys = nodes.map(({ position }) => position.y);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const width = Math.max(...xs) + nodeWidth - left;
  const height = Math.max(...ys) + nodeHeight - top;
  const whole = Math.min(box.width / (width * 1.1), box.height / (height * 1.1));
  if (whole >= readable) {
    fitCanvas(undefined, false);
    return;
  }
  const zoom = 0.7;
  const first = nodes.find(({ position }) => position.x === left)?.position ?? { x: left, y: top };
  const fitsDown = height * zoom < box.height;
  const middle = fitsDown ? top + height / 2 : first.y + nodeHeight / 2;
  void instance.setViewport({ x: 32 - left * zoom, y: box.height / 2 - middle * zoom, zoom });
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
