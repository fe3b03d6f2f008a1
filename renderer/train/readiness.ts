/** Whether the drawn network can be trained: document, issues and data in, what stands in the way out. */
import type { Failure, Issue, NetworkSummary } from '../../engine/index.ts';
import type { NetworkState } from '../store/network.ts';

export type Obstacle =
  /** Nothing is known yet: the window is still starting. */
  | { readonly kind: 'waiting' }
  /** Nothing is drawn. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'issue'; readonly issue: Issue; readonly count: number }
  /** No data are chosen. */
  | { readonly kind: 'no-data' }
  | { readonly kind: 'data-loading' }
  | { readonly kind: 'data'; readonly failure: Failure };

const found = new WeakMap<NetworkSummary, readonly Issue[]>();
/** Issues that keep the network from being trained: errors first, each in the order of the network. */
export function blockingIssues(summary: NetworkSummary): readonly Issue[] {
  const known = found.get(summary);
  if (known) return known;
  const place = new Map(summary.order.map((id, i) => [id, i]));
  const at = ({ node }: Issue) => (node === undefined ? -1 : (place.get(node) ?? place.size));
  const rank = ({ severity }: Issue) => (severity === 'error' ? 0 : 1);
  const blocking = summary.issues
    .filter(({ blocksTraining }) => blocksTraining)
    .toSorted((a, b) => rank(a) - rank(b) || at(a) - at(b));
  found.set(summary, blocking);
  return blocking;
}

/** The first thing that stands in the way of training, or null. */
export function obstacle(
  nodes: number,
  source: unknown,
  network: Pick<NetworkState, 'summary' | 'data' | 'dataFailure' | 'dataLoading'>,
): Obstacle | null {
  const { summary, data, dataFailure, dataLoading } = network;
  if (nodes === 0) return { kind: 'empty' };
  if (!summary) return { kind: 'waiting' };
  // Without data every input is an issue, which would hide the cause.
  if (source === null) return { kind: 'no-data' };
  if (dataFailure) return { kind: 'data', failure: dataFailure };
  if (dataLoading || !data) return { kind: 'data-loading' };
  const issues = blockingIssues(summary);
  const [issue] = issues;
  return issue ? { kind: 'issue', issue, count: issues.length } : null;
}

/** Whether both say the same, so that what shows one need not change for the other. */
export function sameObstacle(a: Obstacle | null, b: Obstacle | null): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
