/** What was typed in, the palette's items that it may mean out: names and synonyms in both languages, the best first. */
import type { PaletteItem } from '../../engine/index.ts';
import { fuzzySort } from '../actions/fuzzy.ts';
import { nameOf } from '../i18n/layerNames.ts';

export function searchPalette(query: string, items: readonly PaletteItem[]): PaletteItem[] {
  if (query.trim() === '') return [...items];
  return fuzzySort(query, items, ({ name, synonyms, key }) => [name.en, name.zh, ...synonyms, key]);
}
/** The synonym that was meant, where the name itself does not say it. */
export function meantSynonym(query: string, { name, synonyms }: PaletteItem): string | undefined {
  const typed = query.trim().toLowerCase();
  if (typed === '' || nameOf(name).toLowerCase().includes(typed)) return undefined;
  return [name.en, name.zh, ...synonyms].find((word) => word.toLowerCase().includes(typed));
}
