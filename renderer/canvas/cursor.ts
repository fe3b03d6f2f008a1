/** Which node the keyboard is at: the last one that was selected, while it still is. */
import { create } from 'zustand';
import { useDocument } from '../store/document.ts';
import { useNetwork } from '../store/network.ts';
import { select, useView } from '../store/view.ts';
import { revealNode } from './camera.ts';
import { nodesById } from './lookup.ts';
import { type Direction, walk } from './walk.ts';

export const useCursor = create<{ readonly node: string | null }>()(() => ({ node: null }));

let following = false;
/** The newest of the selected nodes takes the cursor; once. */
export function startCursor(): void {
  if (following) return;
  following = true;
  useView.subscribe((state, before) => {
    if (state.nodes === before.nodes) return;
    const { node } = useCursor.getState();
    const added = state.nodes.filter((id) => !before.nodes.includes(id));
    const next =
      added.at(-1) ?? (node !== null && state.nodes.includes(node) ? node : state.nodes.at(-1));
    useCursor.setState({ node: next ?? null });
  });
}

/** `extend` keeps what is selected. Without a cursor the network's first node is taken. */
export function walkTo(direction: Direction, extend: boolean): void {
  const { project } = useDocument.getState();
  const { node } = useCursor.getState();
  const first = useNetwork.getState().summary?.order[0] ?? project.nodes[0]?.id;
  const known = node !== null && nodesById(project.nodes).has(node) ? node : null;
  const next = known === null ? first : walk(project, known, direction);
  if (next === undefined || next === null) return;
  const { nodes } = useView.getState();
  if (extend) select([...nodes.filter((id) => id !== next), next]);
  else select([next]);
  useCursor.setState({ node: next });
  revealNode(next);
}
