import { expect, test } from 'vitest';
import { checkProject } from '../../../engine/graph/document/parse.ts';
import { inferNetwork } from '../../../engine/graph/infer/infer.ts';
import { issuesAt, issuesOf, ofTraining } from './issuesAt.ts';

/** Everything about the training settings is wrong. */
function issues() {
  const broken = { optimizer: { type: 'none' }, schedule: { type: 'never' }, losses: ['gone'] };
  const metric = { compares: { loss: 'gone' }, params: {} };
  const result = checkProject({
    format: 'netloom',
    version: 1,
    nodes: [{ id: 'x', type: 'input', label: 'x', params: { shape: [0] } }],
    training: {
      phases: [{ epochs: 1, objectives: [{}, broken] }],
      metrics: [
        { type: 'accuracy', ...metric },
        { type: 'nothing', ...metric },
      ],
      split: { kind: 'kfold', k: 5 },
      earlyStopping: { monitor: 'val_gone' },
    },
  });
  if (!('project' in result)) throw new Error('the sketch of a project is wrong');
  return inferNetwork(result.project, null).issues;
}
const codes = (found: ReturnType<typeof issuesAt>) => found.map(({ code }) => code);

test('issues of training are told from those of nodes', () => {
  expect(issues().some(({ node }) => node === 'x')).toBe(true);
  expect(ofTraining(issues()).every(({ node }) => node === undefined)).toBe(true);
});
test('each stands at its own setting', () => {
  const found = ofTraining(issues());
  const objective = 'phases[0].objectives[1]';
  expect(codes(issuesOf(found, `${objective}.optimizer`))).toEqual(['optimizer-unknown']);
  expect(codes(issuesOf(found, `${objective}.schedule`))).toEqual(['schedule-unknown']);
  expect(codes(issuesOf(found, objective))).toEqual(['training-node-missing']);
  expect(codes(issuesAt(found, 'phases[0].objectives[0]'))).toEqual([]);
  expect(codes(issuesAt(found, 'metrics[0]'))).toEqual(['training-node-missing']);
  expect(codes(issuesAt(found, 'metrics[1]'))).toEqual(['metric-unknown']);
  expect(codes(issuesAt(found, 'split'))).toEqual(['kfold-not-yet']);
  expect(codes(issuesAt(found, 'earlyStopping'))).toEqual(['setting-invalid']);
});
test('a setting and what is below it are found together, and nothing of another', () => {
  const found = ofTraining(issues());
  expect(codes(issuesAt(found, 'phases')).length).toBe(3);
  expect(codes(issuesAt(found, 'metrics')).length).toBe(2);
  expect(codes(issuesAt(found, 'metric'))).toEqual([]);
});
