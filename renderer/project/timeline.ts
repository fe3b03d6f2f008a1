/** The undo history as one line of steps with a cursor, and what changed between two such lines: what a store must do. */
import type { History, HistoryStep } from '../store/history.ts';

/** Steps before the cursor can be undone, those behind it redone. */
export interface Timeline {
  readonly steps: readonly HistoryStep[];
  readonly cursor: number;
}

export function timelineOf({ past, future }: History): Timeline {
  return { steps: [...past, ...future.toReversed()], cursor: past.length };
}
export function historyOf({ steps, cursor }: Timeline): History {
  return { past: steps.slice(0, cursor), future: steps.slice(cursor).toReversed() };
}

export interface TimelineChange {
  /** Steps forgotten at the beginning, because there are too many. */
  readonly dropped: number;
  /** Steps that stay, behind the dropped ones. */
  readonly kept: number;
  /** Steps that follow the kept ones; what followed before is gone. */
  readonly added: readonly HistoryStep[];
}

/** Steps are compared by identity: a step that was merged into is another one. */
export function timelineChange(
  before: readonly HistoryStep[],
  after: readonly HistoryStep[],
): TimelineChange {
  const first = after[0];
  const found = first === undefined ? -1 : before.indexOf(first);
  const dropped = found < 0 ? before.length : found;
  const most = Math.min(before.length - dropped, after.length);
  let kept = 0;
  while (kept < most && before[dropped + kept] === after[kept]) kept++;
  return { dropped, kept, added: after.slice(kept) };
}
