/** Actions of the shell itself: settings, command palette, shortcuts, language, theme, presentation. */
import type { Action } from '../actions/registry.ts';
import { switchLanguage, systemLanguage } from '../i18n/index.ts';
import { changeSettings, type Language, type ThemeChoice, useSettings } from '../store/settings.ts';
import { type DialogName, openDialog, useView } from '../store/view.ts';

const dialog = (
  name: DialogName,
  group: Action['group'],
  shortcuts: readonly string[] = [],
  inText = true,
): Action => ({ id: name, label: name, group, shortcuts, inText, run: () => openDialog(name) });

const theme = (choice: ThemeChoice): Action => ({
  id: `theme-${choice}`,
  label: `theme-${choice}`,
  group: 'view',
  checked: () => useSettings.getState().theme === choice,
  run: () => changeSettings({ theme: choice }),
});

const language = (choice: Language): Action => ({
  id: `language-${choice}`,
  label: `language-${choice}`,
  group: 'view',
  checked: () => (useSettings.getState().language ?? systemLanguage()) === choice,
  run: () => chooseLanguage(choice),
});

/** Null follows the system. The window changes at once. */
export function chooseLanguage(choice: Language | null): Promise<void> {
  changeSettings({ language: choice });
  return switchLanguage(choice ?? systemLanguage());
}

export const appActions: readonly Action[] = [
  dialog('commands', 'view', ['$mod+Shift+P']),
  dialog('settings', 'file', ['$mod+,']),
  dialog('shortcuts', 'help', ['Shift+?', '$mod+/'], false),
  dialog('about', 'help'),
  {
    id: 'presentation',
    label: 'presentation',
    group: 'view',
    shortcuts: ['$mod+Alt+P'],
    inText: true,
    checked: () => useView.getState().presentation,
    // The maps are half of what is shown.
    run: () =>
      useView.setState(({ presentation, dockOpen }) => ({
        presentation: !presentation,
        dockOpen: dockOpen || !presentation,
      })),
  },
  {
    id: 'leave-presentation',
    label: 'leave-presentation',
    group: 'view',
    shortcuts: ['Escape'],
    enabled: () => useView.getState().presentation,
    run: () => useView.setState({ presentation: false }),
  },
  {
    id: 'toggle-dock',
    label: 'toggle-dock',
    group: 'view',
    shortcuts: ['$mod+J'],
    inText: true,
    checked: () => useView.getState().dockOpen,
    run: () => useView.setState((state) => ({ dockOpen: !state.dockOpen })),
  },
  {
    id: 'toggle-minimap',
    label: 'toggle-minimap',
    group: 'view',
    checked: () => useSettings.getState().minimap,
    run: () => changeSettings({ minimap: !useSettings.getState().minimap }),
  },
  theme('system'),
  theme('dark'),
  theme('light'),
  language('en'),
  language('zh'),
];
