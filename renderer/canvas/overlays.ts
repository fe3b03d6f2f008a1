/** The small lists that open over the canvas, one at a time: add a layer, find a node, choose where a wire goes. */
import { create } from 'zustand';
import type { Endpoint, Fit } from '../../engine/index.ts';
import { useDocument } from '../store/document.ts';
import { engine } from '../store/engine.ts';
import { useNetwork } from '../store/network.ts';
import { useView } from '../store/view.ts';
import { canvasElement, middleOfView, revealNode, toDrawing, toScreen } from './camera.ts';
import { nodeHeight, nodeWidth, type Point } from './geometry.ts';
import { nodesById } from './lookup.ts';

export type WireEnd = { readonly from: Endpoint } | { readonly to: Endpoint };
/** Where a chosen layer goes. */
export type AddTarget =
  | { readonly kind: 'free' }
  | { readonly kind: 'after'; readonly node: string }
  | { readonly kind: 'edge'; readonly edge: string }
  | { readonly kind: 'wire'; readonly end: WireEnd; readonly fits: readonly Fit[] };
export type Overlay =
  | {
      readonly kind: 'add';
      readonly target: AddTarget;
      /** On the screen, and of the drawing. */
      readonly screen: Point;
      readonly point: Point;
    }
  | { readonly kind: 'find' }
  | { readonly kind: 'connect'; readonly node: string; readonly screen: Point };

export const useOverlay = create<{ readonly overlay: Overlay | null }>()(() => ({ overlay: null }));
export const closeOverlay = (): void => useOverlay.setState({ overlay: null });
const open = (overlay: Overlay): void => useOverlay.setState({ overlay });

export const openFind = (): void => open({ kind: 'find' });

/** Beside a node, on the screen. */
function besideNode(id: string): Point | null {
  const node = nodesById(useDocument.getState().project.nodes).get(id);
  if (!node) return null;
  revealNode(id);
  const { x, y } = node.position;
  return toScreen({ x: x + nodeWidth + 12, y: y + nodeHeight / 4 });
}
/** Behind the selected node, else at the pointer, else in the middle of what is seen. */
export function openAdd(pointer: Point | null): void {
  const { nodes } = useView.getState();
  const [only] = nodes;
  const beside = nodes.length === 1 && only !== undefined ? besideNode(only) : null;
  if (beside && only !== undefined) {
    open({
      kind: 'add',
      target: { kind: 'after', node: only },
      screen: beside,
      point: toDrawing(beside),
    });
    return;
  }
  const box = canvasElement()?.getBoundingClientRect();
  const screen =
    pointer ?? (box ? { x: box.left + box.width / 2 - 130, y: box.top + 80 } : { x: 0, y: 0 });
  openAddAt(screen, pointer ? toDrawing(pointer) : middleOfView(), { kind: 'free' });
}
export function openAddAt(screen: Point, point: Point, target: AddTarget): void {
  open({ kind: 'add', target, screen, point });
}
/** For a wire that was dropped into empty space: only what can be wired to its end. */
export async function openFits(screen: Point, end: WireEnd): Promise<void> {
  const point = toDrawing(screen);
  const { project } = useDocument.getState();
  const fields = useNetwork.getState().data?.fields ?? null;
  const result = await engine.graph.fits(project, fields, end);
  if (!result.ok || useDocument.getState().project !== project) return;
  openAddAt(screen, point, { kind: 'wire', end, fits: result.value });
}
export function openConnect(node: string): void {
  const screen = besideNode(node);
  if (screen) open({ kind: 'connect', node, screen });
}
