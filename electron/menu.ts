/** The page's menu model in; a native menu whose items tell the page which action was chosen, out. */
import type { MenuItemConstructorOptions } from 'electron';
import type { HostPlatform, MenuItem, MenuModel, MenuPart, MenuRole } from './api.ts';
import type { Electron } from './electron.ts';
import type { Sentences } from './sentences.ts';

type Choose = (action: string) => void;

/** Only macOS has a menu outside the window; elsewhere the page shows its own, and no accelerator of a menu is left. */
export function showMenu(
  { Menu }: Pick<Electron, 'Menu'>,
  platform: HostPlatform,
  model: MenuModel,
  choose: Choose,
): void {
  if (platform !== 'mac') {
    Menu.setApplicationMenu(null);
    return;
  }
  const template = model.menus.map((part) => menuOf(part, choose));
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

/** Until the page has said more: quitting, and the clipboard in text fields. */
export function firstMenu(name: string, sentences: Sentences): MenuModel {
  const items = (roles: readonly MenuRole[]) =>
    roles.map((role): MenuItem => ({ kind: 'role', role }));
  return {
    menus: [
      { label: name, items: items(['about', 'hide', 'hideOthers', 'unhide', 'quit']) },
      { label: sentences.edit, items: items(['cut', 'copy', 'paste', 'selectAll']) },
    ],
  };
}

function menuOf({ label, role, items }: MenuPart, choose: Choose): MenuItemConstructorOptions {
  const submenu = items.map((item) => itemOf(item, choose));
  return { label, ...(role && { role }), submenu };
}

function itemOf(item: MenuItem, choose: Choose): MenuItemConstructorOptions {
  switch (item.kind) {
    case 'separator':
      return { type: 'separator' };
    case 'role':
      return { role: item.role, ...(item.label !== undefined && { label: item.label }) };
    case 'submenu':
      return { label: item.label, submenu: item.items.map((inner) => itemOf(inner, choose)) };
    case 'action':
      return {
        id: item.id,
        label: item.label,
        enabled: item.enabled,
        ...(item.accelerator !== undefined && { accelerator: item.accelerator }),
        ...(item.checked !== undefined && { type: 'checkbox', checked: item.checked }),
        click: () => choose(item.id),
      };
    default:
      return item satisfies never;
  }
}
