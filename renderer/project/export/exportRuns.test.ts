/** What can be exported, and under which name. */
import { describe, expect, it } from 'vitest';
import type { EpochSummary, Project, RunSummary, StoredRun } from '../../../engine/index.ts';
import { bestEpoch, exportableRuns, fileNameOf, requestOf } from './exportRuns.ts';

const epoch = (number: number, best: boolean) => ({ epoch: number, best }) as EpochSummary;
const run = { id: 'now', project: { name: 'Net' }, startedOn: 5 } as RunSummary;
const drawn = { name: 'Drawn', training: {} } as Project;
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
    const runs = exportableRuns({ run, epochs: [] }, [stored('now'), stored('old')], drawn);
    expect(runs.map(({ id, step }) => [id, step])).toEqual([
      ['now', null],
      ['old', 40],
    ]);
  });
  it('has stored ones only, before anything trained', () => {
    expect(exportableRuns({ run: null, epochs: [] }, [stored('old')], drawn)).toHaveLength(1);
  });
  it('has imported weights as a run without curves, in the network as it is drawn', () => {
    const project = {
      ...drawn,
      training: { initialWeights: { path: 'weights-1/lenet.safetensors' } },
    } as Project;
    const runs = exportableRuns({ run, epochs: [] }, [stored('old')], project);
    expect(runs.map(({ name }) => name)).toEqual(['Net', 'Drawn', 'old']);
    const [own, imported] = runs;
    expect(imported).toMatchObject({ imported: 'lenet.safetensors', epochs: [], startedOn: null });
    expect(imported && requestOf(imported, 'last', true)).toEqual({ project, samples: true });
    expect(own && requestOf(own, 'best', false)).toEqual({
      run: 'now',
      which: 'best',
      samples: false,
    });
  });
  it('knows the newest epoch that was the best', () => {
    const epochs = [epoch(1, true), epoch(2, true), epoch(3, false)];
    const [own] = exportableRuns({ run, epochs }, [], drawn);
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
