/** How small numbers are said, and that there are words for every advice, in both languages. */
import { describe, expect, it } from 'vitest';
import { project as english } from '../../i18n/en/project.ts';
import { project as chinese } from '../../i18n/zh/project.ts';
import { adviceFor, differenceText } from './verdictText.ts';

describe('a difference', () => {
  it.each([
    [0, '0'],
    [3.14159e-7, '3.1e-7'],
    [2e-8, '2e-8'],
    [0.012345, '0.012'],
    [1.26, '1.3'],
  ])('%d: %s', (difference, text) => expect(differenceText(difference)).toBe(text));
});
describe('a failure', () => {
  it.each(['model-output-differs', 'project-has-issues', 'weights-missing', 'weights-not-finite'])(
    '%s comes with what to do',
    (code) => {
      const advice = adviceFor(code);
      if (advice === null) throw new Error('there is advice');
      for (const { advice: sentences } of [english.export, chinese.export])
        expect(sentences[advice]).toMatch(/[.。]$/);
    },
  );
  it.each(['run-not-found', 'constructor', ''])('%s says all there is itself', (code) => {
    expect(adviceFor(code)).toBeNull();
  });
});
