/** Which node the keyboard is at: the last one that was selected, while it still is. */
import { create } from 'zustand';
import { useDocument } from '../store/document.ts';
import { useNetwork } from '../store/network.ts';
import { select, useView } from '../store/view.ts';
import { revealNode } from './camera.ts';
import type { Point } from './geometry.ts';
import { nodesById } from './lookup.ts';
import { type Direction, walk } from './walk.ts';

interface Cursor {
  readonly node: string | null;
  /** The node whose name is being typed on the canvas. */
  readonly renaming: string | null;
}
export const useCursor = create<Cursor>()(() => ({ node: null, renaming: null }));
/** Where it was: when its node is deleted, the keyboard goes on nearby. */
let lastPlace: Point | null = null;

let following = false;
/** The newest of the selected nodes takes the cursor; once. */
export function startCursor(): void {
  if (following) return;
  following = true;
  useCursor.subscribe(({ node }) => {
    const place = node === null ? null : nodesById(useDocument.getState().project.nodes).get(node);
    if (place) lastPlace = place.position;
  });
  useView.subscribe((state, before) => {
    if (state.nodes === before.nodes) return;
    const { node } = useCursor.getState();
    const added = state.nodes.filter((id) => !before.nodes.includes(id));
    const next =
      added.at(-1) ?? (node !== null && state.nodes.includes(node) ? node : state.nodes.at(-1));
    useCursor.setState({ node: next ?? null });
  });
}

function nearestTo({ x, y }: Point): string | undefined {
  const far = ({ position }: { readonly position: Point }) =>
    Math.hypot(position.x - x, position.y - y);
  const { nodes } = useDocument.getState().project;
  return [...nodes].sort((a, b) => far(a) - far(b))[0]?.id;
}
/** `extend` keeps what is selected. Without a cursor it begins where it was last, or at the network's first node. */
export function walkTo(direction: Direction, extend: boolean): void {
  const { project } = useDocument.getState();
  const { node } = useCursor.getState();
  const first = lastPlace
    ? nearestTo(lastPlace)
    : (useNetwork.getState().summary?.order[0] ?? project.nodes[0]?.id);
  const known = node !== null && nodesById(project.nodes).has(node) ? node : null;
  const next = known === null ? first : walk(project, known, direction);
  if (next === undefined || next === null) return;
  const { nodes } = useView.getState();
  if (extend) select([...nodes.filter((id) => id !== next), next]);
  else select([next]);
  useCursor.setState({ node: next });
  revealNode(next);
}
