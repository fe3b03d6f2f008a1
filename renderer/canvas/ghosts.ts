/** What an edit would bring while it is only considered: shapes and issues that nodes and wires show as ghosts. */
import { create } from 'zustand';
import type {
  Consequences,
  Failure,
  Issue,
  PaletteItem,
  ValueSummary,
} from '../../engine/index.ts';
import { useDocument } from '../store/document.ts';
import { engine } from '../store/engine.ts';
import { useNetwork } from '../store/network.ts';
import { nodeShape, wireShape } from './text.ts';

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
export async function considerInsert(
  edge: string,
  item: Pick<PaletteItem, 'type' | 'params'>,
): Promise<void> {
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

/**
 * The shape that the wire would carry, where it differs from now; '?' where nobody could know. The wire that the new
 * node would be put into says what would come out of it.
 */
export function useGhostOfWire(id: string): string | null {
  return useGhosts(({ consequences, edge }) => {
    if (consequences && edge === id && consequences.ghost !== null) {
      const after = firstOutput(consequences.network.nodes[consequences.ghost]?.outputValues);
      return after ? wireShape(after) : '?';
    }
    if (!consequences || !Object.hasOwn(consequences.network.edges, id)) return null;
    const next = consequences.network.edges[id];
    const now = useNetwork.getState().summary?.edges[id];
    const [before, after] = [now ? wireShape(now) : '?', next ? wireShape(next) : '?'];
    return before === after ? null : after;
  });
}
function firstOutput(values: Readonly<Record<string, ValueSummary>> | undefined) {
  return Object.values(values ?? {})[0];
}
/** What the new node would take and give; null while it is not known. */
export function ghostShapes(consequences: Consequences): readonly [string, string] | null {
  const ghost =
    consequences.ghost === null ? undefined : consequences.network.nodes[consequences.ghost];
  const [before] = Object.values(ghost?.inputValues ?? {})[0] ?? [];
  const after = firstOutput(ghost?.outputValues);
  return before && after ? [nodeShape(before), nodeShape(after)] : null;
}
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
    ({ consequences }) =>
      consequences?.added.find(({ node, severity }) => node === id && severity !== 'hint') ?? null,
  );
}
