/** What readers of data decide can be said in both languages, with all of its values. */
import i18next from 'i18next';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dataNoteCatalogue } from '../../engine/vocabulary.ts';
import { startLanguages } from './index.ts';
import { instructionsText, noteSentence } from './sentences.ts';
import { dataNotes } from './zh/dataNotes.ts';

const namesIn = (sentence: string): string[] =>
  [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string).sort();

beforeAll(async () => {
  (globalThis as { document?: unknown }).document ??= { documentElement: {} };
  await startLanguages('en');
});
afterAll(() => i18next.changeLanguage('en'));

it.each(Object.keys(dataNoteCatalogue))('%s names the same values in both languages', (code) => {
  const key = code as keyof typeof dataNoteCatalogue;
  const { sentence, one = sentence } = dataNoteCatalogue[key];
  expect(namesIn(dataNotes[key].sentence)).toEqual(namesIn(sentence));
  expect(namesIn(one)).toEqual(namesIn(sentence));
  expect(dataNotes[key].sentence).toMatch(/[\u4e00-\u9fff].*。$/);
});

it('they are said in the current language', async () => {
  const note = { code: 'target-missing', values: { column: 'price', count: 1 } } as const;
  expect(noteSentence(note)).toBe('The target "price": 1 row has no value and is left out.');
  await i18next.changeLanguage('zh');
  expect(noteSentence(note)).toBe('目标“price”：有 1 行没有值，已略去。');
  expect(instructionsText('128-bit, relaxed FMA, threads')).toBe('128 位，宽松乘加，多线程');
});
