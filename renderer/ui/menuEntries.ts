/** What menus are made of, as plain data: the menu bar, menus of buttons and context menus show the same. */
import type { LucideIcon } from 'lucide-react';
import { action, runAction } from '../actions/registry.ts';

export interface MenuItem {
  readonly kind: 'item';
  readonly label: string;
  readonly icon?: LucideIcon | undefined;
  readonly shortcut?: string | undefined;
  /** The `data-action` attribute. */
  readonly action?: string | undefined;
  readonly disabled?: boolean | undefined;
  /** Given for toggles. */
  readonly checked?: boolean | undefined;
  readonly danger?: boolean | undefined;
  readonly onSelect: () => void;
}
export type MenuEntry =
  | MenuItem
  | { readonly kind: 'separator' }
  | { readonly kind: 'heading'; readonly label: string }
  | {
      readonly kind: 'choice';
      readonly label: string;
      readonly value: string;
      readonly options: readonly { readonly value: string; readonly label: string }[];
      readonly onChange: (value: string) => void;
    }
  | {
      readonly kind: 'submenu';
      readonly label: string;
      readonly icon?: LucideIcon | undefined;
      readonly disabled?: boolean | undefined;
      readonly entries: readonly MenuEntry[];
    };

export const separator: MenuEntry = { kind: 'separator' };

/** A registered action as an entry; `t` gives the sentences of the `actions` area. Nothing for an unknown one. */
export function actionEntry(id: string, t: (key: string) => string): readonly MenuEntry[] {
  const found = action(id);
  if (!found) return [];
  return [
    {
      kind: 'item',
      action: id,
      label: t(found.label),
      shortcut: found.shortcuts?.[0],
      disabled: found.enabled?.() === false,
      checked: found.checked?.(),
      onSelect: () => runAction(id),
    },
  ];
}

/** Without separators at the ends or beside each other. */
export function tidy(entries: readonly MenuEntry[]): readonly MenuEntry[] {
  return entries.filter((entry, index) => {
    if (entry.kind !== 'separator') return true;
    const next = entries.slice(index + 1).find(({ kind }) => kind !== 'separator');
    return index > 0 && next !== undefined && entries[index - 1]?.kind !== 'separator';
  });
}
