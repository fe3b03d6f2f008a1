import { describe, expect, it } from 'vitest';
import type { Catalogue, EpochSummary, Project, SampleView } from '../../engine/index.ts';
import { inputBehind } from './input.ts';
import { documentRate } from './learningRate.ts';
import { withEpoch } from './messages.ts';
import { batchesPerSecond, paceStop, paces, rateToSlider, sliderToRate } from './pace.ts';
import { predictionOf } from './prediction.ts';
import { penMoved } from './strokes.ts';
import { chooseThreads } from './threads.ts';

describe('threads', () => {
  it('are all cores of a small machine, all but one of a larger, one without shared memory', () => {
    expect(chooseThreads(null, { cores: 2, sharedMemory: true })).toBe(2);
    expect(chooseThreads(null, { cores: 8, sharedMemory: true })).toBe(7);
    expect(chooseThreads(4, { cores: 8, sharedMemory: true })).toBe(4);
    expect(chooseThreads(64, { cores: 8, sharedMemory: true })).toBe(8);
    expect(chooseThreads(4, { cores: 8, sharedMemory: false })).toBe(1);
  });
});

describe('speed and learning rate', () => {
  it('has stops from full speed to one batch a second', () => {
    expect(paces.map((pace) => paceStop(pace))).toEqual(paces.map((_, i) => i));
    expect(batchesPerSecond(0)).toBeNull();
    expect(batchesPerSecond(1000)).toBe(1);
  });
  it('goes to a slider and back', () => {
    for (const rate of [1e-6, 0.001, 0.05, 1])
      expect(sliderToRate(rateToSlider(rate))).toBeCloseTo(rate, 9);
  });
  it('is that of the document, or the default of its optimizer', () => {
    const project = (params: Record<string, unknown>) =>
      ({
        training: { phases: [{ objectives: [{ optimizer: { type: 'adam', params } }] }] },
      }) as unknown as Project;
    const catalogue = {
      optimizers: [{ type: 'adam', form: [{ key: 'learningRate', default: 0.001 }] }],
    } as unknown as Catalogue;
    expect(documentRate(project({ learningRate: 0.5 }), catalogue)).toBe(0.5);
    expect(documentRate(project({}), catalogue)).toBe(0.001);
    expect(documentRate(project({}), null)).toBeNull();
  });
});

describe('epochs', () => {
  it('are judged again after a resume', () => {
    const epoch = (number: number, loss: number) =>
      ({ epoch: number, loss }) as unknown as EpochSummary;
    const list = withEpoch([epoch(1, 3), epoch(2, 2), epoch(3, 1)], epoch(2, 9));
    expect(list.map(({ epoch: number, loss }) => [number, loss])).toEqual([
      [1, 3],
      [2, 9],
    ]);
  });
});

describe('the answer', () => {
  const sample = (change: Partial<SampleView>): SampleView => ({
    nodes: [],
    outputs: [{ label: 'out', values: [0.1, 0.9], classes: ['no', 'yes'], best: 1 }],
    target: 1,
    ...change,
  });
  it('is a class with its probability, right or wrong', () => {
    expect(predictionOf(sample({}), String)).toEqual({
      answer: 'yes',
      share: 0.9,
      target: 'yes',
      right: true,
    });
    expect(predictionOf(sample({ target: 0 }), String)).toMatchObject({
      target: 'no',
      right: false,
    });
    expect(predictionOf(sample({ target: null }), String)?.right).toBeNull();
  });
  it('is a value beside the right one', () => {
    const outputs = [{ label: 'out', values: [2.5], classes: [] }];
    expect(predictionOf(sample({ outputs, target: 3 }), String)).toEqual({
      answer: '2.5',
      share: null,
      target: '3',
      right: null,
    });
  });
  it('is nothing where the network has none', () => {
    expect(predictionOf(null, String)).toBeNull();
    expect(predictionOf(sample({ outputs: [] }), String)).toBeNull();
  });
});

describe('the pen', () => {
  it('moves by keys and stays on the pad', () => {
    expect(penMoved({ x: 0.5, y: 0.5 }, 'ArrowLeft', false)).toEqual({ x: 0.475, y: 0.5 });
    expect(penMoved({ x: 0.5, y: 0.98 }, 'ArrowDown', true)).toEqual({ x: 0.5, y: 1 });
    expect(penMoved({ x: 0.5, y: 0.5 }, 'a', false)).toBeNull();
  });
});

describe('the input behind a node', () => {
  it('is the nearest one of pictures, or any', () => {
    const wire = (from: string, to: string) => ({
      id: `${from}${to}`,
      from: { node: from, port: 'output' },
      to: { node: to, port: 'input' },
    });
    const nodes = [
      { id: 'table', type: 'input' },
      { id: 'picture', type: 'input' },
      { id: 'conv', type: 'conv2d' },
    ] as unknown as Project['nodes'];
    const project = { nodes, edges: [wire('picture', 'conv'), wire('conv', 'end')] };
    expect(inputBehind(project, null, 'end')).toBe('picture');
    expect(inputBehind(project, null, null)).toBe('table');
    expect(inputBehind({ nodes: [], edges: [] }, null, 'x')).toBeNull();
  });
});
