/** The document: the project being drawn, its undo history and where it is saved; every change is an undoable edit. */
import { applyPatches, enablePatches, type Patch, produceWithPatches } from 'immer';
import { create } from 'zustand';
import type { Project } from '../../engine/index.ts';
import {
  type EditLabel,
  emptyHistory,
  type History,
  type HistoryStep,
  recordStep,
  redoStep,
  undoStep,
} from './history.ts';

enablePatches();

export interface DocumentState {
  readonly project: Project;
  /** Identifies the open document among tabs and in the app's store; new for every New and Open. */
  readonly documentId: string;
  /** Grows with every edit, undo and redo. */
  readonly revision: number;
  /** Revision that the file on disk holds; null where there is none or it differs. */
  readonly savedRevision: number | null;
  /** Newest step at that revision, null before the first: undone back to it, nothing is left to save. */
  readonly savedStep: HistoryStep | null | undefined;
  readonly history: History;
  /** Another tab or window writes this project. */
  readonly readOnly: boolean;
}
export type Recipe = (draft: Project) => void;

const blank: Project = {
  format: 'netloom',
  version: 1,
  name: '',
  nodes: [],
  edges: [],
  blocks: [],
  notes: [],
  data: { source: null, options: {} },
  training: {
    phases: [],
    batchSize: 32,
    split: { kind: 'fraction', validation: 0.2, shuffle: true },
    seed: 1,
    metrics: [],
  },
};

export const useDocument = create<DocumentState>()(() => ({
  project: blank,
  documentId: '',
  revision: 0,
  savedRevision: null,
  savedStep: undefined,
  history: emptyHistory,
  readOnly: false,
}));

/** Replaces everything: New, Open, recovery. */
export function openDocument(
  project: Project,
  given: {
    readonly documentId: string;
    readonly history?: History;
    readonly saved: boolean;
    readonly readOnly?: boolean;
  },
): void {
  useDocument.setState((state) => {
    const revision = state.revision + 1;
    const history = given.history ?? emptyHistory;
    return {
      project,
      documentId: given.documentId,
      revision,
      savedRevision: given.saved ? revision : null,
      savedStep: given.saved ? newestStep(history) : undefined,
      history,
      readOnly: given.readOnly ?? false,
    };
  });
}

/**
 * Applies an edit. `merge`: edits with the same key shortly after each other are undone as one. Returns whether
 * anything changed; a read-only document never does.
 */
export function edit(label: EditLabel, recipe: Recipe, merge: string | null = null): boolean {
  const { project, readOnly } = useDocument.getState();
  if (readOnly) return false;
  const [next, patches, inverse] = produceWithPatches(project, recipe);
  if (patches.length === 0) return false;
  useDocument.setState((state) => ({
    project: next,
    revision: state.revision + 1,
    history: recordStep(state.history, { label, patches, inverse, merge, at: Date.now() }),
  }));
  return true;
}

/** The label of what was undone, or null when there was nothing. */
export function undo(): EditLabel | null {
  return travel(undoStep, ({ inverse }) => inverse);
}
export function redo(): EditLabel | null {
  return travel(redoStep, ({ patches }) => patches);
}

function travel(
  move: typeof undoStep,
  patchesOf: (step: History['past'][number]) => readonly Patch[],
): EditLabel | null {
  const { history, project, readOnly, revision } = useDocument.getState();
  const moved = readOnly ? null : move(history);
  if (!moved) return null;
  useDocument.setState({
    project: applyPatches(project, patchesOf(moved.step)),
    history: moved.history,
    revision: revision + 1,
  });
  return moved.step.label;
}

/** The file on disk now holds `revision`. */
export function markSaved(revision: number): void {
  useDocument.setState((state) => ({
    savedRevision: revision,
    // Edited while it was written: which step that was is not known any more.
    savedStep: state.revision === revision ? newestStep(state.history) : undefined,
  }));
}
export const isDirty = ({ revision, savedRevision, savedStep, history }: DocumentState): boolean =>
  revision !== savedRevision && newestStep(history) !== savedStep;
const newestStep = ({ past }: History): HistoryStep | null => past.at(-1) ?? null;
