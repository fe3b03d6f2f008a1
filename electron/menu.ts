/** The page's menu model in; a native menu whose items tell the page which action was chosen, out. */
import type { MenuItemConstructorOptions } from 'electron';
import type { HostPlatform, MenuItem, MenuModel, MenuPart } from './api.ts';
import type { Electron } from './electron.ts';
import type { Sentences } from './sentences.ts';

type Choose = (action: string) => void;

/** Only macOS has a menu outside the window; elsewhere the page shows its own, and no accelerator of a menu is left. */
export function showMenu(
  { Menu, app }: Pick<Electron, 'Menu' | 'app'>,
  platform: HostPlatform,
  model: MenuModel,
  choose: Choose,
): void {
  if (platform !== 'mac') {
    Menu.setApplicationMenu(null);
    return;
  }
  const template = [appMenu(app.name), ...model.menus.map((part) => menuOf(part, choose))];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

/** Until the page has said more: quitting, and the clipboard in text fields. */
export function firstMenu(sentences: Sentences): MenuModel {
  const roles = ['cut', 'copy', 'paste', 'selectAll'] as const;
  return {
    menus: [{ label: sentences.edit, items: roles.map((role) => ({ kind: 'role', role })) }],
  };
}

function appMenu(name: string): MenuItemConstructorOptions {
  return {
    label: name,
    submenu: [
      { role: 'about' },
      { type: 'separator' },
      { role: 'services' },
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      { role: 'quit' },
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
