/** What a person set for the app on this machine: theme, language, motion, threads; kept in localStorage. */
import { create } from 'zustand';

export type ThemeChoice = 'system' | 'dark' | 'light';
export type Language = 'en' | 'zh';
export type ColorMapName = 'viridis' | 'magma' | 'inferno' | 'cividis' | 'greys' | 'turbo';

export interface SettingsState {
  readonly theme: ThemeChoice;
  /** Null follows the system. */
  readonly language: Language | null;
  readonly reduceMotion: boolean;
  /** Compute threads; null leaves the choice to the machine. */
  readonly threads: number | null;
  /** Share of training time that watching may take. */
  readonly watchBudget: number;
  readonly colorMap: ColorMapName;
  readonly minimap: boolean;
  /** Megabytes of the app's store for undo and recovery. */
  readonly storeLimit: number;
}
export const defaultSettings: SettingsState = {
  theme: 'system',
  language: null,
  reduceMotion: false,
  threads: null,
  watchBudget: 0.02,
  colorMap: 'viridis',
  minimap: true,
  storeLimit: 500,
};
const key = 'netloom-settings';

const among =
  (...values: readonly unknown[]) =>
  (value: unknown): boolean =>
    values.includes(value);
const numberFrom =
  (least: number, most: number) =>
  (value: unknown): boolean =>
    typeof value === 'number' && value >= least && value <= most;

/** What each setting may be: a name that this version does not know would break whatever uses it. */
const rules: Readonly<Record<keyof SettingsState, (value: unknown) => boolean>> = {
  theme: among('system', 'dark', 'light'),
  language: among(null, 'en', 'zh'),
  reduceMotion: among(true, false),
  threads: (value) => value === null || (Number.isInteger(value) && numberFrom(1, 1024)(value)),
  watchBudget: numberFrom(0, 1),
  colorMap: among('viridis', 'magma', 'inferno', 'cividis', 'greys', 'turbo'),
  minimap: among(true, false),
  storeLimit: numberFrom(1, 1e9),
};

/** Settings from an older version, or broken ones, fall back to the defaults key by key. */
export function settingsOf(text: string | null): SettingsState {
  try {
    const found: unknown = JSON.parse(text ?? '{}');
    if (typeof found !== 'object' || found === null) return defaultSettings;
    const known = Object.entries(found).filter(
      ([name, value]) => Object.hasOwn(rules, name) && rules[name as keyof SettingsState](value),
    );
    return { ...defaultSettings, ...Object.fromEntries(known) };
  } catch {
    return defaultSettings;
  }
}
function stored(): SettingsState {
  try {
    return settingsOf(localStorage.getItem(key));
  } catch {
    return defaultSettings;
  }
}

export const useSettings = create<SettingsState>()(() => stored());

export function changeSettings(change: Partial<SettingsState>): void {
  useSettings.setState(change);
  try {
    localStorage.setItem(key, JSON.stringify(useSettings.getState()));
  } catch {
    // A full or forbidden store costs the setting after this session, nothing else.
  }
}
