/** Every error that a person can meet has its Chinese sentence: codes are collected from the source. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import i18next from 'i18next';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueCatalogue } from '../../engine/vocabulary.ts';
import { sentenceOf } from './sentences.ts';
import { errors } from './zh/errors.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folders = ['engine', 'files', 'server', 'electron', 'renderer'];

function sources(): readonly (readonly [path: string, text: string])[] {
  return folders.flatMap((folder) =>
    readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path) && !/\.test\.|(^|\/)testing\//.test(path))
      .map(
        (path) => [`${folder}/${path}`, readFileSync(`${root}/${folder}/${path}`, 'utf8')] as const,
      ),
  );
}
/** Where a code is named: the error itself, helpers that make one, failures of hosts, refusals of the server. */
const patterns = [
  /new NetloomError\(\s*'([a-z0-9-]+)'/g,
  /\bthis\.error\('([a-z0-9-]+)'/g,
  /\brefusal\(\s*\d+,\s*'([a-z0-9-]+)'/g,
  /\bfail(?:ure|ed)?\(\s*'([a-z0-9-]+)'/g,
  /\bcode: '([a-z0-9-]+)',\s*sentence\b/g,
  /\bcode: \w+ \? '([a-z0-9-]+)'/g,
  /\bcode: \w+ \? '[a-z0-9-]+' : '([a-z0-9-]+)'/g,
  /^\s*[A-Z]+: \['([a-z0-9-]+)', '/gm,
];

describe('failures in Chinese', () => {
  const found = new Map<string, string>();
  for (const [path, text] of sources())
    for (const pattern of patterns)
      for (const [, code] of text.matchAll(pattern)) if (code) found.set(code, path);

  it('collects the codes', () => {
    expect(found.size).toBeGreaterThan(110);
    expect([...found.keys()]).toEqual(
      expect.arrayContaining([
        'csv-no-header',
        'csv-quote',
        'disk-full',
        'internal',
        'host-refused',
      ]),
    );
  });
  it('has a sentence for each', () => {
    // Issues have sentences of their own.
    const missing = [...found].filter(
      ([code]) => !Object.hasOwn(errors, code) && !Object.hasOwn(issueCatalogue, code),
    );
    expect(missing).toEqual([]);
  });
  it('has no full stop at the end and no English left', () => {
    for (const [code, text] of Object.entries(errors)) {
      expect(text, code).toMatch(/\p{Script=Han}/u);
      expect(text, code).not.toMatch(/[。.]$/);
    }
  });
});

describe('sentenceOf', () => {
  const failure = {
    code: 'csv-no-header',
    sentence: 'a.csv has no header.',
    place: 'a.csv, row 1',
  };
  beforeAll(() => i18next.init({ lng: 'en', resources: {} }));
  afterAll(() => i18next.changeLanguage('en'));
  it('says the English as it came', async () => {
    await i18next.changeLanguage('en');
    expect(sentenceOf(failure)).toBe('a.csv has no header.');
  });
  it('says Chinese by the code, with the place', async () => {
    await i18next.changeLanguage('zh');
    expect(sentenceOf(failure)).toBe('a.csv, row 1：表格没有标题行。');
    expect(sentenceOf({ code: 'disk-full', sentence: 'x' })).toBe('无法写入：磁盘已满。');
    expect(sentenceOf({ code: 'unheard-of', sentence: 'Something else.' })).toBe('Something else.');
  });
});
