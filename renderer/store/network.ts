/** What inference says of the document, the catalogue of everything there is, and the data it is bound to. */
import { create } from 'zustand';
import type {
  Catalogue,
  DataSummary,
  Failure,
  Issue,
  NetworkSummary,
  NodeSummary,
  NodeTypeSummary,
} from '../../engine/index.ts';
import { equal } from './equal.ts';

export interface NetworkState {
  /** Null until the graph service has answered once. */
  readonly catalogue: Catalogue | null;
  readonly types: ReadonlyMap<string, NodeTypeSummary>;
  /** Of the document at `revision`; an edit is followed by a new one within a frame or two. */
  readonly summary: NetworkSummary | null;
  readonly revision: number;
  readonly issuesOf: ReadonlyMap<string, readonly Issue[]>;
  /** Of the document's data; null while none are open. */
  readonly data: DataSummary | null;
  readonly dataFailure: Failure | null;
  readonly dataLoading: boolean;
}

export const useNetwork = create<NetworkState>()(() => ({
  catalogue: null,
  types: new Map(),
  summary: null,
  revision: -1,
  issuesOf: new Map(),
  data: null,
  dataFailure: null,
  dataLoading: false,
}));

export function setCatalogue(catalogue: Catalogue): void {
  const types = new Map(catalogue.nodeTypes.map((type) => [type.type, type]));
  useNetwork.setState({ catalogue, types });
}

/** Nodes whose summary says the same keep their object, so that only what changed is drawn again. */
export function setSummary(summary: NetworkSummary, revision: number): void {
  const old = useNetwork.getState();
  const nodes: Record<string, NodeSummary> = {};
  for (const [id, found] of Object.entries(summary.nodes)) {
    const before = old.summary?.nodes[id];
    nodes[id] = before && equal(before, found) ? before : found;
  }
  const issuesOf = new Map<string, readonly Issue[]>();
  for (const issue of summary.issues) {
    if (issue.node === undefined) continue;
    issuesOf.set(issue.node, [...(issuesOf.get(issue.node) ?? []), issue]);
  }
  for (const [id, issues] of issuesOf) {
    const before = old.issuesOf.get(id);
    if (before && equal(before, issues)) issuesOf.set(id, before);
  }
  useNetwork.setState({ summary: { ...summary, nodes }, revision, issuesOf });
}

const none: readonly Issue[] = [];
export const useNodeSummary = (id: string): NodeSummary | undefined =>
  useNetwork((state) => state.summary?.nodes[id]);
export const useNodeIssues = (id: string): readonly Issue[] =>
  useNetwork((state) => state.issuesOf.get(id) ?? none);
