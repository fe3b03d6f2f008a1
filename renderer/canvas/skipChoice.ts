/** A Residual dropped onto a wire: the wire is its `main`, and a person chooses among the values that could be its `skip`. */
import { create } from 'zustand';
import type { Endpoint, PaletteItem } from '../../engine/index.ts';
import { insertOnEdge, insertResidual } from '../commands/edits.ts';
import { useDocument } from '../store/document.ts';
import { engine } from '../store/engine.ts';
import { useNetwork } from '../store/network.ts';
import { select } from '../store/view.ts';

interface SkipChoice {
  readonly item: PaletteItem | null;
  readonly edge: string | null;
  /** Nearest first; empty while nothing is to be chosen. */
  readonly sources: readonly Endpoint[];
  readonly chosen: Endpoint | null;
}
const nothing: SkipChoice = { item: null, edge: null, sources: [], chosen: null };
export const useSkipChoice = create<SkipChoice>()(() => nothing);
export const isChoosing = (): boolean => useSkipChoice.getState().sources.length > 0;

/** Asks which values could go around; with none the Residual is put there and waits for its `skip`. */
export async function chooseSkip(item: PaletteItem, edge: string): Promise<void> {
  const { project } = useDocument.getState();
  const fields = useNetwork.getState().data?.fields ?? null;
  const result = await engine.graph.residualSources(project, fields, edge);
  if (useDocument.getState().project !== project) return;
  const sources = result.ok ? result.value : [];
  const [nearest] = sources;
  if (nearest) useSkipChoice.setState({ item, edge, sources, chosen: nearest });
  else {
    const id = insertOnEdge(item, edge);
    if (id !== null) select([id]);
  }
}
export function cancelSkip(): void {
  useSkipChoice.setState(nothing, true);
}
/** Steps through the sources, from near to far. */
export function stepSkip(steps: number): void {
  const { sources, chosen } = useSkipChoice.getState();
  const index = chosen === null ? -1 : sources.indexOf(chosen);
  const next = sources[(index + steps + sources.length) % Math.max(1, sources.length)];
  if (next) useSkipChoice.setState({ chosen: next });
}
/** Puts the Residual in, with the node's value (or the chosen one) as its `skip`; nothing for a node that cannot give it. */
export function takeSkip(node?: string): boolean {
  const { item, edge, sources, chosen } = useSkipChoice.getState();
  const source = node === undefined ? chosen : sources.find((candidate) => candidate.node === node);
  if (!item || edge === null || !source) return false;
  const id = insertResidual(item, edge, source);
  cancelSkip();
  if (id !== null) select([id]);
  return id !== null;
}
