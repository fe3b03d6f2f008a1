/** Actions on projects: new, open, save, save as, export, undo, redo. */
import type { Action } from '../actions/registry.ts';

export const projectActions: readonly Action[] = [];
