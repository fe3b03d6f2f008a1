/** A menu behind a button; its entries are made when it opens. */
import { Menu as Base } from '@base-ui/react/menu';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { MenuEntries, menuPopupLook } from './MenuEntries.tsx';
import type { MenuEntry } from './menuEntries.ts';

export function Menu({
  trigger,
  entries,
  align = 'start',
  label,
}: {
  /** Of the region that it opens in. */
  readonly label?: string;
  /** A Button or IconButton without a tooltip: an element that takes a ref and DOM props. */
  readonly trigger: ReactElement;
  readonly entries: () => readonly MenuEntry[];
  readonly align?: 'start' | 'end';
}) {
  const { t } = useTranslation('app');
  return (
    <Base.Root>
      <Base.Trigger render={trigger as ReactElement<Record<string, unknown>>} />
      <Base.Portal render={<section aria-label={label ?? t('menu')} />}>
        <Base.Positioner
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 outline-none"
        >
          <Base.Popup className={menuPopupLook}>
            <Lazy entries={entries} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** Mounted only while the menu is open. */
export function Lazy({ entries }: { readonly entries: () => readonly MenuEntry[] }) {
  return <MenuEntries entries={entries()} />;
}
