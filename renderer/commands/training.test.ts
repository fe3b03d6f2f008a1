import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { checkProject } from '../../engine/graph/document/parse.ts';
import type { MetricChoice, Project } from '../../engine/index.ts';
import { metricNames } from '../../engine/vocabulary.ts';
import { openDocument, redo, undo, useDocument } from '../store/document.ts';
import {
  addMetric,
  addPhase,
  firstObjective,
  forgetInitialWeights,
  removeMetric,
  removePhase,
  setBatchSize,
  setClip,
  setDataOption,
  setDataSource,
  setEarlyStopping,
  setEpochs,
  setEvery,
  setMetric,
  setObjectiveNodes,
  setOptimizer,
  setOptimizerParameter,
  setSchedule,
  setScheduleParameter,
  setSeed,
  setSplit,
} from './training.ts';

function open(given: object = {}, readOnly = false): void {
  const result = checkProject({ format: 'netloom', version: 1, ...given });
  if (!('project' in result)) throw new Error('the sketch of a project is wrong');
  openDocument(result.project, { documentId: 'test', saved: true, readOnly });
}
const project = () => useDocument.getState().project;
const training = () => project().training;
const objective = () => training().phases[0]?.objectives[0];
const steps = () => useDocument.getState().history.past.length;
const accuracy = (loss = 'l'): MetricChoice => ({
  type: 'accuracy',
  params: {},
  compares: { loss },
});
const topK = (loss = 'l'): MetricChoice => ({ type: 'topK', params: {}, compares: { loss } });
const watch = (monitor: string) => ({
  monitor,
  patience: 5,
  minimumDelta: 0,
  restoreBest: true,
});

beforeEach(() => open());

describe('data', () => {
  test('another source starts without options', () => {
    setDataSource({ kind: 'path', path: '/files/wine.csv' }, { target: 'quality' });
    expect(project().data.options).toEqual({ target: 'quality' });
    setDataSource('builtin:digits');
    expect(project().data).toEqual({ source: 'builtin:digits', options: {} });
    undo();
    expect(project().data.options).toEqual({ target: 'quality' });
  });
  test('an option is set, and taken away by undefined', () => {
    setDataOption('normalize', false);
    expect(project().data.options).toEqual({ normalize: false });
    setDataOption('normalize', undefined);
    expect(project().data.options).toEqual({});
  });
});

describe('optimizer and schedule', () => {
  test('another optimizer starts with its own defaults', () => {
    setOptimizerParameter(firstObjective, 'learningRate', 0.5);
    setOptimizer(firstObjective, 'sgd');
    expect(objective()?.optimizer).toEqual({ type: 'sgd', params: {} });
    undo();
    expect(objective()?.optimizer).toEqual({ type: 'adam', params: { learningRate: 0.5 } });
  });
  test('the same one keeps its settings, and makes no step to undo', () => {
    setOptimizerParameter(firstObjective, 'learningRate', 0.5);
    const before = steps();
    expect(setOptimizer(firstObjective, 'adam')).toBe(false);
    expect(steps()).toBe(before);
  });
  test('a parameter of the schedule goes back to its default by undefined', () => {
    setSchedule(firstObjective, 'step');
    setScheduleParameter(firstObjective, 'every', 3);
    expect(objective()?.schedule).toEqual({ type: 'step', params: { every: 3 } });
    setScheduleParameter(firstObjective, 'every', undefined);
    expect(objective()?.schedule).toEqual({ type: 'step', params: {} });
  });
  test('values that follow each other closely are one step', () => {
    const before = steps();
    for (const rate of [0.002, 0.005, 0.01]) {
      setOptimizerParameter(firstObjective, 'learningRate', rate);
    }
    expect(steps()).toBe(before + 1);
    undo();
    expect(objective()?.optimizer.params).toEqual({});
  });
  test('a place that does not exist changes nothing', () => {
    expect(setEvery({ phase: 7, objective: 0 }, 2)).toBe(false);
    expect(setOptimizer({ phase: 0, objective: 3 }, 'sgd')).toBe(false);
  });
});

describe('phases', () => {
  test('a new one has the settings of the last, and changes alone', () => {
    setOptimizerParameter(firstObjective, 'learningRate', 0.5);
    addPhase();
    setEpochs(1, 3);
    setOptimizerParameter({ phase: 1, objective: 0 }, 'learningRate', 0.1);
    expect(training().phases.map(({ epochs }) => epochs)).toEqual([10, 3]);
    expect(objective()?.optimizer.params).toEqual({ learningRate: 0.5 });
    expect(training().phases[1]?.objectives[0]?.optimizer.params).toEqual({ learningRate: 0.1 });
  });
  test('the only one stays', () => {
    expect(removePhase(0)).toBe(false);
    addPhase();
    removePhase(0);
    expect(training().phases.length).toBe(1);
  });
});

