/** What an edit would bring while it is only considered: shapes and issues that nodes and wires show as ghosts. */
import { create } from 'zustand';
import type { Consequences, Failure, Issue, PaletteItem } from '../../engine/index.ts';
import { useDocument } from '../store/document.ts';
import { engine } from '../store/engine.ts';
import { useNetwork } from '../store/network.ts';
import { wireShape } from './text.ts';

interface GhostState {
  /** The wire that a new node would be put into, or null. */
  readonly edge: string | null;
  readonly consequences: Consequences | null;
  readonly failure: Failure | null;
}
const nothing: GhostState = { edge: null, consequences: null, failure: null };
export const useGhosts = create<GhostState>()(() => nothing);

let asked = 0;
/** Asks what inserting the item would bring; a later question makes an earlier answer worthless. */
export async function considerInsert(edge: string, item: PaletteItem): Promise<void> {
  if (useGhosts.getState().edge === edge) return;
  const question = ++asked;
  useGhosts.setState({ ...nothing, edge });
  const { project } = useDocument.getState();
  const fields = useNetwork.getState().data?.fields ?? null;
  const result = await engine.graph.considerInsert(project, fields, edge, item.type, item.params);
  if (question !== asked) return;
  if (result.ok) useGhosts.setState({ consequences: result.value });
  else useGhosts.setState({ failure: result.error });
}
export function forgetGhosts(): void {
  asked++;
  if (useGhosts.getState() !== nothing) useGhosts.setState(nothing, true);
}

/** The shape that the wire would carry, where it differs from now; '?' where nobody could know. */
export function useGhostOfWire(id: string): string | null {
  return useGhosts(({ consequences }) => {
    if (!consequences || !Object.hasOwn(consequences.network.edges, id)) return null;
    const next = consequences.network.edges[id];
    const now = useNetwork.getState().summary?.edges[id];
    const [before, after] = [now ? wireShape(now) : '?', next ? wireShape(next) : '?'];
    return before === after ? null : after;
  });
}
const firstOutput = (values: Readonly<Record<string, { shape: readonly number[] }>> | undefined) =>
  Object.values(values ?? {})[0];
/** The same for what a node gives. */
export function useGhostOfNode(id: string): string | null {
  return useGhosts(({ consequences }) => {
    const next = consequences?.network.nodes[id];
    if (!next) return null;
    const now = firstOutput(useNetwork.getState().summary?.nodes[id]?.outputValues);
    const then = firstOutput(next.outputValues);
    const [before, after] = [now?.shape.join('×') ?? '?', then?.shape.join('×') ?? '?'];
    return before === after ? null : after === '' ? '1' : after;
  });
}
/** The gravest issue that the edit would bring to the node. */
export function useGhostIssue(id: string): Issue | null {
  return useGhosts(
    ({ consequences }) => consequences?.added.find(({ node }) => node === id) ?? null,
  );
}
