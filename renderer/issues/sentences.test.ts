/** Every issue can be said in both languages, with all of its values. */
import i18next from 'i18next';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueCatalogue } from '../../engine/vocabulary.ts';
import { issues as en } from '../i18n/en/issues.ts';
import { startLanguages } from '../i18n/index.ts';
import { issues as zh } from '../i18n/zh/issues.ts';
import { chineseWord } from './reasonZh.ts';
import { byGravity, sentenceOf } from './sentences.ts';

const namesIn = (sentence: string): string[] =>
  [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string).sort();

beforeAll(async () => {
  (globalThis as { document?: unknown }).document ??= { documentElement: {} };
  await startLanguages('en');
});
afterAll(() => i18next.changeLanguage('en'));

describe('sentences', () => {
  it.each(Object.keys(issueCatalogue))('%s names the same values in both languages', (code) => {
    const key = code as keyof typeof issueCatalogue;
    expect(namesIn(zh.sentence[key])).toEqual(namesIn(en.sentence[key]));
    expect(zh.sentence[key]).toMatch(/[\u4e00-\u9fff].*。$/);
  });

  it('are said in the current language, shapes as people write them', async () => {
    const issue = {
      code: 'dense-needs-vector',
      values: { layer: 'Dense', shape: [14, 14, 16] },
    } as const;
    expect(sentenceOf(issue)).toBe(
      '"Dense" takes a row of numbers, but 14×14×16 comes in; put Flatten in front of it.',
    );
    await i18next.changeLanguage('zh');
    expect(sentenceOf(issue)).toBe(
      '“Dense”需要一维向量，但输入是 14×14×16；请在它前面加上展平层。',
    );
  });

  it('reasons made of parts are Chinese too', () => {
    expect(chineseWord('it must be at least 1')).toBe('必须不小于 1');
    expect(chineseWord('it must be a whole number')).toBe('必须是 整数');
    expect(chineseWord('it must be "valid", "same" or "full"')).toBe(
      '必须是 "valid", "same" 或 "full"',
    );
    expect(chineseWord('Conv 1')).toBe('Conv 1');
  });

  it('the gravest comes first', () => {
    const issue = (severity: 'error' | 'warning' | 'hint') => ({
      severity,
      code: 'cycle' as const,
      values: {},
      blocksTraining: false,
      fixes: [],
    });
    const sorted = byGravity([issue('hint'), issue('error'), issue('warning')]);
    expect(sorted.map(({ severity }) => severity)).toEqual(['error', 'warning', 'hint']);
  });
});
