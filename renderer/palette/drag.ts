/** An item dragged from the palette by the pointer: where it is, what it would do there, and the drop. */
import { create } from 'zustand';
import type { PaletteItem } from '../../engine/index.ts';
import { focusCanvas, toDrawing } from '../canvas/camera.ts';
import type { Point } from '../canvas/geometry.ts';
import { considerInsert, forgetGhosts } from '../canvas/ghosts.ts';
import { placeAt, placeBehind, placeOnEdge, wrapInResidual } from '../canvas/place.ts';
import { hitAt } from '../canvas/pointer.ts';
import { useDocument } from '../store/document.ts';
import { useView } from '../store/view.ts';

/** What dropping it now would do. */
export type DropTarget =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'free' }
  | { readonly kind: 'edge'; readonly edge: string }
  | { readonly kind: 'behind'; readonly node: string }
  | { readonly kind: 'wrap'; readonly nodes: readonly string[] };
interface DragState {
  readonly item: PaletteItem | null;
  readonly at: Point;
  readonly target: DropTarget;
}
const nothing: DropTarget = { kind: 'nothing' };
const resting: DragState = { item: null, at: { x: 0, y: 0 }, target: nothing };
export const useDrag = create<DragState>()(() => resting);

/** A pointer that moved less than this has clicked. */
const threshold = 4;

function targetAt(item: PaletteItem, at: Point): DropTarget {
  const hit = hitAt(at);
  if (!hit) return nothing;
  const { nodes } = useView.getState();
  if (hit.node !== null) {
    if (item.type === 'residual') {
      const around = nodes.includes(hit.node) ? nodes : [hit.node];
      return { kind: 'wrap', nodes: around };
    }
    return { kind: 'behind', node: hit.node };
  }
  return hit.edge === null ? { kind: 'free' } : { kind: 'edge', edge: hit.edge };
}
function move(item: PaletteItem, at: Point): void {
  const target = targetAt(item, at);
  useDrag.setState({ item, at, target });
  if (target.kind === 'edge') void considerInsert(target.edge, item);
  else forgetGhosts();
}
function drop({ item, at, target }: DragState): void {
  if (!item) return;
  switch (target.kind) {
    case 'nothing':
      return;
    case 'free':
      placeAt(item, toDrawing(at));
      break;
    case 'edge':
      void placeOnEdge(item, target.edge);
      break;
    case 'behind':
      placeBehind(item, target.node);
      break;
    case 'wrap':
      void wrapInResidual(target.nodes);
      break;
    default:
      target satisfies never;
  }
  focusCanvas();
}

/** Call on pointerdown over an item. A click does nothing here; Escape drops the item where it came from. */
export function startDrag(item: PaletteItem, event: PointerEvent): void {
  if (event.button !== 0 || useDocument.getState().readOnly) return;
  const start = { x: event.clientX, y: event.clientY };
  const stop = new AbortController();
  const { signal } = stop;
  const end = () => {
    stop.abort();
    forgetGhosts();
    useDrag.setState(resting, true);
  };
  const isUnderway = () => useDrag.getState().item !== null;
  const onMove = ({ clientX, clientY }: PointerEvent) => {
    const far = Math.hypot(clientX - start.x, clientY - start.y) >= threshold;
    if (isUnderway() || far) move(item, { x: clientX, y: clientY });
  };
  const onUp = (up: PointerEvent) => {
    onMove(up);
    const state = useDrag.getState();
    end();
    if (state.item) {
      swallowClick();
      drop(state);
    }
  };
  const onKey = (key: KeyboardEvent) => {
    if (key.key !== 'Escape' || !isUnderway()) return;
    key.preventDefault();
    key.stopPropagation();
    end();
    swallowClick();
  };
  addEventListener('pointermove', onMove, { signal });
  addEventListener('pointerup', onUp, { signal });
  addEventListener('pointercancel', end, { signal });
  addEventListener('blur', end, { signal });
  addEventListener('keydown', onKey, { signal, capture: true });
}
/** The click that follows a drag is no click on the item. */
function swallowClick(): void {
  const stop = new AbortController();
  addEventListener('click', (event) => event.stopPropagation(), {
    capture: true,
    once: true,
    signal: stop.signal,
  });
  setTimeout(() => stop.abort(), 0);
}
