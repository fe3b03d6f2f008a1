/** A shortcut in tinykeys notation in, its text on this system or for assistive technology out. */

/** Of the system, as tinykeys decides what `$mod` is. */
const isMac = typeof navigator === 'object' && /Mac|iPod|iPhone|iPad/.test(navigator.platform);

const macSigns: Readonly<Record<string, string>> = {
  $mod: '⌘',
  Meta: '⌘',
  Control: '⌃',
  Alt: '⌥',
  Shift: '⇧',
};
const words: Readonly<Record<string, string>> = { $mod: 'Ctrl', Control: 'Ctrl', Meta: 'Win' };
const keySigns: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  Delete: 'Del',
  Space: 'Space',
  Comma: ',',
  Period: '.',
  Slash: '/',
  Minus: '−',
  Equal: '=',
  Enter: 'Enter',
};

function keyText(key: string): string {
  const plain = key.replace(/^(Key|Digit)(?=.$)/, '');
  return keySigns[plain] ?? (plain.length === 1 ? plain.toUpperCase() : plain);
}

/** `$mod+Shift+P` is Ctrl+Shift+P, and ⇧⌘P on a Mac. */
export function shortcutText(keys: string, mac = isMac): string {
  return keys
    .split(' ')
    .map((press) => {
      // A plus behind a plus is the key itself.
      const parts = press.replace(/\+\+$/, '+Plus').split('+');
      const key = parts.pop() ?? '';
      const shown = key === 'Plus' ? '+' : keyText(key);
      return mac
        ? `${parts.map((part) => macSigns[part] ?? part).join('')}${shown}`
        : [...parts.map((part) => words[part] ?? part), shown].join('+');
    })
    .join(' ');
}

/** For `aria-keyshortcuts`: `Control+Shift+P`. */
export function ariaShortcut(keys: string, mac = isMac): string {
  return keys.replaceAll('$mod', mac ? 'Meta' : 'Control');
}
