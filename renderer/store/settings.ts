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

/** Settings from an older version, or broken ones, fall back to the defaults key by key. */
function stored(): SettingsState {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
    if (typeof found !== 'object' || found === null) return defaultSettings;
    const known = Object.entries(found).filter(([name, value]) => {
      const fallback = (defaultSettings as unknown as Record<string, unknown>)[name];
      if (!Object.hasOwn(defaultSettings, name)) return false;
      return value === null || fallback === null || typeof value === typeof fallback;
    });
    return { ...defaultSettings, ...Object.fromEntries(known) };
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
