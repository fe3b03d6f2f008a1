/** A node in, its ports out: as inference found them for its settings, else as its type has them by default. */
import type { NetworkSummary, NodeTypeSummary, PortSummary } from '../../engine/index.ts';
import { useNetwork } from '../store/network.ts';

/** What the recipes know of node types; handed in, so that they stay pure. */
export interface Kinds {
  readonly types: ReadonlyMap<string, NodeTypeSummary>;
  /** Ports may depend on the params, which only inference understands. */
  readonly summary: Pick<NetworkSummary, 'nodes'> | null;
}
interface Named {
  readonly id: string;
  readonly type: string;
}
const none: readonly PortSummary[] = [];

export function inputsOf(kinds: Kinds, { id, type }: Named): readonly PortSummary[] {
  return kinds.summary?.nodes[id]?.inputs ?? kinds.types.get(type)?.inputs ?? none;
}
export function outputsOf(kinds: Kinds, { id, type }: Named): readonly PortSummary[] {
  return kinds.summary?.nodes[id]?.outputs ?? kinds.types.get(type)?.outputs ?? none;
}
/** Where a wire goes that names no port: the first input that the data do not fill. */
export function mainInput(kinds: Kinds, node: Named): PortSummary | undefined {
  const inputs = inputsOf(kinds, node);
  return inputs.find(({ data }) => data === undefined);
}
export function mainOutput(kinds: Kinds, node: Named): PortSummary | undefined {
  return outputsOf(kinds, node)[0];
}
/** Losses and outputs end the network: what they give is used by nobody else. */
export function isEnd(kinds: Kinds, { type }: Pick<Named, 'type'>): boolean {
  return type === 'output' || kinds.types.get(type)?.category === 'loss';
}

/** Of the window's document now. */
export function currentKinds(): Kinds {
  const { types, summary } = useNetwork.getState();
  return { types, summary };
}
