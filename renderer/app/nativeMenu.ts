/** The registered actions in, the system's own menu out, where the system shows one (macOS); its choices run actions. */
import i18next from 'i18next';
import { action, onActions, runAction } from '../actions/registry.ts';
import { onActionState } from '../actions/useAction.ts';
import { host, type MenuItem, type MenuModel, type MenuPart, type MenuRole } from '../host.ts';
import { stemOf } from '../project/names.ts';
import { openRecent } from '../project/open.ts';
import { useRecent } from '../project/recent.ts';
import { acceleratorOf } from './accelerators.ts';
import { addActions, type MenuLine, type MenuName, menuLines, menuNames } from './menus.ts';

/** Follows stores, actions and language; nothing is sent twice. */
export function startNativeMenu(): void {
  host.window.onAction(chosen);
  if (!host.window.nativeMenu) return;
  let sent = '';
  let waiting = false;
  const send = () => {
    waiting = false;
    const model: MenuModel = { menus: [appMenu(), ...menuNames.map(menuPart), windowMenu()] };
    const text = JSON.stringify(model);
    if (text === sent) return;
    sent = text;
    host.window.setMenu(model);
  };
  // The stores change many times a second while training; the menu seldom does.
  const soon = () => {
    if (waiting) return;
    waiting = true;
    setTimeout(send, 200);
  };
  onActionState(soon);
  onActions(soon);
  useRecent.subscribe(soon);
  i18next.on('languageChanged', soon);
  send();
}

const recentPrefix = 'recent-';
/** In a text field, undo, redo and selecting all are the field's own. */
function chosen(id: string): void {
  if (id.startsWith(recentPrefix)) {
    const project = useRecent.getState().projects[Number(id.slice(recentPrefix.length))];
    if (project) void openRecent(project);
    return;
  }
  const inText = document.activeElement?.matches('input, textarea, [contenteditable="true"]');
  const ofText = inText ? textCommands[id] : undefined;
  if (ofText) document.execCommand(ofText);
  else runAction(id);
}
const textCommands: Readonly<Record<string, string>> = {
  undo: 'undo',
  redo: 'redo',
  'select-all': 'selectAll',
};
/** On macOS these keys work by the system's own items alone; the canvas hears the events that they cause. */
const clipboardRoles: Readonly<Record<string, MenuRole>> = {
  cut: 'cut',
  copy: 'copy',
  paste: 'paste',
};

function appMenu(): MenuPart {
  return {
    label: 'Netloom',
    items: [
      item('about'),
      { kind: 'separator' },
      item('settings'),
      { kind: 'separator' },
      { kind: 'role', role: 'services' },
      { kind: 'separator' },
      { kind: 'role', role: 'hide' },
      { kind: 'role', role: 'hideOthers' },
      { kind: 'role', role: 'unhide' },
      { kind: 'separator' },
      { kind: 'role', role: 'quit' },
    ].flat() as readonly MenuItem[],
  };
}
function windowMenu(): MenuPart {
  return {
    label: i18next.t('app:window'),
    role: 'window',
    items: [
      { kind: 'role', role: 'minimize' },
      { kind: 'role', role: 'zoom' },
      { kind: 'role', role: 'togglefullscreen' },
      { kind: 'separator' },
      { kind: 'role', role: 'front' },
    ],
  };
}

function menuPart(name: MenuName): MenuPart {
  return {
    label: i18next.t(`app:${name}`),
    ...(name === 'help' && { role: 'help' as const }),
    items: menuLines(name).flatMap(itemsOf),
  };
}

function itemsOf(line: MenuLine): readonly MenuItem[] {
  if (line === 'separator') return [{ kind: 'separator' }];
  if (line === 'recent') return recentItems();
  if (line === 'add') return [submenu('app:add', addActions())];
  if (line === 'theme')
    return [submenu('app:theme', ['theme-system', 'theme-dark', 'theme-light'])];
  if (line === 'language') return [submenu('app:language', ['language-en', 'language-zh'])];
  return item(line.action);
}
function submenu(label: string, ids: readonly string[]): MenuItem {
  return { kind: 'submenu', label: i18next.t(label), items: ids.flatMap(item) };
}
function recentItems(): readonly MenuItem[] {
  const { projects } = useRecent.getState();
  if (projects.length === 0) return [];
  const items = projects.slice(0, 10).map(
    ({ reference }, index): MenuItem => ({
      kind: 'action',
      id: `${recentPrefix}${index}`,
      label: stemOf(reference.name),
      enabled: true,
    }),
  );
  return [{ kind: 'submenu', label: i18next.t('app:recent'), items }];
}

function item(id: string): readonly MenuItem[] {
  const found = action(id);
  if (!found) return [];
  const role = clipboardRoles[id];
  if (role) return [{ kind: 'role', role, label: i18next.t(`actions:${found.label}`) }];
  const { shortcuts = [], enabled, checked } = found;
  const accelerator = shortcuts[0] && acceleratorOf(shortcuts[0]);
  return [
    {
      kind: 'action',
      id,
      label: i18next.t(`actions:${found.label}`),
      ...(accelerator && { accelerator }),
      enabled: enabled?.() !== false,
      ...(checked && { checked: checked() }),
    },
  ];
}
