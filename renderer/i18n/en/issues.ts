/** Sentences of the issues: what inference reports comes from the engine's own catalogue, so that it is said once. */
import type { IssueCode } from '../../../engine/index.ts';
import { issueCatalogue } from '../../../engine/vocabulary.ts';

const sentence = Object.fromEntries(
  Object.entries(issueCatalogue).map(([code, entry]) => [code, entry.sentence]),
) as Record<IssueCode, string>;

export const issues = {
  sentence,
  title: 'Issues',
  none: 'No issues',
  noneSentence: 'Everything fits together. Press Train when you like.',
  checking: 'Checking the network…',
  severity: { error: 'Error', warning: 'Warning', hint: 'To do' },
  badge_one: '{{count}} issue of {{node}}',
  badge_other: '{{count}} issues of {{node}}',
  goTo: 'Go to {{node}}',
  ofDocument: 'Project',
  ofTraining: 'Training',
  fixes: 'Ways to mend it',
  fix: {
    insert: 'Insert {{layer}}',
    insertProjection: 'Use 1×1 projection',
    add: 'Add {{layer}}',
    remove: 'Remove {{node}}',
    removeWire: 'Remove the wire',
    rename: 'Rename to “{{label}}”',
    change: 'Change to {{layer}}',
    set: 'Set {{parameter}} to {{value}}',
    setProjection: 'Use 1×1 projection',
  },
  cost: {
    parameters: '{{change}} parameters',
    same: 'same parameters',
    mends_one: 'mends {{count}} issue',
    mends_other: 'mends {{count}} issues',
    brings_one: 'brings {{count}} new issue',
    brings_other: 'brings {{count}} new issues',
  },
  value: { one: 'one number' },
};
