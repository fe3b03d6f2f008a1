/** An action and where a key is pressed in, whether it may answer out. */
import type { Action } from './registry.ts';

/** Where a key goes: a text keeps its letters and its own undo, an open list or dialog its arrows. */
export type Place = 'text' | 'list' | 'canvas' | 'elsewhere';

/** Whether an action may answer a key pressed there; `modal`: a dialog covers the window. */
export function answers(
  action: Pick<Action, 'inText' | 'canvasOnly'>,
  place: Place,
  modal: boolean,
): boolean {
  if (modal) return false;
  if (place === 'list' || place === 'text') return action.inText === true;
  return place === 'canvas' || action.canvasOnly !== true;
}
