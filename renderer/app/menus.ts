/** The menus of the window: which actions stand where, for the menu bar and for the system's own menu. */
import { type Action, allActions } from '../actions/registry.ts';

export type MenuName = 'file' | 'edit' | 'view' | 'train' | 'help';
export type MenuLine =
  | { readonly action: string }
  | 'separator'
  | 'recent'
  | 'add'
  | 'theme'
  | 'language';

/** Ids in the order of the menus; '-' separates. What is not named here follows at the end of its group's menu. */
const order = {
  file: 'new open recent import-model - save save-as revert rename - export export-canvas - settings',
  edit: 'undo redo - cut copy paste duplicate delete - select-all find - add-layer add',
  view: 'commands - theme language - presentation toggle-dock toggle-minimap',
  train: 'train pause resume step stop',
  help: 'shortcuts about',
} as const satisfies Record<MenuName, string>;

export const menuNames = Object.keys(order) as readonly MenuName[];

/** In submenus, or in no menu: other entries stand for them. */
const elsewhere = /^(theme|language|add)-|^leave-presentation$/;

/** Every layer that can be added by an action of its own. */
export const addActions = (): readonly string[] =>
  allActions()
    .map(({ id }) => id)
    .filter((id) => id.startsWith('add-') && id !== 'add-layer');

export function menuOf(group: Action['group']): MenuName {
  return group === 'canvas' ? 'edit' : group;
}

/** Only of actions that are registered. */
export function menuLines(menu: MenuName): readonly MenuLine[] {
  const actions = new Map(allActions().map((action) => [action.id, action]));
  const named = new Set(menuNames.flatMap((name) => order[name].split(' ')));
  const lines = order[menu].split(' ').flatMap((word): MenuLine[] => {
    if (word === '-') return ['separator'];
    if (word === 'recent' || word === 'add' || word === 'theme' || word === 'language')
      return [word];
    return actions.has(word) ? [{ action: word }] : [];
  });
  const rest = [...actions.values()].filter(
    ({ id, group }) => !named.has(id) && !elsewhere.test(id) && menuOf(group) === menu,
  );
  return rest.length === 0
    ? lines
    : [...lines, 'separator', ...rest.map(({ id }) => ({ action: id }))];
}