describe('metrics and what early stopping watches', () => {
  beforeEach(() =>
    open({ training: { metrics: [accuracy('a'), topK('a'), accuracy('b')], earlyStopping: {} } }),
  );
  const watchThe = (monitor: string) => setEarlyStopping(watch(monitor));
  const watched = () => training().earlyStopping?.monitor;

  test('a metric that moves up in the count is still watched', () => {
    watchThe('val_accuracy 2');
    removeMetric(0);
    expect(watched()).toBe('val_accuracy');
    undo();
    expect(watched()).toBe('val_accuracy 2');
  });
  test('the loss is watched in the place of a metric that is gone, in the same data', () => {
    watchThe('val_topK');
    removeMetric(1);
    expect(watched()).toBe('val_loss');
    undo();
    watchThe('topK');
    removeMetric(1);
    expect(watched()).toBe('loss');
  });
  test('a metric that becomes another is watched under its new name', () => {
    watchThe('accuracy 2');
    setMetric(2, topK('b'));
    expect(watched()).toBe('topK 2');
  });
  test('a new metric changes no name', () => {
    watchThe('val_accuracy 2');
    addMetric(topK('b'));
    expect(watched()).toBe('val_accuracy 2');
    expect(metricNames(training().metrics).at(-1)).toBe('topK 2');
  });
  test('early stopping is turned off without a trace', () => {
    setEarlyStopping(undefined);
    expect('earlyStopping' in training()).toBe(false);
  });
  test('whatever happens to the metrics, what is watched exists', () => {
    const edits = fc.array(
      fc.record({
        kind: fc.constantFrom('add', 'remove', 'set'),
        at: fc.nat(4),
        top: fc.boolean(),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(edits, fc.constantFrom('val_accuracy 2', 'topK', 'loss'), (list, monitor) => {
        open({
          training: {
            metrics: [accuracy('a'), topK('a'), accuracy('b')],
            earlyStopping: { monitor },
          },
        });
        for (const { kind, at, top } of list) {
          const metric = top ? topK('c') : accuracy('c');
          if (kind === 'add') addMetric(metric);
          else if (kind === 'remove') removeMetric(at);
          else setMetric(at, metric);
        }
        const names = ['loss', ...metricNames(training().metrics)];
        expect(names.flatMap((name) => [name, `val_${name}`])).toContain(watched());
      }),
    );
  });
});

test('an early stopping that watches nothing known is left as it is', () => {
  open({
    training: { metrics: [accuracy()], earlyStopping: { monitor: 'val_gone' } },
  });
  removeMetric(0);
  expect(training().earlyStopping?.monitor).toBe('val_gone');
});

test('every change can be taken back and made again', () => {
  open({ training: { initialWeights: { path: 'start.safetensors' } } });
  const states: Project[] = [project()];
  const changes: (() => boolean)[] = [
    () => setDataSource('builtin:digits'),
    () => setDataOption('train', 500),
    () => setBatchSize(64),
    () => setSeed(7),
    () => setSplit({ kind: 'provided' }),
    () => setEpochs(0, 20),
    () => setClip(firstObjective, { kind: 'norm', limit: 1 }),
    () => setEvery(firstObjective, 2),
    () => setObjectiveNodes(firstObjective, 'losses', ['l']),
    () => setObjectiveNodes(firstObjective, 'parameters', ['d']),
    () => addMetric(accuracy()),
    () => setEarlyStopping(watch('val_accuracy')),
    () => forgetInitialWeights(),
    () => addPhase(),
    () => removePhase(1),
  ];
  for (const change of changes) {
    expect(change()).toBe(true);
    expect(project()).not.toEqual(states.at(-1));
    states.push(project());
  }
  for (const state of states.slice(0, -1).toReversed()) {
    undo();
    expect(project()).toEqual(state);
  }
  for (const state of states.slice(1)) {
    redo();
    expect(project()).toEqual(state);
  }
});

test('a document that another window writes does not change', () => {
  open({}, true);
  expect(setBatchSize(64)).toBe(false);
  expect(training().batchSize).toBe(32);
});
