/** Names of the actions, as buttons, menus and the command palette show them. */

export const actions = {
  // Projects
  new: 'New…',
  open: 'Open…',
  save: 'Save',
  'save-as': 'Save as…',
  revert: 'Revert to saved…',
  rename: 'Rename project',
  export: 'Export',
  'export-canvas': 'Export canvas…',
  undo: 'Undo',
  redo: 'Redo',
  // Shell
  commands: 'Command palette…',
  settings: 'Settings…',
  shortcuts: 'Keyboard shortcuts…',
  about: 'About Netloom…',
  presentation: 'Presentation',
  'leave-presentation': 'Leave presentation',
  'toggle-dock': 'Show the dock',
  'toggle-minimap': 'Show the minimap',
  'theme-system': 'Theme: as the system',
  'theme-dark': 'Theme: dark',
  'theme-light': 'Theme: light',
  'language-en': 'English',
  'language-zh': '中文 (Chinese)',
};
