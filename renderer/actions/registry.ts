/** Every command of the window, registered once: toolbar, menus, command palette, shortcuts and native menu read it. */

export interface Action {
  /** Stable, kebab-case; also the `data-action` attribute of its buttons. */
  readonly id: string;
  /** Key of the `actions` sentences: label; `<id>.help` may say more. */
  readonly label: string;
  readonly group: 'file' | 'edit' | 'view' | 'canvas' | 'train' | 'help';
  /** tinykeys notation, `$mod+Enter`; the first is shown. */
  readonly shortcuts?: readonly string[];
  /** Works while a text field has the focus too (Ctrl+S does, plain letters do not). */
  readonly inText?: boolean;
  /** Only while the focus is in the canvas or nowhere (single letters, Delete). */
  readonly canvasOnly?: boolean;
  readonly enabled?: () => boolean;
  /** For toggles. */
  readonly checked?: () => boolean;
  run(): void | Promise<void>;
}

const actions = new Map<string, Action>();
const listeners = new Set<() => void>();

/** Throws on an id taken twice: that is a mistake of ours. */
export function registerActions(added: readonly Action[]): void {
  for (const action of added) {
    if (actions.has(action.id)) throw new Error(`Internal error: two actions "${action.id}".`);
    actions.set(action.id, action);
  }
  for (const listener of listeners) listener();
}
export function allActions(): readonly Action[] {
  return [...actions.values()];
}
export function action(id: string): Action | undefined {
  return actions.get(id);
}
/** Runs it if it may run now; says whether it did. */
export function runAction(id: string): boolean {
  const found = actions.get(id);
  if (!found || found.enabled?.() === false) return false;
  void found.run();
  return true;
}
/** Told when actions are registered. */
export function onActions(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
