/** Reasons of the engine in Chinese: those that it can give are collected from its source. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { chineseWord } from './reasonZh.ts';

const reader = fileURLToPath(new URL('../../engine/formats/onnx/read', import.meta.url));
const source = readdirSync(reader, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readFileSync(`${reader}/${path}`, 'utf8'))
  .join('\n');
/** Settings such as `axis = 0` are the file's own words. */
const reasons = [...source.matchAll(/new Unsupported\(\s*(?:'([^']+)'|`([^`]+)`)/g)]
  .map(([, plain, made]) => plain ?? made?.replace(/\$\{[^}]*\}/g, '3') ?? '')
  .filter((reason) => !reason.includes(' = '));

it('knows what layers lack for an operator', () => {
  expect(reasons.length).toBeGreaterThan(15);
  expect(reasons.filter((reason) => chineseWord(reason) === reason)).toEqual([]);
});
it('leaves what nobody translated as it is', () => {
  expect(chineseWord('axis = 0')).toBe('axis = 0');
});
