import { describe, expect, it } from 'vitest';
import type { DataSummary, Issue, NetworkSummary } from '../../engine/index.ts';
import { obstacle, sameObstacle } from './readiness.ts';

const issue = (severity: Issue['severity'], node: string, blocksTraining = true): Issue => ({
  severity,
  code: 'class-count-differs',
  node,
  values: {},
  blocksTraining,
  fixes: [],
});
const network = (...issues: Issue[]) => ({
  summary: { order: ['a', 'b', 'c'], issues } as unknown as NetworkSummary,
  data: {} as DataSummary,
  dataFailure: null,
  dataLoading: false,
});

describe('what stands in the way of training', () => {
  it('is nothing where all is well, and hints do not count', () => {
    expect(obstacle(3, 'builtin:digits', network())).toBeNull();
    expect(obstacle(3, 'builtin:digits', network(issue('hint', 'a', false)))).toBeNull();
  });
  it('is the first error in the order of the network, then what is unfinished', () => {
    const [early, late] = [issue('error', 'a'), issue('error', 'c')];
    const found = obstacle(3, 'x', network(issue('warning', 'a'), late, early));
    expect(found).toMatchObject({ kind: 'issue', count: 3 });
    if (found?.kind === 'issue') expect(found.issue).toBe(early);
  });
  it('is the cause rather than what follows from it', () => {
    const given = network(issue('error', 'a'));
    expect(obstacle(0, null, given)?.kind).toBe('empty');
    expect(obstacle(3, null, given)?.kind).toBe('no-data');
    const failure = { code: 'file-not-found', sentence: 'It is gone.' };
    expect(obstacle(3, 'x', { ...given, data: null, dataFailure: failure })?.kind).toBe('data');
    expect(obstacle(3, 'x', { ...given, data: null, dataLoading: true })?.kind).toBe(
      'data-loading',
    );
    expect(obstacle(3, 'x', { ...given, summary: null })?.kind).toBe('waiting');
  });
  it('says the same with equal issues', () => {
    const one = obstacle(3, 'x', network(issue('error', 'a')));
    const other = obstacle(3, 'x', network(issue('error', 'a')));
    expect(sameObstacle(one, other)).toBe(true);
    expect(sameObstacle(one, null)).toBe(false);
  });
});
