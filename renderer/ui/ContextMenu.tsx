/** A menu at the pointer, or at the focus for the menu key; its entries are made when it opens. */
import { ContextMenu as Base } from '@base-ui/react/context-menu';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Lazy } from './Menu.tsx';
import { menuPopupLook } from './MenuEntries.tsx';
import type { MenuEntry } from './menuEntries.ts';

export function ContextMenu({
  entries,
  onOpen,
  children,
}: {
  readonly entries: () => readonly MenuEntry[];
  /** Before the entries are made, with the event that asked: to select what is under the pointer, say. */
  readonly onOpen?: (event: Event) => void;
  /** One element that takes a ref and DOM props: the area. */
  readonly children: ReactElement;
}) {
  const { t } = useTranslation('app');
  return (
    <Base.Root
      onOpenChange={(open, details) => {
        if (open) onOpen?.(details.event);
      }}
    >
      <Base.Trigger render={children as ReactElement<Record<string, unknown>>} />
      <Base.Portal render={<section aria-label={t('menu')} />}>
        <Base.Positioner collisionPadding={8} className="z-50 outline-none">
          <Base.Popup className={menuPopupLook}>
            <Lazy entries={entries} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
