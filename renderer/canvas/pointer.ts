/** Where the pointer is over the canvas, and what of the drawing lies under it. */

import { canvasElement } from './camera.ts';
import type { Point } from './geometry.ts';

let last: Point | null = null;
/** On the screen; null where it has left the canvas. */
export const pointerPlace = (): Point | null => last;
export function pointerAt(place: Point | null): void {
  last = place;
}

export interface Hit {
  readonly node: string | null;
  readonly edge: string | null;
}
/** Null outside the canvas, or where something lies over it. `except`: a node that is looked through. */
export function hitAt({ x, y }: Point, except?: string): Hit | null {
  const canvas = canvasElement();
  const through =
    except === undefined ? null : canvas?.querySelector(`.react-flow__node[data-id="${except}"]`);
  // A port reaches over the end of its wire, which is what is meant there.
  const found = document
    .elementsFromPoint(x, y)
    .filter((element) => !through?.contains(element) && !element.matches('.react-flow__handle'));
  const [top] = found;
  if (!canvas || !top || !canvas.contains(top)) return null;
  const idOf = (selector: string): string | null => {
    for (const element of found) {
      const match = canvas.contains(element) ? element.closest<HTMLElement>(selector) : null;
      const id = match?.getAttribute('data-id');
      if (id) return id;
    }
    return null;
  };
  const node = idOf('.react-flow__node');
  return { node, edge: node === null ? idOf('.react-flow__edge') : null };
}
