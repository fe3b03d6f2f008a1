/** The catalogues of sentences: equal keys and placeholders in both languages, and every key that the window asks for. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as en from './en/index.ts';
import * as zh from './zh/index.ts';

type Sentences = ReadonlyMap<string, string>;

function flatten(value: unknown, path = ''): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[path, value]];
  return Object.entries(value as object).flatMap(([key, inner]) =>
    flatten(inner, path === '' ? key : `${path}.${key}`),
  );
}
const sentencesOf = (areas: Readonly<Record<string, unknown>>): ReadonlyMap<string, Sentences> =>
  new Map(Object.entries(areas).map(([area, value]) => [area, new Map(flatten(value))]));
const english = sentencesOf(en);
const chinese = sentencesOf(zh);
/** Failures bring their English with them. */
const areas = [...english.keys()].filter((area) => area !== 'errors');
const placeholders = (text: string) =>
  [...text.matchAll(/\{\{\s*([\w.]+)/g)].map(([, name]) => name).sort();

describe.each(areas)('%s', (area) => {
  const [ours, theirs] = [english.get(area) ?? new Map(), chinese.get(area) ?? new Map()];
  it('has the same keys in both languages', () => {
    expect([...theirs.keys()].sort()).toEqual([...ours.keys()].sort());
  });
  it('has the same placeholders in both', () => {
    for (const [key, text] of ours) {
      const [own, other] = [placeholders(text), placeholders(theirs.get(key) ?? '')];
      // "One issue" needs no number in English.
      const isOne = key.endsWith('_one') && !own.includes('count');
      expect([key, isOne ? other.filter((name) => name !== 'count') : other]).toEqual([key, own]);
    }
  });
  it('says something everywhere', () => {
    for (const [key, text] of [...ours, ...theirs]) expect(text.trim(), key).not.toBe('');
  });
});

const renderer = fileURLToPath(new URL('..', import.meta.url));
const files = readdirSync(renderer, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.|^i18n\/(en|zh)\//.test(path))
  .map((path) => [path, readFileSync(`${renderer}/${path}`, 'utf8')] as const);

/** Plural forms and contexts stand behind the key that is asked for. */
function exists(area: string, key: string): boolean {
  const keys = english.get(area);
  return !!keys && (keys.has(key) || keys.has(`${key}_other`));
}
/** `area:key`, or a key of one of the areas that the file opens. */
function isKnown(key: string, opened: readonly string[]): boolean {
  const [area, rest] = key.split(':');
  if (rest !== undefined && area !== undefined) return exists(area, rest);
  return (opened.length > 0 ? opened : ['app']).some((candidate) => exists(candidate, key));
}

/** Where a file says which area its keys are of. */
const opens =
  /(?:useTranslation\(|getFixedT\(null,|TFunction<)\s*'(\w+)'|i18next\.t\(`(\w+):\$\{key\}/g;

describe('keys that the window asks for', () => {
  const asked = files.flatMap(([path, text]) => {
    const opened = [...text.matchAll(opens)].map(([, named, prefix]) => named ?? prefix ?? '');
    return [...text.matchAll(/(?<![\w.])(?:i18next\.)?t\(\s*'([^'$]+)'/g)].map(
      ([, key]) => ({ path, key: key ?? '', opened }) as const,
    );
  });
  it('are found in the source', () => expect(asked.length).toBeGreaterThan(50));
  it('exist', () => {
    const missing = asked
      .filter(({ key, opened }) => !isKnown(key, opened))
      .map(({ path, key }) => `${path}: ${key}`);
    expect(missing).toEqual([]);
  });
  it('exist for the label of every action', () => {
    const labels = files
      .filter(([path]) => /(^|\/)actions\.ts$/.test(path))
      .flatMap(([path, text]) =>
        [...text.matchAll(/\blabel: '([\w.-]+)'/g)].map(([, key]) => `${path}: ${key}`),
      );
    expect(labels.length).toBeGreaterThan(3);
    const missing = labels.filter((label) => !exists('actions', label.split(': ')[1] ?? ''));
    expect(missing).toEqual([]);
  });
});
