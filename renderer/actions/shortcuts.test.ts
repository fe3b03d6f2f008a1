/** How shortcuts are written on each system. */
import { expect, it } from 'vitest';
import { ariaShortcut, shortcutText } from './shortcuts.ts';

it.each([
  ['$mod+Shift+P', 'Ctrl+Shift+P', '⌘⇧P'],
  ['$mod+Enter', 'Ctrl+Enter', '⌘Enter'],
  ['Delete', 'Del', 'Del'],
  ['/', '/', '/'],
  ['Alt+ArrowLeft', 'Alt+←', '⌥←'],
  ['$mod+,', 'Ctrl+,', '⌘,'],
  ['Shift+?', 'Shift+?', '⇧?'],
  ['$mod++', 'Ctrl++', '⌘+'],
])('%s', (keys, other, mac) => {
  expect(shortcutText(keys, false)).toBe(other);
  expect(shortcutText(keys, true)).toBe(mac);
});
it('names the keys for assistive technology', () => {
  expect(ariaShortcut('$mod+Shift+P', false)).toBe('Control+Shift+P');
  expect(ariaShortcut('$mod+S', true)).toBe('Meta+S');
});
