import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyFields, anyProject, soundProject } from '../../testing/randomProjects.ts';
import { classField, picture, valueField, vector } from '../../testing/sketch.ts';
import { checkProject } from '../document/parse.ts';
import type { Project } from '../document/schema.ts';
import { applyFix } from '../issues/applyFix.ts';
import { issueSentence } from '../issues/issue.ts';
import { lowerNetwork } from '../lower/lower.ts';
import { blockingIssues, inferNetwork } from './infer.ts';

/** Whether it was lowered. */
function check(candidate: Project, data: Parameters<typeof inferNetwork>[1]): boolean {
  const network = inferNetwork(candidate, data);
  for (const found of network.issues) {
    const sentence = issueSentence(found);
    expect(sentence).toMatch(/\S\.$/);
    expect(sentence).not.toMatch(/undefined|NaN|\[object/);
    for (const fix of found.fixes) inferNetwork(applyFix(candidate, fix), data);
  }
  for (const { id: name, status } of network.nodes.values())
    if (status === 'issue')
      expect(
        network.issues.some((found) => found.severity === 'error'),
        name,
      ).toBe(true);
  if (data === null || blockingIssues(network).length > 0) return false;
  const lowered = lowerNetwork(network);
  lowered.trainStep(0, 0, 3);
  lowered.evaluation(2);
  lowered.prediction(1);
  lowered.diagnosis(0, 0, 2);
  lowered.probe(network.order, 1);
  return true;
}

describe('any graph', () => {
  test('gives types or issues, never an exception', () => {
    fc.assert(
      fc.property(anyProject, anyFields, (candidate, data) => {
        check(candidate, data);
      }),
      { numRuns: 1500 },
    );
  });

  test('without blocking issues lowers to Programs of every kind', () => {
    let lowered = 0;
    const data = [picture(12, 12, 2), classField(10)];
    fc.assert(
      fc.property(soundProject, (candidate) => {
        if (check(candidate, data)) lowered++;
      }),
      { numRuns: 400 },
    );
    expect(lowered).toBeGreaterThan(100);
  });
});

describe('a large graph', () => {
  test('of a thousand nodes in a row is inferred without recursion', () => {
    const count = 1000;
    const result = checkProject({
      format: 'netloom',
      version: 1,
      nodes: [
        { id: 'x', type: 'input', label: 'x', params: { shape: [4] } },
        ...Array.from({ length: count }, (_, i) => ({
          id: `d${i}`,
          type: 'dense',
          label: `d${i}`,
          params: { units: 4 },
        })),
        { id: 'l', type: 'meanSquaredError', label: 'l' },
      ],
      edges: Array.from({ length: count + 1 }, (_, i) => ({
        id: `e${i}`,
        from: { node: i === 0 ? 'x' : `d${i - 1}`, port: 'output' },
        to: i === count ? { node: 'l', port: 'prediction' } : { node: `d${i}`, port: 'input' },
      })),
    });
    if ('issues' in result) throw new Error('not a project');
    const network = inferNetwork(result.project, [vector(4), valueField([4])]);
    expect(network.issues).toEqual([]);
    expect(network.parameters).toBe(20 * count);
  });
});
