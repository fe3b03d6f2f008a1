import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = new URL('.', import.meta.url);

/** Every module that `file` loads when it is imported as a value, by path; packages by name. */
function loadedBy(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const here = new URL(file, folder);
  const source = readFileSync(here, 'utf8');
  for (const [, what = '', from = ''] of source.matchAll(
    /^(?:import|export)\s+([^;]*?)from\s+'([^']+)';/gm,
  )) {
    if (what.startsWith('type ')) continue;
    if (from.startsWith('.')) loadedBy(new URL(from, here).href.slice(folder.href.length), seen);
    else seen.add(from);
  }
  return seen;
}

test('the vocabulary loads sentences, names and numbers, and nothing that calculates', () => {
  const loaded = [...loadedBy('vocabulary.ts')];
  const allowed =
    /^(?:vocabulary|data\/notes|util\/buffers|graph\/(?:document|issues|infer)\/\w+)\.ts$/;
  expect(loaded.filter((file) => !allowed.test(file))).toEqual([]);
  expect(loaded).toContain('graph/issues/catalogue.ts');
  const size = loaded.reduce((sum, file) => sum + readFileSync(new URL(file, folder)).length, 0);
  expect(size).toBeLessThan(40_000);
});

test('the walk sees packages and what lies behind other files', () => {
  const loaded = loadedBy('graph/document/parse.ts');
  expect(loaded).toContain('zod');
  expect(loaded).toContain('util/sha256.ts');
});
