/** Actions on the drawing: delete, copy, paste, duplicate, disable, group, layout, find, fit. */
import type { Action } from '../actions/registry.ts';

export const canvasActions: readonly Action[] = [];
