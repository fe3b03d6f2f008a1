/** A shortcut in tinykeys notation, as this system writes it. */
import { shortcutText } from '../actions/shortcuts.ts';

export function Kbd({ keys }: { readonly keys: string }) {
  return <kbd className="font-sans text-xs tracking-wide text-faint">{shortcutText(keys)}</kbd>;
}
