/** What can be exported, and under which name. */
import { describe, expect, it } from 'vitest';
import type { EpochSummary, RunSummary, StoredRun } from '../../engine/index.ts';
import { bestEpoch, exportableRuns, fileNameOf } from './exportRuns.ts';

const epoch = (number: number, best: boolean) => ({ epoch: number, best }) as EpochSummary;
const run = { id: 'now', project: { name: 'Net' }, startedOn: 5 } as RunSummary;
const stored = (id: string) =>
  ({
    id,
    project: { name: id },
    startedOn: 1,
    step: 40,
    history: [epoch(1, true)],
  }) as unknown as StoredRun;

describe('exportableRuns', () => {
  it('has the run of the window first, and each once', () => {
    const runs = exportableRuns({ run, epochs: [] }, [stored('now'), stored('old')]);
    expect(runs.map(({ id, step }) => [id, step])).toEqual([
      ['now', null],
      ['old', 40],
    ]);
  });
  it('has stored ones only, before anything trained', () => {
    expect(exportableRuns({ run: null, epochs: [] }, [stored('old')])).toHaveLength(1);
  });
  it('knows the newest epoch that was the best', () => {
    const epochs = [epoch(1, true), epoch(2, true), epoch(3, false)];
    const [own] = exportableRuns({ run, epochs }, []);
    expect(own && bestEpoch(own)?.epoch).toBe(2);
  });
});

describe('fileNameOf', () => {
  it.each([
    ['LeNet-5', 'best', 'safetensors', 'LeNet-5-best.safetensors'],
    ['a/b:c', 'last', '.npz', 'a-b-c-last.npz'],
    [' ', 'last', 'bin', 'weights-last.bin'],
    ['多层感知机', 'best', 'bin', '多层感知机-best.bin'],
  ])('%s %s %s', (name, which, extension, file) => {
    expect(fileNameOf(name, which, extension)).toBe(file);
  });
});
