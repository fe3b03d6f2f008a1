/** A shortcut in tinykeys notation in, Electron's accelerator out. */

const modifiers: Readonly<Record<string, string>> = {
  $mod: 'CommandOrControl',
  Control: 'Control',
  Meta: 'Command',
  Alt: 'Alt',
  Shift: 'Shift',
};
const keys: Readonly<Record<string, string>> = {
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  Escape: 'Esc',
  Enter: 'Return',
};

/** Undefined for keys without a modifier: a menu must not take letters from text fields. */
export function acceleratorOf(shortcut: string): string | undefined {
  const parts = shortcut.split('+');
  const key = parts.pop() ?? '';
  const isFunctionKey = /^F\d{1,2}$/.test(key);
  if (!isFunctionKey && !parts.some((part) => part !== 'Shift')) return undefined;
  const shown = keys[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  return [...parts.map((part) => modifiers[part] ?? part), shown].join('+');
}
