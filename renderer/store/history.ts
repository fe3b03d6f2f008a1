/** Undo and redo: steps of immer patches in, the patches to apply out; pure data, so that it can be stored. */
import type { Patch } from 'immer';

/** What an edit is called: a key of the `edits` sentences and its values. */
export interface EditLabel {
  readonly key: string;
  readonly values?: Readonly<Record<string, string | number>>;
}
export interface HistoryStep {
  readonly label: EditLabel;
  readonly patches: readonly Patch[];
  readonly inverse: readonly Patch[];
  /** Steps with the same key that follow each other closely become one (a drag, typing). */
  readonly merge: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
}
export interface History {
  /** Oldest first. */
  readonly past: readonly HistoryStep[];
  /** Next to redo last. */
  readonly future: readonly HistoryStep[];
}

export const emptyHistory: History = { past: [], future: [] };
/** More than the 10,000 promised; older ones are forgotten. */
export const historyLimit = 20_000;
/** Typing and dragging with pauses shorter than this are one step. */
export const mergeMilliseconds = 1_000;

/** The history after an edit: redo is over, and steps that belong together have become one. */
export function recordStep(history: History, step: HistoryStep): History {
  const last = history.past.at(-1);
  const merges =
    last !== undefined &&
    history.future.length === 0 &&
    step.merge !== null &&
    last.merge === step.merge &&
    step.at - last.at < mergeMilliseconds;
  if (!merges) {
    const past = [...history.past, step];
    return { past: past.length > historyLimit ? past.slice(-historyLimit) : past, future: [] };
  }
  const merged: HistoryStep = {
    ...step,
    label: last.label,
    patches: [...last.patches, ...step.patches],
    // The newest change is taken back first.
    inverse: [...step.inverse, ...last.inverse],
  };
  return { past: [...history.past.slice(0, -1), merged], future: [] };
}

export function undoStep(history: History): { step: HistoryStep; history: History } | null {
  const step = history.past.at(-1);
  if (!step) return null;
  return {
    step,
    history: { past: history.past.slice(0, -1), future: [...history.future, step] },
  };
}

export function redoStep(history: History): { step: HistoryStep; history: History } | null {
  const step = history.future.at(-1);
  if (!step) return null;
  return {
    step,
    history: { past: [...history.past, step], future: history.future.slice(0, -1) },
  };
}
