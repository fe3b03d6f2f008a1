/** Key presses in, registered actions run: the one place where shortcuts are bound. */
import { matchKeyBindingPress, parseKeybinding } from 'tinykeys';
import { useView } from '../store/view.ts';
import { useQuestions } from '../ui/confirm.ts';
import { answers, type Place } from './answers.ts';
import { type Action, allActions, onActions, runAction } from './registry.ts';

type Press = ReturnType<typeof parseKeybinding>[number];

const textFields =
  'textarea, select, [contenteditable="true"], input:not([type="range"], [type="checkbox"], [type="radio"])';

/** What the focus is in. The canvas and the outline say so by `data-keys="canvas"`; with no focus keys are theirs too. */
export function placeOf(target: EventTarget | null): Place {
  if (!(target instanceof Element) || target === document.body) return 'canvas';
  if (target.closest('[role="menu"], [role="menubar"], [role="listbox"]')) return 'list';
  if (target.closest(textFields)) return 'text';
  if (target.closest('[role="dialog"], [role="alertdialog"]')) return 'list';
  return target.closest('[data-keys="canvas"], .react-flow') ? 'canvas' : 'elsewhere';
}

interface Binding {
  readonly press: Press;
  readonly action: Action;
}
function bindingsOf(actions: readonly Action[]): Binding[] {
  return actions.flatMap((action) =>
    (action.shortcuts ?? []).flatMap((keys) => {
      const [press] = parseKeybinding(keys);
      return press ? [{ press, action }] : [];
    }),
  );
}

export function startKeys(): void {
  let bindings = bindingsOf(allActions());
  onActions(() => {
    bindings = bindingsOf(allActions());
  });
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const modal = useView.getState().dialog !== null || useQuestions.getState().asked.length > 0;
    const place = placeOf(event.target);
    for (const { press, action } of bindings) {
      if (!matchKeyBindingPress(event, press) || !answers(action, place, modal)) continue;
      // What the browser would do with it (save the page, say) must not happen even where the action cannot run now.
      if (event.ctrlKey || event.metaKey) event.preventDefault();
      if (runAction(action.id)) {
        event.preventDefault();
        return;
      }
    }
    if (modal && isBrowserShortcut(event)) event.preventDefault();
  });
}

/** Behind a dialog, saving or opening a page of the browser would only surprise. */
function isBrowserShortcut(event: KeyboardEvent): boolean {
  return (event.ctrlKey || event.metaKey) && ['s', 'o'].includes(event.key.toLowerCase());
}
