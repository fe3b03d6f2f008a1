/** Menu entries as plain data in, the items of a menu's popup out. */
import { Menu } from '@base-ui/react/menu';
import { Check, ChevronRight, type LucideIcon } from 'lucide-react';
import { Kbd } from './Kbd.tsx';
import { popupLook } from './looks.ts';
import { type MenuEntry, type MenuItem, tidy } from './menuEntries.ts';

export const menuPopupLook = `max-h-(--available-height) min-w-48 overflow-y-auto p-1 ${popupLook}`;
const itemLook =
  'flex min-h-7 items-center gap-2 rounded-md px-2 py-1 select-none outline-none data-disabled:opacity-45 data-highlighted:bg-hover data-popup-open:bg-hover';

export function MenuEntries({ entries }: { readonly entries: readonly MenuEntry[] }) {
  return tidy(entries).map((entry, index) => <Entry key={keyOf(entry, index)} entry={entry} />);
}

function keyOf(entry: MenuEntry, index: number): string {
  return entry.kind === 'separator'
    ? `separator ${index}`
    : `${entry.kind} ${entry.label} ${index}`;
}

function Entry({ entry }: { readonly entry: MenuEntry }) {
  switch (entry.kind) {
    case 'separator':
      return <Menu.Separator className="mx-2 my-1 h-px bg-line" />;
    case 'heading':
      return <div className="px-2 pt-1.5 pb-0.5 text-xs text-faint">{entry.label}</div>;
    case 'item':
      return <Item item={entry} />;
    case 'choice':
      return (
        <Menu.RadioGroup
          value={entry.value}
          onValueChange={entry.onChange}
          aria-label={entry.label}
        >
          <div aria-hidden className="px-2 pt-1.5 pb-0.5 text-xs text-faint">
            {entry.label}
          </div>
          {entry.options.map((option) => (
            <Menu.RadioItem
              key={option.value}
              value={option.value}
              closeOnClick
              className={itemLook}
            >
              <Mark>
                <Menu.RadioItemIndicator>
                  <Check aria-hidden className="size-3.5 text-accent" />
                </Menu.RadioItemIndicator>
              </Mark>
              <span className="flex-1">{option.label}</span>
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      );
    case 'submenu':
      return (
        <Menu.SubmenuRoot disabled={entry.disabled ?? false}>
          <Menu.SubmenuTrigger className={itemLook}>
            <Mark icon={entry.icon} />
            <span className="flex-1">{entry.label}</span>
            <ChevronRight aria-hidden className="size-3.5 text-faint" />
          </Menu.SubmenuTrigger>
          <Menu.Portal render={<section aria-label={entry.label} />}>
            <Menu.Positioner
              sideOffset={-2}
              alignOffset={-5}
              collisionPadding={8}
              className="z-50 outline-none"
            >
              <Menu.Popup className={menuPopupLook}>
                <MenuEntries entries={entry.entries} />
              </Menu.Popup>
            </Menu.Positioner>
          </Menu.Portal>
        </Menu.SubmenuRoot>
      );
    default:
      return entry satisfies never;
  }
}

function Item({ item }: { readonly item: MenuItem }) {
  const look = `${itemLook} ${item.danger ? 'text-bad' : ''}`;
  const content = (
    <>
      <span className="flex-1">{item.label}</span>
      {item.shortcut && (
        <span className="ml-6">
          <Kbd keys={item.shortcut} />
        </span>
      )}
    </>
  );
  if (item.checked === undefined)
    return (
      <Menu.Item
        className={look}
        disabled={item.disabled ?? false}
        data-action={item.action}
        onClick={item.onSelect}
      >
        <Mark icon={item.icon} />
        {content}
      </Menu.Item>
    );
  return (
    <Menu.CheckboxItem
      className={look}
      checked={item.checked}
      disabled={item.disabled ?? false}
      closeOnClick
      data-action={item.action}
      onCheckedChange={item.onSelect}
    >
      <Mark>
        <Menu.CheckboxItemIndicator>
          <Check aria-hidden className="size-3.5 text-accent" />
        </Menu.CheckboxItemIndicator>
      </Mark>
      {content}
    </Menu.CheckboxItem>
  );
}

/** The column of icons and ticks, as wide on every line. */
function Mark({
  icon: Icon,
  children,
}: {
  readonly icon?: LucideIcon | undefined;
  readonly children?: React.ReactNode;
}) {
  return (
    <span className="flex size-3.5 shrink-0 items-center">
      {Icon ? <Icon aria-hidden className="size-3.5 text-faint" /> : children}
    </span>
  );
}
