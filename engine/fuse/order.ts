/** Kernels and what they read, store and overwrite come in; an order that keeps every dependence goes out. */
import type { Draft } from './lowerGroup.ts';
import type { NodeId } from './nodes.ts';

/** Kernels of a cycle: each must run before the next, and the last before the first. */
export interface Cycle {
  readonly cycle: readonly Draft[];
}

/**
 * A value is read after all kernels that store it, and a param's old value before the kernel that overwrites it.
 * Where dependence leaves a choice, kernels run by `time`.
 */
export function orderKernels(drafts: readonly Draft[]): readonly Draft[] | Cycle {
  const sorted = [...drafts].sort((a, b) => a.time - b.time);
  const before = dependences(sorted);
  const ordered: Draft[] = [];
  const state = new Map<Draft, 'open' | 'done'>();
  const path: Draft[] = [];
  const visit = (draft: Draft): Cycle | null => {
    const seen = state.get(draft);
    if (seen === 'done') return null;
    if (seen === 'open') return { cycle: path.slice(path.indexOf(draft)) };
    state.set(draft, 'open');
    path.push(draft);
    for (const earlier of before(draft)) {
      const cycle = visit(earlier);
      if (cycle !== null) return cycle;
    }
    path.pop();
    state.set(draft, 'done');
    ordered.push(draft);
    return null;
  };
  for (const draft of sorted) {
    const cycle = visit(draft);
    if (cycle !== null) return cycle;
  }
  return ordered;
}

function dependences(drafts: readonly Draft[]): (draft: Draft) => Draft[] {
  const storing = new Map<NodeId, Draft[]>();
  const reading = new Map<NodeId, Draft[]>();
  const note = (map: Map<NodeId, Draft[]>, id: NodeId, draft: Draft) => {
    const list = map.get(id);
    if (list === undefined) map.set(id, [draft]);
    else list.push(draft);
  };
  for (const draft of drafts) {
    for (const id of draft.stores) note(storing, id, draft);
    for (const id of draft.reads) note(reading, id, draft);
  }
  return (draft) => {
    const stored = draft.reads.flatMap((id) => storing.get(id) ?? []);
    const read = draft.overwrites.flatMap((id) => reading.get(id) ?? []);
    return [...stored, ...read].filter((other) => other !== draft);
  };
}
