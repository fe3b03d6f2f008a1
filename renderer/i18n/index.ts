/** Languages: one catalogue of sentences for each, switched at once; every visible word comes from here. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../store/settings.ts';
import * as en from './en/index.ts';
import * as zh from './zh/index.ts';

export function systemLanguage(): Language {
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

export async function startLanguages(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en, zh },
    ns: Object.keys(en),
    defaultNS: 'app',
    // React escapes what it shows.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = language;
}

export async function switchLanguage(language: Language): Promise<void> {
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
