/** The window's own Save as dialog as a promise: whether the document was saved. */
import { openDialog, useView } from '../store/view.ts';

let waiting: ((saved: boolean) => void) | null = null;

/** Opens the dialog; whatever closes it answers. */
export function askForName(): Promise<boolean> {
  waiting?.(false);
  openDialog('save-as');
  return new Promise((resolve) => {
    waiting = resolve;
  });
}
export function answerName(saved: boolean): void {
  const answer = waiting;
  waiting = null;
  if (useView.getState().dialog === 'save-as') openDialog(null);
  answer?.(saved);
}
