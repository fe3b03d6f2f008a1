import { expect, it } from 'vitest';
import { defaultSettings, settingsOf } from './settings.ts';

it('takes what was set', () => {
  const set = { ...defaultSettings, theme: 'light', language: 'zh', threads: 3, storeLimit: 20 };
  expect(settingsOf(JSON.stringify(set))).toEqual(set);
});
it.each([
  ['theme', null],
  ['theme', 'sepia'],
  ['language', 'tlh'],
  ['reduceMotion', null],
  ['threads', 0],
  ['threads', 1.5],
  ['watchBudget', 7],
  ['watchBudget', null],
  ['colorMap', 'plasma of tomorrow'],
  ['minimap', 1],
  ['storeLimit', -5],
  ['__proto__', { theme: 'light' }],
  ['constructor', 1],
])('falls back to the default where %s is %j, and keeps the rest', (name, value) => {
  const text = `{"language":"zh","${name}":${JSON.stringify(value)}}`;
  const wanted = name === 'language' ? defaultSettings : { ...defaultSettings, language: 'zh' };
  expect(settingsOf(text)).toEqual(wanted);
});
it.each([null, '', '{', '[]', '"x"', 'null', '7'])('falls back to the defaults from %j', (text) => {
  expect(settingsOf(text)).toEqual(defaultSettings);
});
