/** Copy, cut and paste: a selection goes as the text of a project, and whatever text comes back is checked before it is used. */
import i18next from 'i18next';
import { placeOf } from '../actions/keys.ts';
import { paste, remove } from '../commands/edits.ts';
import { fragmentOf, middleOf } from '../commands/fragment.ts';
import { sentenceOf } from '../issues/sentences.ts';
import { useDocument } from '../store/document.ts';
import { engine } from '../store/engine.ts';
import { select, useView } from '../store/view.ts';
import { notify } from '../ui/toasts.ts';
import { middleOfView, toDrawing } from './camera.ts';
import { columnPitch, type Point, snapped } from './geometry.ts';
import { pointerPlace } from './pointer.ts';

/** What was copied last in this window, for where the clipboard cannot be read. */
let remembered = '';
/** Pasting again in the same place would hide what was pasted before. */
let repeated = { text: '', times: 0 };

function selectionText(): string | null {
  const { nodes } = useView.getState();
  const fragment = fragmentOf(useDocument.getState().project, new Set(nodes));
  return fragment.nodes.length === 0 ? null : JSON.stringify(fragment, null, 1);
}

/** For menus and the command palette: a copy event is asked for, so that no permission is needed. */
export function copySelection(): void {
  document.execCommand('copy');
}
export function cutSelection(): void {
  document.execCommand('cut');
}
/** The browser may ask, or refuse; then what this window copied last is taken. */
export async function pasteClipboard(): Promise<void> {
  let text = remembered;
  try {
    text = await navigator.clipboard.readText();
  } catch {
    if (text === '') return void notify('information', i18next.t('canvas:pasteByKey'));
  }
  await pasteText(text);
}

/** Anything that is no project with nodes is refused in a sentence; nothing changes then. */
export async function pasteText(text: string): Promise<void> {
  if (text.trim() === '' || useDocument.getState().readOnly) return;
  const result = await engine.graph.parse(text);
  const parsed = result.ok ? result.value : null;
  const fragment = parsed && 'project' in parsed ? parsed.project : null;
  if (!fragment || fragment.nodes.length === 0) {
    const [issue] = parsed && 'issues' in parsed ? parsed.issues : [];
    const isOurs = text.includes('"netloom"') && issue !== undefined;
    notify('information', isOurs ? sentenceOf(issue) : i18next.t('canvas:nothingToPaste'));
    return;
  }
  const ids = paste(fragment, offsetFor(text, middleOf(fragment.nodes)));
  if (ids === null) return void notify('warning', i18next.t('canvas:tooMany'));
  select([...ids.values()]);
}
/** To the pointer, else to the middle of what is seen; a second time a little further. */
function offsetFor(text: string, middle: Point): Point {
  repeated = text === repeated.text ? { text, times: repeated.times + 1 } : { text, times: 0 };
  const pointer = pointerPlace();
  const to = pointer ? toDrawing(pointer) : middleOfView();
  const step = (repeated.times * columnPitch) / 5;
  return snapped({ x: to.x - middle.x + step, y: to.y - middle.y + step });
}

/** Text that was marked in a panel, or a text field, has the clipboard first. */
const isOurs = (event: Event): boolean =>
  placeOf(event.target) !== 'text' && (document.getSelection()?.isCollapsed ?? true);

function onCopy(event: ClipboardEvent): void {
  const text = isOurs(event) ? selectionText() : null;
  if (text === null) return;
  remembered = text;
  repeated = { text, times: 0 };
  event.clipboardData?.setData('text/plain', text);
  event.preventDefault();
  if (event.type === 'cut') remove(useView.getState().nodes, []);
}
function onPaste(event: ClipboardEvent): void {
  if (!isOurs(event)) return;
  event.preventDefault();
  void pasteText(event.clipboardData?.getData('text/plain') ?? '');
}
/**
 * The system's own events carry the clipboard without asking for permission. They only come where nobody prevents what
 * the keys do by themselves, so the shortcuts are kept from the registry here.
 */
function letThrough(event: KeyboardEvent): void {
  const isClipboard =
    (event.ctrlKey || event.metaKey) &&
    !event.altKey &&
    !event.shiftKey &&
    ['c', 'x', 'v'].includes(event.key.toLowerCase());
  if (isClipboard && placeOf(event.target) !== 'list') event.stopImmediatePropagation();
}

export function startClipboard(): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  document.addEventListener('copy', onCopy, { signal });
  document.addEventListener('cut', onCopy, { signal });
  document.addEventListener('paste', onPaste, { signal });
  addEventListener('keydown', letThrough, { signal, capture: true });
  return () => stop.abort();
}
