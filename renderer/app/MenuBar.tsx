/** The menus over the window, made of the registered actions; one button with submenus where there is little room. */
import { Menu as Base } from '@base-ui/react/menu';
import { Menubar } from '@base-ui/react/menubar';
import type { TFunction } from 'i18next';
import { Menu as MenuIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { stemOf } from '../project/names.ts';
import { openRecent } from '../project/open.ts';
import { type RecentProject, useRecent } from '../project/recent.ts';
import { changeSettings, type Language, type ThemeChoice, useSettings } from '../store/settings.ts';
import { Button } from '../ui/Button.tsx';
import { Lazy, Menu } from '../ui/Menu.tsx';
import { menuPopupLook } from '../ui/MenuEntries.tsx';
import { actionEntry, type MenuEntry, separator } from '../ui/menuEntries.ts';
import { chooseLanguage } from './actions.ts';
import { addActions, type MenuLine, type MenuName, menuLines, menuNames } from './menus.ts';

export function MenuBar() {
  const { t } = useTranslation();
  return (
    <>
      <Menubar aria-label={t('app:menus')} className="flex @max-5xl/bar:hidden">
        {menuNames.map((name) => (
          <Base.Root key={name} modal={false}>
            <Base.Trigger
              data-menu={name}
              className="h-7 rounded-md px-2 text-dim select-none hover:bg-hover hover:text-text data-popup-open:bg-hover data-popup-open:text-text"
            >
              {t(`app:${name}`)}
            </Base.Trigger>
            <Base.Portal render={<section aria-label={t(`app:${name}`)} />}>
              <Base.Positioner sideOffset={4} collisionPadding={8} className="z-50 outline-none">
                <Base.Popup className={menuPopupLook}>
                  <Lazy entries={() => menuEntries(name, t)} />
                </Base.Popup>
              </Base.Positioner>
            </Base.Portal>
          </Base.Root>
        ))}
      </Menubar>
      <div className="hidden @max-5xl/bar:block">
        <Menu
          trigger={
            <Button
              kind="quiet"
              icon={MenuIcon}
              aria-label={t('app:menu')}
              className="w-7.5 px-0"
            />
          }
          entries={() =>
            menuNames.map((name) => ({
              kind: 'submenu',
              label: t(`app:${name}`),
              entries: menuEntries(name, t),
            }))
          }
        />
      </div>
    </>
  );
}

function menuEntries(menu: MenuName, t: TFunction): readonly MenuEntry[] {
  return menuLines(menu).flatMap((line) => entriesOf(line, t));
}

function entriesOf(line: MenuLine, t: TFunction): readonly MenuEntry[] {
  if (line === 'separator') return [separator];
  if (line === 'recent') return [recentEntry(useRecent.getState().projects, t)];
  if (line === 'add') return [addEntry(t)];
  if (line === 'theme') return [themeEntry(t)];
  if (line === 'language') return [languageEntry(t)];
  return actionEntry(line.action, (key) => t(`actions:${key}`));
}

function recentEntry(projects: readonly RecentProject[], t: TFunction): MenuEntry {
  return {
    kind: 'submenu',
    label: t('app:recent'),
    disabled: projects.length === 0,
    entries: projects.map((project) => ({
      kind: 'item',
      label: stemOf(project.reference.name),
      onSelect: () => void openRecent(project),
    })),
  };
}

function addEntry(t: TFunction): MenuEntry {
  const entries = addActions().flatMap((id) => actionEntry(id, (key) => t(`actions:${key}`)));
  return { kind: 'submenu', label: t('app:add'), entries, disabled: entries.length === 0 };
}

function themeEntry(t: TFunction): MenuEntry {
  const choices: readonly ThemeChoice[] = ['system', 'dark', 'light'];
  return {
    kind: 'submenu',
    label: t('app:theme'),
    entries: [
      {
        kind: 'choice',
        label: t('app:theme'),
        value: useSettings.getState().theme,
        options: choices.map((value) => ({ value, label: t(`app:settings.${value}`) })),
        onChange: (theme) => changeSettings({ theme: theme as ThemeChoice }),
      },
    ],
  };
}

function languageEntry(t: TFunction): MenuEntry {
  return {
    kind: 'submenu',
    label: t('app:language'),
    entries: [
      {
        kind: 'choice',
        label: t('app:language'),
        value: useSettings.getState().language ?? 'system',
        options: [
          { value: 'system', label: t('app:settings.systemLanguage') },
          { value: 'en', label: 'English' },
          { value: 'zh', label: '中文' },
        ],
        onChange: (value) => void chooseLanguage(value === 'system' ? null : (value as Language)),
      },
    ],
  };
}
