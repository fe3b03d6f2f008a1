/** Actions of the shell itself: settings, command palette, shortcuts, language, theme, presentation. */
import type { Action } from '../actions/registry.ts';

export const appActions: readonly Action[] = [];
