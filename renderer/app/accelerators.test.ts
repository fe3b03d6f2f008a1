/** Shortcuts as Electron writes them. */
import { expect, it } from 'vitest';
import { acceleratorOf } from './accelerators.ts';

it.each([
  ['$mod+S', 'CommandOrControl+S'],
  ['$mod+Shift+z', 'CommandOrControl+Shift+Z'],
  ['Alt+ArrowLeft', 'Alt+Left'],
  ['$mod+Enter', 'CommandOrControl+Return'],
  ['F5', 'F5'],
  ['Delete', undefined],
  ['/', undefined],
  ['Shift+?', undefined],
  ['Escape', undefined],
])('%s: %s', (keys, accelerator) => expect(acceleratorOf(keys)).toBe(accelerator));
