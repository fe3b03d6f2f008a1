/** Counts how often React committed a kind of component, so that tests can gate work instead of time. */
import { useLayoutEffect } from 'react';

/** A node, its content, a wire of the canvas; a map of the dock. */
export type CommitKind = 'node' | 'nodeBody' | 'wire' | 'map';

const commits: Record<CommitKind, number> = { node: 0, nodeBody: 0, wire: 0, map: 0 };

declare global {
  interface Window {
    /** For tests and measurements: numbers of React commits since the page was loaded, by kind. */
    __netloom?: { readonly commits: Readonly<Record<CommitKind, number>> };
  }
}
window.__netloom = { ...window.__netloom, commits };

/** Without dependencies: runs once for each commit of the component that calls it. */
export function useCommitCounter(kind: CommitKind): void {
  useLayoutEffect(() => {
    commits[kind]++;
  });
}
